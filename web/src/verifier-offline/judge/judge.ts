/** The four answers to a badge, as the service gives them, from nothing but a folder of documents. */
import { OutOfReach, type Question } from "../folder.ts";
import { isObject, type Json, NotABadge, parse } from "../read.ts";
import { type Check, idOf, same, says, text, told, values } from "./checks.ts";
import type { Findings } from "./findings.ts";
import * as jws from "./jws.ts";
import * as jwt from "./jwt.ts";
import { type Recognition, recognition } from "./networks.ts";
import * as ob1 from "./ob1.ts";
import * as ob2 from "./ob2.ts";
import * as ob3 from "./ob3.ts";
import { checkProofs } from "./proof.ts";

export type { Findings } from "./findings.ts";

/** The four answers, in the words of the contract, and what they rest on. */
export interface Verdict extends Findings {
  recognition: "recognised" | "unknown" | "withdrawn";
  recipient: "confirmed" | "mismatch" | "not_asked";
  /** The network's list that names the issuer, if one does. */
  list: Recognition | undefined;
}

/** Judges one text of a badge. */
export async function judge(badge: string, question: Question): Promise<Verdict> {
  const first = await findings(badge, question);
  const newest = await refreshed(first, question);
  const list = await recognition(newest.issuer, question);
  const recipients = { true: "confirmed", false: "mismatch", undefined: "not_asked" } as const;
  return {
    ...newest,
    list,
    recognition: list?.standing ?? "unknown",
    recipient: recipients[`${newest.theirs}`],
  };
}

async function findings(badge: string, question: Question, followed = false): Promise<Findings> {
  const said = badge.replace(/^[\s\uFEFF]+|[\s\uFEFF]+$/g, "");
  if (said.startsWith("{") || said.startsWith("[")) return ofDocument(json(said), question);
  if (jws.isCompact(said)) return ofToken(jws.read(said), question);
  if (/^https?:\/\/\S+$/.test(said) && said.length <= 2048) {
    if (followed)
      throw new NotABadge("Ce badge ne contient qu’une adresse, qui ne fait que mener à une autre.");
    return ofAddress(said, question);
  }
  throw new NotABadge("Ce fichier n’est pas un badge que cette page sait lire.");
}

function ofAddress(address: string, question: Question): Promise<Findings> {
  try {
    return findings(question.folder.text(address, ""), question, true);
  } catch (error) {
    if (!(error instanceof OutOfReach)) throw error;
    throw new NotABadge("Ce badge ne contient qu’une adresse : il faut Internet pour le vérifier.");
  }
}

function json(said: string): Json {
  try {
    return parse(said);
  } catch (error) {
    if (error instanceof NotABadge) throw error;
    throw new NotABadge("Ce fichier n’est pas un badge que cette page sait lire.");
  }
}

async function ofDocument(document: Json, question: Question): Promise<Findings> {
  if (isObject(document)) {
    if (says(document, "type", "VerifiableCredential")) {
      const issuer = idOf(document, "issuer") ?? "";
      const { checks } = await checkProofs(document, issuer, question);
      return ob3.judge(document, checks, question);
    }
    if (ob2.isAssertion(document)) return ob2.hosted(document, question);
    if (ob1.isAssertion(document)) return ob1.hosted(document, question);
  }
  throw new NotABadge("Ce fichier n’est pas un badge que cette page sait lire.");
}

async function ofToken(token: jws.Compact, question: Question): Promise<Findings> {
  if (ob2.isAssertion(token.payload)) return ob2.signed(token, question);
  if (ob1.isAssertion(token.payload)) return ob1.signed(token, question);
  if (jwt.isCredential(token.payload)) {
    const { document, checks } = await jwt.vouched(token, question);
    return ob3.judge(document, checks, question);
  }
  throw new NotABadge("Ce texte signé n’est pas un badge que cette page sait lire.");
}

/**
 * The newer form of a badge that its issuer offers (`1EdTechCredentialRefresh`), where the folder has it: believed only
 * when it is the same badge, as authentic and no older.
 */
async function refreshed(first: Findings, question: Question): Promise<Findings> {
  const service = values(first.document, "refreshService").find((one) =>
    says(one, "type", "1EdTechCredentialRefresh"),
  );
  const address = text(service, "id");
  if (address === undefined || first.authentic !== "yes") return first;
  const with_ = (badge: Findings, check: Check) => ({ ...badge, checks: [...badge.checks, check] });
  const said = "Sa structure en publie peut-être une forme plus récente : il faut Internet pour le savoir.";
  try {
    const newer = await findings(question.folder.text(address, ""), question);
    const alike = newer.issuer.trim() === first.issuer.trim() && newer.id.trim() === first.id.trim();
    if (!alike || newer.authentic !== "yes") return with_(first, told("refresh", "unknown", said));
    const older = (newer.from?.getTime() ?? 0) < (first.from?.getTime() ?? 0);
    const equal = same(newer.document, first.document);
    return older || equal
      ? with_(first, told("refresh", "pass", "Sa structure n’en publie pas de forme plus récente."))
      : with_(
          newer,
          told("refresh", "pass", "Sa structure en publie une forme plus récente : c’est elle qui compte."),
        );
  } catch (error) {
    if (!(error instanceof OutOfReach || error instanceof NotABadge)) throw error;
    return with_(first, told("refresh", "unknown", said));
  }
}
