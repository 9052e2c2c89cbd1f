/** Does it count at the time of the question: dates first, then what the issuer's status lists say. */
import { OutOfReach, type Question } from "../folder.ts";
import { inflate, isObject, type Json, type JsonObject, NotABadge, parse } from "../read.ts";
import { livesAt } from "./bond.ts";
import { base64url } from "./bytes.ts";
import { at, type Check, date, firstText, idOf, says, text, together, told, values } from "./checks.ts";
import { isCompact, read } from "./jws.ts";
import { vouched } from "./jwt.ts";
import { checkProofs } from "./proof.ts";

export type Current = "yes" | "revoked" | "suspended" | "expired" | "not_yet" | "unknown";

/** An answer, and the one line that it rests on. */
export interface Standing {
  answer: Current;
  check: Check;
}

export interface Dates {
  from: Date | undefined;
  until: Date | undefined;
}

const GRAVEST: Current[] = ["revoked", "expired", "not_yet", "suspended", "unknown", "yes"];

/** A badge that is taken back is taken back, whatever else is unknown. */
export function gravest(found: Standing[]): Current {
  return GRAVEST.find((answer) => found.some((one) => one.answer === answer)) ?? "yes";
}

export function standing(answer: Current, outcome: Check["outcome"], said: string, id = "status"): Standing {
  return { answer, check: told(id, outcome, said) };
}

export const unknown = (said: string): Standing => standing("unknown", "unknown", said);
export const NO_LIST = "Sa structure ne tient pas de liste de retraits pour lui.";

/** The answer that was taken back, with the reason that is given. */
export function revoked(reason: string | undefined): Standing {
  return standing("revoked", "fail", `La structure qui l’avait délivré l’a retiré. ${reason ?? ""}`.trim());
}

export function day(at: Date | undefined): string {
  if (at === undefined) return "une date inconnue";
  return at.toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" });
}

/** Compares the dates with the time of the question. */
export function within({ from, until }: Dates, question: Question): Standing {
  const said = (answer: Current, outcome: Check["outcome"], text: string) =>
    standing(answer, outcome, text, "validity");
  if (from && from > question.at) return said("not_yet", "fail", `Il comptera à partir du ${day(from)}.`);
  if (until && until < question.at) return said("expired", "fail", `Il comptait jusqu’au ${day(until)}.`);
  return said("yes", "pass", until ? `Il compte jusqu’au ${day(until)}.` : "Il n’a pas de date de fin.");
}

/** What the credential's status entries say, if it has any. */
export async function statuses(document: JsonObject, issuer: string, question: Question) {
  const entries = values(document, "credentialStatus");
  if (entries.length === 0) return [standing("yes", "pass", NO_LIST)];
  const found: Standing[] = [];
  for (const entry of entries) found.push(await one(entry, document, issuer, question));
  return found;
}

const WHAT = "La liste des badges retirés";

async function one(entry: Json, document: JsonObject, issuer: string, question: Question): Promise<Standing> {
  if (says(entry, "type", "1EdTechRevocationList")) return listed(entry, document, issuer, question);
  const known = ["BitstringStatusListEntry", "StatusList2021Entry"];
  const purpose = text(entry, "statusPurpose") ?? "";
  if (!known.some((kind) => says(entry, "type", kind))) {
    return unknown("Son état est écrit d’une façon que cette page ne lit pas.");
  }
  if (["refresh", "message"].includes(purpose)) {
    return standing("yes", "pass", "Son état ne dit rien contre lui.");
  }
  if (!["revocation", "suspension"].includes(purpose)) {
    return unknown("Son état est écrit d’une façon que cette page ne lit pas.");
  }
  const address = text(entry, "statusListCredential");
  const index = indexOf(at(entry, "statusListIndex"));
  if (address === undefined || index === undefined) {
    return unknown("Son état ne dit pas dans quelle liste, ni à quelle place.");
  }
  const list = await recall(address, question);
  if (typeof list === "string") return unknown(list);
  if (list.issuer !== issuer || !list.purposes.includes(purpose)) {
    return unknown(`${WHAT} n’est pas celle de sa structure.`);
  }
  const octet = list.bits[index >> 3];
  if (octet === undefined) return unknown("Le numéro de ce badge n’est pas dans la liste.");
  const said = `D’après la liste signée le ${day(list.signed)}.`;
  if ((octet & (0x80 >> (index & 7))) !== 0) {
    return purpose === "revocation"
      ? revoked(said)
      : standing("suspended", "fail", `La structure l’a suspendu. ${said}`);
  }
  // A list that nothing binds to the issuer may accuse, and cannot acquit.
  if (!list.bound) return unknown(`Rien ici ne prouve que ${WHAT.toLowerCase()} est celle de sa structure.`);
  if (list.until && list.until < question.at) return unknown(`${WHAT} n’est plus à jour.`);
  const since = "Un retrait plus récent n’est pas connu ici.";
  return standing(
    "yes",
    "pass",
    `Il n’est pas retiré, d’après la liste signée le ${day(list.signed)}. ${since}`,
  );
}

function indexOf(said: Json | undefined): number | undefined {
  const read = typeof said === "string" && /^\+?\d+$/.test(said) ? Number(said) : said;
  return typeof read === "number" && Number.isInteger(read) && read >= 0 && read < 2 ** 31 ? read : undefined;
}

/** What a list that nobody signs says (1EdTechRevocationList): it acquits only from where its issuer lives. */
function listed(entry: Json, document: JsonObject, issuer: string, { folder }: Question): Standing {
  const address = text(entry, "id");
  if (address === undefined) return unknown("Son état ne dit pas dans quelle liste, ni à quelle place.");
  let list: Json;
  try {
    list = folder.document(address, WHAT);
  } catch (error) {
    if (error instanceof OutOfReach) return unknown(error.message);
    throw error;
  }
  if (idOf(list, "issuer") !== issuer) return unknown(`${WHAT} n’est pas celle de sa structure.`);
  const id = text(document, "id");
  const named = [...values(list, "revokedCredential"), ...values(list, "revokedCredentials")].find(
    (one) => id !== undefined && (one === id || text(one, "id") === id),
  );
  if (named !== undefined && at(named, "revoked") !== false) return revoked(text(named, "revocationReason"));
  return livesAt(issuer, address)
    ? standing("yes", "pass", "Il n’est pas dans la liste de retraits de ce dossier.")
    : unknown(`Rien ici ne prouve que ${WHAT.toLowerCase()} est celle de sa structure.`);
}

interface StatusList {
  issuer: string;
  purposes: Json[];
  bits: Uint8Array;
  signed: Date | undefined;
  /** Whether a key that is bound to its issuer signed it. */
  bound: boolean;
  until: Date | undefined;
}

/** The lists that were read before, for each folder and instant. */
const memory = new WeakMap<Question, Map<string, Promise<StatusList | string>>>();

function recall(address: string, question: Question): Promise<StatusList | string> {
  const known = memory.get(question) ?? new Map<string, Promise<StatusList | string>>();
  memory.set(question, known);
  const list = known.get(address) ?? fetchList(address, question);
  known.set(address, list);
  return list;
}

/** The status list at an address, or why there is none. */
async function fetchList(address: string, question: Question): Promise<StatusList | string> {
  try {
    const said = question.folder.text(address, WHAT).trim();
    const { document, checks, made } = await signedDocument(said, question);
    const kinds = ["BitstringStatusListCredential", "StatusList2021Credential"];
    const issuer = idOf(document, "issuer");
    if (!kinds.some((kind) => says(document, "type", kind)) || issuer === undefined) {
      return `${WHAT} est illisible.`;
    }
    const sure = together(checks);
    const signature = checks.some(({ id, outcome }) => id === "proof" && outcome === "pass");
    if (sure === "no" || (sure === "unknown" && !signature)) {
      const why = checks.find(({ outcome }) => outcome !== "pass")?.text ?? "";
      return `${WHAT} n’est pas crue. ${why}`.trim();
    }
    const subject = at(document, "credentialSubject");
    const encoded = text(subject, "encodedList");
    if (encoded === undefined || encoded.length > 512 * 1024) return `${WHAT} est illisible.`;
    const packed = base64url(encoded.replace(/^u/, "").replace(/=+$/, ""));
    return {
      issuer,
      purposes: values(subject, "statusPurpose"),
      bits: await inflate(packed, "gzip", 256 * 1024),
      signed: date(made) ?? date(firstText(document, "validFrom", "issuanceDate")),
      bound: sure === "yes",
      until: date(firstText(document, "validUntil", "expirationDate")),
    };
  } catch (error) {
    if (error instanceof OutOfReach || error instanceof NotABadge) return error.message;
    return `${WHAT} est illisible.`;
  }
}

async function signedDocument(said: string, question: Question) {
  if (isCompact(said)) return { made: undefined, ...(await vouched(read(said), question)) };
  const document = parse(said);
  if (!isObject(document)) throw new NotABadge(`${WHAT} est illisible.`);
  return { document, ...(await checkProofs(document, idOf(document, "issuer") ?? "", question)) };
}
