/** Where an issuer stands in the networks' signed lists: a list that does not hold recognises nobody. */
import type { Question } from "../folder.ts";
import { isObject } from "../read.ts";
import { date, firstText, idOf, says, text, values } from "./checks.ts";
import { checkProofs } from "./proof.ts";

export interface Recognition {
  standing: "recognised" | "withdrawn";
  network: string;
  at: Date;
}

/** What the lists say of an issuer; one that recognises it counts more than one that it was taken off. */
export async function recognition(issuer: string, question: Question): Promise<Recognition | undefined> {
  let found: Recognition | undefined;
  for (const address of question.folder.inside.lists ?? []) {
    const said = await inList(address, issuer, question);
    if (said?.standing === "recognised") return said;
    found ??= said;
  }
  return found;
}

async function inList(address: string, issuer: string, question: Question): Promise<Recognition | undefined> {
  try {
    const list = question.folder.document(address, "La liste des émetteurs reconnus");
    const network = idOf(list, "issuer");
    const dated = date(text(list, "date"));
    if (!isObject(list) || !says(list, "type", "RecognisedIssuers") || network === undefined)
      return undefined;
    if (dated === undefined || dated > question.at) return undefined;
    const { checks } = await checkProofs(list, network, question);
    if (checks.some(({ outcome }) => outcome !== "pass")) return undefined;
    let standing: Recognition["standing"] | undefined;
    for (const entry of values(list, "recognised")) {
      const since = firstText(entry, "since");
      const withdrawn = firstText(entry, "withdrawn");
      const from = date(since);
      const to = date(withdrawn);
      // A list of which one line cannot be read is not read at all.
      const readable = (said: string | undefined, read: Date | undefined) => said === undefined || read;
      if (text(entry, "id") === undefined || !readable(since, from) || !readable(withdrawn, to)) {
        return undefined;
      }
      if (text(entry, "id") !== issuer || (from && from > question.at)) continue;
      standing = to && to <= question.at ? "withdrawn" : "recognised";
    }
    return standing && { standing, network: text(list.issuer, "name") ?? network, at: dated };
  } catch {
    return undefined;
  }
}
