/**
 * Endorsements inside a badge: who else speaks for it, its issuer or its achievement, and whether they do. They change
 * no answer: a badge is no less its issuer's because somebody's praise of it does not hold.
 */
import type { Question } from "../folder.ts";
import { isObject, type Json, type JsonObject, NotABadge } from "../read.ts";
import { at, type Check, date, firstText, idOf, says, text, together, told, values } from "./checks.ts";
import { read } from "./jws.ts";
import { vouched } from "./jwt.ts";
import { checkProofs } from "./proof.ts";

/** Endorsements of one badge that are looked at. */
const MOST = 16;

/** One check for each endorsement of a credential, its achievement, and their profiles. */
export async function endorsements(document: JsonObject, question: Question): Promise<Check[]> {
  const achievement = at(values(document, "credentialSubject")[0], "achievement");
  const praised = [document, document.issuer, achievement, at(achievement, "creator")];
  const found = praised.flatMap((of) => values(of, "endorsement").map((one) => ({ of, one, token: false })));
  const tokens = praised.flatMap((of) =>
    values(of, "endorsementJwt").map((one) => ({ of, one, token: true })),
  );
  const checks: Check[] = [];
  for (const { of, one, token } of [...found, ...tokens].slice(0, MOST)) {
    try {
      const said = token ? await ofToken(one, question) : await alone(one, document, question);
      checks.push(judged(said.document, said.checks, of, question));
    } catch (error) {
      if (!(error instanceof NotABadge)) throw error;
      checks.push(praise("warning", "Une recommandation jointe est illisible."));
    }
  }
  return checks;
}

function praise(outcome: Check["outcome"], said: string): Check {
  return told("endorsement", outcome, said);
}

function ofToken(token: Json, question: Question) {
  if (typeof token !== "string") throw new NotABadge("");
  return vouched(read(token), question);
}

/** An embedded endorsement as a document of its own, under the contexts that it stands in. */
async function alone(endorsement: Json, around: JsonObject, question: Question) {
  if (!isObject(endorsement)) {
    return { document: {}, checks: [praise("fail", "")] };
  }
  const context = around["@context"];
  const document: JsonObject =
    endorsement["@context"] === undefined && context !== undefined
      ? { ...endorsement, "@context": context }
      : endorsement;
  const { checks } = await checkProofs(document, idOf(document, "issuer") ?? "", question);
  return { document, checks };
}

function judged(endorsement: JsonObject, checks: Check[], of: Json | undefined, question: Question): Check {
  const named = endorsement.issuer;
  // A name is what somebody calls themselves: the identifier is what the signature is bound to.
  const by = [text(named, "name"), `(${idOf(endorsement, "issuer") ?? "sans identifiant"})`].join(" ").trim();
  const about = text(values(endorsement, "credentialSubject")[0], "id");
  const until = firstText(endorsement, "validUntil", "expirationDate");
  const end = date(until);
  if (!says(endorsement, "type", "EndorsementCredential")) {
    return praise("warning", "Une recommandation jointe n’en est pas une.");
  }
  if (about === undefined || about !== text(of, "id")) {
    return praise("warning", `La recommandation de ${by} parle d’autre chose.`);
  }
  if (until !== undefined && (end === undefined || end < question.at)) {
    return praise("warning", `La recommandation de ${by} ne vaut plus.`);
  }
  const answer = together(checks);
  if (answer === "yes") return praise("pass", `Recommandé par ${by} : cette recommandation tient.`);
  if (answer === "no") return praise("warning", `La recommandation de ${by} ne tient pas.`);
  const why = checks.find(({ outcome }) => outcome === "unknown")?.text ?? "";
  return praise("unknown", `Impossible de savoir ici si la recommandation de ${by} tient. ${why}`.trim());
}
