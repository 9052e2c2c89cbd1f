/** Open Badges 3.0: what the standard asks of an `OpenBadgeCredential`, then what the answers rest on. */
import type { Question } from "../folder.ts";
import { type JsonObject, NotABadge } from "../read.ts";
import { at, type Check, date, idOf, isUri, says, text, together, told, values } from "./checks.ts";
import { type Dates, gravest, statuses, within } from "./currency.ts";
import { endorsements } from "./endorsements.ts";
import type { Findings } from "./findings.ts";
import { isTheirs } from "./recipient.ts";

const VCDM_2 = "https://www.w3.org/ns/credentials/v2";
const VCDM_1 = "https://www.w3.org/2018/credentials/v1";
const OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context";

/** Judges a verifiable credential whose signature was looked at: `signature` says with what result. */
export async function judge(document: JsonObject, signature: Check[], question: Question): Promise<Findings> {
  if (!["OpenBadgeCredential", "AchievementCredential"].some((kind) => says(document, "type", kind))) {
    throw new NotABadge("Ce document signé n’est pas un badge : cette page ne lit que des badges.");
  }
  const issuer = idOf(document, "issuer") ?? "";
  const { check, dates } = structure(document);
  const proofs = [check, ...signature];
  const subject = values(document, "credentialSubject")[0];
  const achievement = at(subject, "achievement");
  const found = [within(dates, question), ...(await statuses(document, issuer, question))];
  const current = gravest(found);
  const undated = !dates.from && !dates.until && current === "yes";
  return {
    document,
    name: text(document, "name") ?? text(achievement, "name") ?? "Badge sans nom",
    standard: "Open Badges 3.0",
    id: text(document, "id") ?? "",
    issuer,
    issuerName: text(document.issuer, "name") ?? issuer,
    from: dates.from,
    authentic: together(proofs),
    // What a broken document says of its dates is no answer.
    current: undated ? "unknown" : current,
    theirs: isTheirs(subject, question.email),
    checks: [...proofs, ...found.map((one) => one.check), ...(await endorsements(document, question))],
  };
}

/** Required members and types (OB 3.0, B.1 `AchievementCredential`), and the dates. */
function structure(document: JsonObject): { check: Check; dates: Dates } {
  const contexts = values(document, "@context");
  const old = contexts[0] === VCDM_1;
  const subjects = values(document, "credentialSubject");
  const [subject] = subjects;
  const achievement = at(subject, "achievement");
  const criteria = at(achievement, "criteria");
  const typed = (
    [
      [document, "evidence", "Evidence"],
      [subject, "result", "Result"],
      [achievement, "resultDescription", "ResultDescription"],
      [achievement, "alignment", "Alignment"],
      [subject, "identifier", "IdentityObject"],
    ] as const
  ).every(([object, member, kind]) =>
    values(object, member).every(
      // An identity's type is the object's own; older writers leave it out.
      (one) => says(one, "type", kind) || (kind === "IdentityObject" && at(one, "type") === undefined),
    ),
  );
  const [from, until] = old ? ["issuanceDate", "expirationDate"] : ["validFrom", "validUntil"];
  const dates = { from: date(document[from as string]), until: date(document[until as string]) };
  const holds = [
    old || contexts[0] === VCDM_2,
    typeof contexts[1] === "string" && contexts[1].startsWith(OPEN_BADGES),
    isUri(text(document, "id")),
    isUri(idOf(document, "issuer")),
    typeof document.issuer === "string" || says(document.issuer, "type", "Profile"),
    subjects.length === 1,
    says(subject, "type", "AchievementSubject"),
    says(achievement, "type", "Achievement"),
    isUri(text(achievement, "id")),
    text(achievement, "name") !== undefined && text(achievement, "description") !== undefined,
    text(criteria, "id") !== undefined || text(criteria, "narrative") !== undefined,
    typed,
    dates.from !== undefined,
    document[until as string] === undefined || dates.until !== undefined,
  ].every(Boolean);
  const check = holds
    ? told("structure", "pass", "Il a tout ce que le standard demande.")
    : told("structure", "fail", "Il n’a pas tout ce que le standard demande à un badge.");
  return { check, dates };
}
