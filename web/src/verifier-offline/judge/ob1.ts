/**
 * Open Badges 1.0 and 1.1: read, and marked old. What stands at the issuer's own address is the truth; a signed one is
 * believed for a key that lies at the issuer's own origin.
 */
import { type Folder, OutOfReach, type Question } from "../folder.ts";
import { isObject, type Json, type JsonObject } from "../read.ts";
import { at, type Check, date, isUri, origin, says, text, together, told } from "./checks.ts";
import { gravest, revoked, type Standing, standing, unknown, within } from "./currency.ts";
import type { Findings } from "./findings.ts";
import type { Compact } from "./jws.ts";
import { NoKey, NoMeans, ofPem } from "./key.ts";
import { reach } from "./ob2.ts";
import { isRecipient } from "./recipient.ts";

/** Whether a document is an assertion of that time: it says how it is verified, and has a `uid`. */
export function isAssertion(document: Json): boolean {
  return (
    text(document, "uid") !== undefined &&
    at(document, "recipient") !== undefined &&
    at(document, "badge") !== undefined &&
    isObject(at(document, "verify"))
  );
}

/** Judges an assertion that came as a document: its address says the truth. */
export function hosted(given: JsonObject, question: Question): Findings {
  const address = text(given.verify, "url") ?? "";
  if (text(given.verify, "type") !== "hosted") {
    const said = "Un badge signé se vérifie par son texte signé, qui n’est pas là.";
    return judge(given, address, [told("proof", "fail", said)], unknown(said), question);
  }
  const found = reach(question.folder, address, "Ce badge est publié en ligne. Son original");
  if (typeof found === "string") {
    const check = told("hosted", "unknown", `${found} Il faut Internet pour le vérifier.`);
    return judge(
      given,
      address,
      [check],
      unknown("Il faut Internet pour savoir s’il compte encore."),
      question,
    );
  }
  const { document } = found;
  if (!isObject(document) || text(document, "uid") !== text(given, "uid")) {
    const said = "À l’adresse de ce badge se trouve un autre document.";
    return judge(given, address, [told("hosted", "fail", said)], unknown(said), question);
  }
  const status =
    document.revoked === true
      ? revoked(undefined)
      : standing("yes", "pass", "L’original de sa structure, dans ce dossier, ne dit rien contre lui.");
  const check = told("hosted", "pass", "Il est tel que sa structure le publie.");
  return judge(document, address, [check], status, question);
}

/** Judges an assertion that came as a signed text: the key lies at the address in its `verify`. */
export async function signed(jws: Compact, question: Question): Promise<Findings> {
  const assertion = isObject(jws.payload) ? jws.payload : {};
  const address = text(assertion.verify, "url") ?? "";
  const status = standing(
    "yes",
    "pass",
    "La liste de sa structure, dans ce dossier, ne dit rien contre lui.",
  );
  return judge(
    assertion,
    address,
    [await signature(jws, assertion, address, question.folder)],
    status,
    question,
  );
}

async function signature(
  jws: Compact,
  assertion: JsonObject,
  address: string,
  folder: Folder,
): Promise<Check> {
  if (text(assertion.verify, "type") !== "signed") {
    return told("proof", "fail", "Ce texte est signé et dit qu’il ne l’est pas.");
  }
  try {
    const key = await ofPem(folder.text(address, "La clé de l’émetteur"));
    return at(jws.header, "jwk") === undefined
      ? await jws.check(key)
      : told("proof", "fail", "Ce texte signé apporte sa propre clé.");
  } catch (error) {
    if (error instanceof OutOfReach) return told("key", "unknown", error.message);
    if (error instanceof NoKey) return told("key", "fail", error.message);
    if (!(error instanceof NoMeans)) throw error;
    return told("key", "unknown", "Ce navigateur ne sait pas calculer avec cette sorte de clé.");
  }
}

/** What the rest of an assertion rests on. */
function judge(
  assertion: JsonObject,
  address: string,
  proofs: Check[],
  status: Standing,
  question: Question,
): Findings {
  const { folder } = question;
  const badge = linked(assertion.badge, "badge-class", "Le modèle du badge", folder, proofs);
  const named = at(badge, "issuer");
  const issuer = typeof named === "string" ? named : (text(named, "url") ?? "");
  const profile = linked(named, "issuer-profile", "Le profil de la structure", folder, proofs);
  if (badge !== null) proofs.push(scope(address, issuer));
  const taken =
    text(assertion.verify, "type") === "signed" ? revocation(assertion, profile, folder) : undefined;
  const dates = { from: time(assertion.issuedOn), until: time(assertion.expires) };
  const whole =
    dates.from !== undefined &&
    (assertion.expires === undefined || dates.until !== undefined) &&
    (badge === null || (isUri(issuer) && text(badge, "name") !== undefined));
  proofs.unshift(
    whole
      ? told("structure", "pass", "Il a tout ce que le standard demandait.")
      : told("structure", "fail", "Ses dates, son modèle ou sa structure sont illisibles."),
  );
  const found = [within(dates, question), taken ?? status];
  const old = told("data-model", "warning", "Il suit une version d’Open Badges d’avant 2.0.");
  return {
    document: assertion,
    name: text(badge, "name") ?? "Badge sans nom",
    standard: says(assertion, "@context", "https://w3id.org/openbadges/v1")
      ? "Open Badges 1.1"
      : "Open Badges 1.0",
    id: address,
    issuer,
    issuerName: text(profile, "name") ?? (issuer || "une structure inconnue ici"),
    from: dates.from,
    authentic: together(proofs),
    current: gravest(found),
    theirs: isRecipient(at(assertion, "recipient"), question.email),
    checks: [...proofs, ...found.map((one) => one.check), old],
  };
}

/** A badge class or a profile: at its address, or written in place (1.0 allowed both). */
function linked(value: Json | undefined, id: string, what: string, folder: Folder, checks: Check[]): Json {
  if (typeof value !== "string") return value ?? null;
  const found = reach(folder, value, what);
  if (typeof found !== "string") return found.document;
  checks.push(told(id, "unknown", found));
  return null;
}

/** The assertion, or the key, lies at its issuer's own origin. */
function scope(address: string, issuer: string): Check {
  return origin(address) !== undefined && origin(address) === origin(issuer)
    ? told("scope", "pass", "Il est publié là où sa structure publie.")
    : told("scope", "fail", "Il n’est pas publié là où sa structure publie.");
}

/** What the issuer's list says of a signed assertion: an object from `uid` to reason. */
function revocation(assertion: JsonObject, profile: Json, folder: Folder): Standing | undefined {
  if (profile === null) return unknown("La liste des badges retirés n’est pas dans ce dossier.");
  const address = text(profile, "revocationList");
  if (address === undefined) return undefined;
  const list = reach(folder, address, "La liste des badges retirés");
  if (typeof list === "string") return unknown(list);
  const reason = at(list.document, text(assertion, "uid") ?? "");
  if (reason === undefined) return undefined;
  return revoked(typeof reason === "string" ? reason : undefined);
}

/** A date with a zone, a day, or seconds since 1970: 1.0 allowed all three. */
function time(said: Json | undefined): Date | undefined {
  if (typeof said === "number") return Number.isInteger(said) ? new Date(said * 1000) : undefined;
  if (typeof said !== "string") return undefined;
  return (
    date(said) ?? date(`${said}T00:00:00Z`) ?? (/^[+-]?\d+$/.test(said) ? time(Number(said)) : undefined)
  );
}
