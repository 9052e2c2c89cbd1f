/**
 * The JSON-LD contexts, from the same compiled tables as the server's (`data/contexts/bundle.terms`; the format is
 * told in `build.py` beside it). What is not in there does not exist: nothing is ever fetched.
 */
import terms from "../../../data/contexts/bundle.terms?raw";

type Piece = null | string | Record<string, unknown>;

function depth(line: string): number {
  return line.length - line.trimStart().length;
}

/** Reads the pieces of one context at an indent, from line `at` on; tells where it ends. */
function read(lines: string[], at: number, indent: number): [Piece[], number] {
  const pieces: Piece[] = [];
  let current: Record<string, unknown> | undefined;
  const definitions = (): Record<string, unknown> => {
    if (!current) {
      current = {};
      pieces.push(current);
    }
    return current;
  };
  let line = lines[at];
  let here = at;
  while (line !== undefined && depth(line) === indent && !line.startsWith("@@ ")) {
    const [term = "", sign, ...words] = line.trim().split(/\s+/);
    here += 1;
    if (term === "@null" || term === "@load") {
      pieces.push(term === "@null" ? null : (sign ?? ""));
      current = undefined;
    } else if (term === "@protected") {
      definitions()["@protected"] = true;
    } else if (term === "@vocab") {
      definitions()["@vocab"] = sign;
    } else if (sign === ":") {
      definitions()[term] = words[0];
    } else {
      const entry: Record<string, unknown> = {};
      if (words[0] !== "-") entry["@id"] = words[0];
      for (const word of words.slice(1)) {
        if (word.startsWith("^")) entry["@type"] = word.slice(1);
        else if (word.startsWith("%")) entry["@container"] = word.slice(1);
        else if (word === "{") [entry["@context"], here] = read(lines, here, indent + 1);
      }
      definitions()[term] = entry;
    }
    line = lines[here];
  }
  return [pieces, here];
}

function all(): Map<string, object> {
  const lines = terms.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const found = new Map<string, object>();
  let at = 0;
  while (at < lines.length) {
    const url = (lines[at] ?? "").slice("@@ ".length);
    const [pieces, next] = read(lines, at + 1, 0);
    for (const piece of pieces) {
      if (piece && typeof piece === "object") piece["@version"] = 1.1;
    }
    found.set(url, { "@context": pieces.length === 1 ? pieces[0] : pieces });
    at = next;
  }
  return found;
}

export const contexts = all();

/** A document names a context that is not in this page. */
export class UnknownContext extends Error {}

export async function documentLoader(url: string) {
  const document = contexts.get(url);
  if (!document) throw new UnknownContext(url);
  return { contextUrl: null, document, documentUrl: url };
}
