/**
 * The bundled contexts, term by term, from the same file as the server's (`data/contexts/bundle.terms`; the format is
 * told in `build.py` beside it). What is not in there does not exist: nothing is ever fetched.
 */
import text from "../../../../data/contexts/bundle.terms?raw";

/** One published context, or one scoped context: its pieces in order. */
export type Local = Piece[];
/** Forgets every definition so far, brings another context, or defines. */
export type Piece = null | string | Terms;

export interface Terms {
  protected: boolean;
  vocab: string | undefined;
  entries: Map<string, Entry>;
}

/** One term as its context states it, prefixes not yet resolved. */
export interface Entry {
  /** A simple definition: it may serve as a prefix. */
  simple: boolean;
  iri: string | undefined;
  kind: string | undefined;
  container: "plain" | "list" | "graph";
  scoped: Local | undefined;
}

const depthOf = (line: string) => line.length - line.trimStart().length;
const none = (): Terms => ({ protected: false, vocab: undefined, entries: new Map() });

/** Reads lines one after the other. */
class Lines {
  private readonly lines: string[];
  private at = 0;
  constructor(lines: string[]) {
    this.lines = lines;
  }
  next(fits: (line: string) => boolean): string | undefined {
    const line = this.lines[this.at];
    if (line === undefined || !fits(line)) return undefined;
    this.at += 1;
    return line;
  }
}

/** Reads the context at `depth` spaces of indent, up to its last line. */
function read(lines: Lines, depth: number): Local {
  let terms = none();
  const pieces: Local = [terms];
  const here = (line: string) => depthOf(line) === depth && !line.startsWith("@@ ");
  for (let line = lines.next(here); line !== undefined; line = lines.next(here)) {
    const [first = "", sign, ...words] = line.trim().split(/\s+/);
    if (first === "@null" || first === "@load") {
      terms = none();
      pieces.push(first === "@null" ? null : (sign ?? ""), terms);
    } else if (first === "@protected") {
      terms.protected = true;
    } else if (first === "@vocab") {
      terms.vocab = sign;
    } else {
      terms.entries.set(first, entry(sign === ":", words, lines, depth));
    }
  }
  return pieces;
}

function entry(simple: boolean, [iri, ...words]: string[], lines: Lines, depth: number): Entry {
  const read_: Entry = {
    simple,
    iri: iri === "-" ? undefined : iri,
    kind: undefined,
    container: "plain",
    scoped: undefined,
  };
  for (const word of words) {
    if (word.startsWith("^")) read_.kind = word.slice(1);
    else if (word === "{") read_.scoped = read(lines, depth + 1);
    else if (word === "%@list" || word === "%@graph") read_.container = word === "%@list" ? "list" : "graph";
  }
  return read_;
}

function all(): Map<string, Local> {
  const lines = new Lines(text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#")));
  const found = new Map<string, Local>();
  for (let line = lines.next(() => true); line !== undefined; line = lines.next(() => true)) {
    found.set(line.slice("@@ ".length), read(lines, 0));
  }
  return found;
}

/** Every bundled context by URL. */
export const BUNDLE = all();
