/**
 * Open Badges 2.0: an assertion, the badge class and the profile that it names, and who vouches for it. A signed one is
 * believed for its signature, a hosted one for standing where its issuer publishes.
 */
import { type Folder, OutOfReach, type Question } from "../folder.ts";
import { isObject, type Json, type JsonObject } from "../read.ts";
import { outside } from "./bond.ts";
import {
  at,
  type Check,
  date,
  idOf,
  isUri,
  origin,
  same,
  says,
  text,
  together,
  told,
  urlOf,
  values,
} from "./checks.ts";
import {
  type Dates,
  gravest,
  NO_LIST,
  revoked,
  type Standing,
  standing,
  unknown,
  within,
} from "./currency.ts";
import type { Findings } from "./findings.ts";
import type { Compact } from "./jws.ts";
import { type Key, NoKey, NoMeans, ofMethod } from "./key.ts";
import { isRecipient } from "./recipient.ts";

const CONTEXT = "https://w3id.org/openbadges/v2";
/** Open Badges 2.1 (Badge Connect) changed how badges travel, not what an assertion says. */
const CONTEXT_2_1 = "https://purl.imsglobal.org/spec/ob/v2p1/context/ob_v2p1.jsonld";

export function isAssertion(document: Json): boolean {
  return says(document, "type", "Assertion");
}

/** What an assertion rests on, as far as it could be reached. */
interface Chain {
  badge: Json;
  /** As it stands at the issuer's own address; null where that is out of reach. */
  profile: Json;
  issuer: string;
}

/** Judges a signed assertion. */
export async function signed(jws: Compact, question: Question): Promise<Findings> {
  const assertion = isObject(jws.payload) ? jws.payload : {};
  const checks = [structure(assertion)];
  const chain = chainOf(assertion, question.folder, checks);
  checks.push(...(await signature(jws, assertion, chain, question.folder)));
  return conclude(assertion, chain, checks, revocation(assertion, chain, question.folder), question);
}

/** Judges a hosted assertion by the document at its address. */
export function hosted(given: JsonObject, question: Question): Findings {
  const { folder } = question;
  const address = text(given, "id") ?? "";
  let assertion = given;
  let found: Check;
  let status: Standing;
  const there = reach(folder, address, "Ce badge est publié en ligne. Son original");
  if (typeof there === "string") {
    found = told("hosted", "unknown", `${there} Il faut Internet pour le vérifier.`);
    status = unknown("Il faut Internet pour savoir s’il compte encore.");
  } else if (text(there.document, "id") !== address || !isObject(there.document)) {
    found = told("hosted", "fail", "À l’adresse de ce badge se trouve un autre document.");
    status = unknown("À l’adresse de ce badge se trouve un autre document.");
  } else {
    assertion = there.document;
    found = same(assertion, given)
      ? told("hosted", "pass", "Il est tel que sa structure le publie.")
      : told("hosted", "warning", "La copie diffère de l’original de la structure, et c’est lui qui compte.");
    status = standingOf(assertion);
  }
  const checks = [structure(assertion), found];
  const chain = chainOf(assertion, folder, checks);
  checks.push(...scope(address, chain));
  return conclude(assertion, chain, checks, status, question);
}

function conclude(
  assertion: JsonObject,
  chain: Chain,
  proofs: Check[],
  status: Standing,
  question: Question,
): Findings {
  const dates: Dates = {
    from: date(text(assertion, "issuedOn")),
    until: date(text(assertion, "expires")),
  };
  const found = [within(dates, question), status];
  return {
    document: assertion,
    name: text(chain.badge, "name") ?? "Badge sans nom",
    standard: says(assertion, "@context", CONTEXT_2_1) ? "Open Badges 2.1" : "Open Badges 2.0",
    id: text(assertion, "id") ?? "",
    issuer: chain.issuer,
    issuerName: text(chain.profile, "name") ?? (chain.issuer || "une structure inconnue ici"),
    from: dates.from,
    authentic: together(proofs),
    current: gravest(found),
    theirs: isRecipient(at(assertion, "recipient"), question.email),
    checks: [...proofs, ...found.map((one) => one.check)],
  };
}

/** A document of the folder, or why it is not there. */
export function reach(folder: Folder, address: string, what: string): { document: Json } | string {
  try {
    return { document: folder.document(address, what) };
  } catch (error) {
    if (error instanceof OutOfReach) return error.message;
    throw error;
  }
}

/** Required members (Open Badges 2.0, Assertion), and dates with a zone. */
function structure(assertion: JsonObject): Check {
  const recipient = at(assertion, "recipient");
  const dated = (member: string) => date(text(assertion, member)) !== undefined;
  const holds = [
    says(assertion, "@context", CONTEXT) || says(assertion, "@context", CONTEXT_2_1),
    isAssertion(assertion),
    isUri(text(assertion, "id")),
    text(recipient, "identity") !== undefined && values(recipient, "type").length > 0,
    isUri(idOf(assertion, "badge")),
    dated("issuedOn"),
    assertion.expires === undefined || dated("expires"),
  ].every(Boolean);
  return holds
    ? told("structure", "pass", "Il a tout ce que le standard demande.")
    : told("structure", "fail", "Il n’a pas tout ce que le standard demande à un badge.");
}

/** Follows the assertion to its badge class and its issuer's own profile. */
function chainOf(assertion: JsonObject, folder: Folder, checks: Check[]): Chain {
  const named = assertion.badge ?? null;
  const badge =
    typeof named === "string" ? reached("badge-class", named, "Le modèle du badge", folder, checks) : named;
  const issuer = idOf(badge, "issuer") ?? "";
  // An issuer that is written into the badge itself vouches for nothing: its own address does.
  const profile =
    badge === null ? null : reached("issuer-profile", issuer, "Le profil de la structure", folder, checks);
  return { badge, profile, issuer };
}

/** The document at an address; null, and a check that says why, where there is none. */
function reached(id: string, address: string, what: string, folder: Folder, checks: Check[]): Json {
  const found = reach(folder, address, what);
  if (typeof found === "string") {
    checks.push(told(id, "unknown", found));
    return null;
  }
  const own = text(found.document, "id");
  if (own === address) return found.document;
  const host = urlOf(own)?.hostname ?? "";
  if (host !== "" && host === urlOf(address)?.hostname) {
    checks.push(told("address", "warning", `${what} se donne une autre adresse.`));
    return found.document;
  }
  checks.push(told(id, "unknown", `${what} est un autre document dans ce dossier.`));
  return null;
}

/** The key must be among the issuer's, own up to it, and have made the signature. */
async function signature(
  jws: Compact,
  assertion: JsonObject,
  { profile, issuer }: Chain,
  folder: Folder,
): Promise<Check[]> {
  if (profile === null) return [told("key", "unknown", "La clé de l’émetteur n’est pas dans ce dossier.")];
  const verification = at(assertion, "verification") ?? at(assertion, "verify");
  const creator = idOf(verification, "creator") ?? idOf(profile, "publicKey");
  const known = values(profile, "publicKey");
  const isIt = (key: Json) => creator !== undefined && (key === creator || text(key, "id") === creator);
  if (creator === undefined || !known.some(isIt)) {
    return [told("key", "fail", "L’émetteur ne connaît pas la clé qui a signé ce badge.")];
  }
  let page: Json | undefined = known.find(
    (key) => text(key, "id") === creator && at(key, "publicKeyPem") !== undefined,
  );
  if (page === undefined) {
    const found = reach(folder, creator, "La clé de l’émetteur");
    if (typeof found === "string") return [told("key", "unknown", found)];
    page = found.document;
  }
  if (idOf(page, "owner") !== issuer) return [told("key", "fail", "La clé n’est pas celle de l’émetteur.")];
  let key: Key;
  try {
    key = await ofMethod(page);
  } catch (error) {
    if (error instanceof NoMeans) {
      return [told("key", "unknown", "Ce navigateur ne sait pas calculer avec cette sorte de clé.")];
    }
    if (!(error instanceof NoKey)) throw error;
    return [told("key", error.otherForm ? "unknown" : "fail", error.message)];
  }
  if (at(jws.header, "jwk") !== undefined) {
    return [told("proof", "fail", "Ce texte signé apporte sa propre clé.")];
  }
  // An assertion does not say when it was signed, only when it was given: its key may be younger, not ended.
  const given = date(text(assertion, "issuedOn"));
  const late = outside({ bond: "bound", key, ends: undefined }, given, folder, { younger: true });
  return [
    await jws.check(key),
    late === undefined ? told("key", "pass", "La clé est celle de l’émetteur.") : told("key", "fail", late),
  ];
}

/**
 * A hosted assertion stands within its issuer's own origin, unless the profile opens others (Open Badges 2.0,
 * `VerificationObject`: `startsWith`, `allowedOrigins`).
 */
function scope(address: string, { profile, issuer }: Chain): Check[] {
  if (profile === null) return [];
  const here = urlOf(address);
  const rules = at(profile, "verification");
  const starts = values(rules, "startsWith");
  const origins = values(rules, "allowedOrigins");
  const begins = (start: Json) => {
    const from = urlOf(start);
    const nobody = here?.username === "" && here.password === "";
    return nobody && from?.origin === here.origin && here.pathname.startsWith(from.pathname);
  };
  const allowed = (said: Json) =>
    here !== undefined && (said === here.hostname || (origin(said) ?? "") === here.origin);
  const within =
    starts.length === 0 && origins.length === 0
      ? origin(address) !== undefined && origin(address) === origin(issuer)
      : (starts.length === 0 || starts.some(begins)) && (origins.length === 0 || origins.some(allowed));
  return [
    within
      ? told("scope", "pass", "Il est publié là où sa structure publie.")
      : told("scope", "fail", "Il n’est pas publié là où sa structure publie."),
  ];
}

function standingOf(hosted: JsonObject): Standing {
  return hosted.revoked === true
    ? revoked(text(hosted, "revocationReason"))
    : standing("yes", "pass", "L’original de sa structure, dans ce dossier, ne dit rien contre lui.");
}

/** What the issuer's revocation list says (Open Badges 2.0, `RevocationList`). */
function revocation(assertion: JsonObject, { profile }: Chain, folder: Folder): Standing {
  if (profile === null) return unknown("La liste des badges retirés n’est pas dans ce dossier.");
  const address = idOf(profile, "revocationList");
  if (address === undefined) return standing("yes", "pass", NO_LIST);
  const list = reach(folder, address, "La liste des badges retirés");
  if (typeof list === "string") return unknown(list);
  if (text(list.document, "id") !== address) return unknown("La liste des badges retirés est une autre.");
  const id = text(assertion, "id");
  const named = values(list.document, "revokedAssertions").find((one) => {
    const said = typeof one === "string" ? one : (text(one, "id") ?? text(one, "uid"));
    return said !== undefined && said === id;
  });
  if (named !== undefined) return revoked(text(named, "revocationReason"));
  return standing("yes", "pass", "Il n’est pas dans la liste de retraits de ce dossier.");
}
