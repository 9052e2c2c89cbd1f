/**
 * From a document to the canonical quads that are signed, every member of it covered: by RDFC-1.0, by the same with
 * SHA-384 (which a P-384 key asks for), or by the draft before it, URDNA2015 (which `Ed25519Signature2020` names).
 */
import { sha256, sha384 } from "@noble/hashes/sha2.js";
import { canonize, type MessageDigest, type Quad } from "rdf-canonize";
import { quads } from "../jsonld/expand.ts";
import { NotCovered } from "../jsonld/refused.ts";
import type { JsonObject } from "../read.ts";
import { hex } from "./bytes.ts";

export type Algorithm = "RDFC-1.0" | "RDFC-1.0, SHA-384" | "URDNA2015";

export async function canonical(document: JsonObject, algorithm: Algorithm): Promise<string> {
  const draft = algorithm === "URDNA2015";
  const found = quads(document);
  const hash = algorithm === "RDFC-1.0, SHA-384" ? sha384 : sha256;
  try {
    const said = await canonize(draft ? found.map(hidden) : found, {
      algorithm: "RDFC-1.0",
      createMessageDigest: () => new Digest(hash, draft),
      format: "application/n-quads",
      maxWorkFactor: 1,
    });
    return draft ? sorted(said) : said;
  } catch {
    throw new NotCovered("Ce badge est fait pour que sa vérification ne finisse pas.");
  }
}

/** Whether the draft and its successor write a document differently: a text in it has a control character. */
export function hasControls(document: JsonObject): boolean {
  return quads(document).some(
    ({ object }) => object.termType === "Literal" && hide(object.value) !== object.value,
  );
}

/**
 * The draft writes control characters as they are, its successor as escapes, and rdf-canonize knows the successor
 * alone. So they pass through it as noncharacters of Unicode, which no text bears, and are put back before anything
 * is hashed, sorted or returned.
 */
const CONTROLS = [...Array(32).keys(), 127]
  .filter((code) => code !== 10 && code !== 13)
  .map((code) => String.fromCharCode(code));
const NONCHARACTERS = CONTROLS.map((_, place) => String.fromCharCode(0xfdd0 + place));

const hide = (text: string) => exchanged(text, CONTROLS, NONCHARACTERS);
const show = (text: string) => exchanged(text, NONCHARACTERS, CONTROLS);

function exchanged(text: string, from: string[], to: string[]): string {
  return Array.from(text, (letter) => to[from.indexOf(letter)] ?? letter).join("");
}

function hidden(quad: Quad): Quad {
  const { object } = quad;
  return object.termType === "Literal" ? { ...quad, object: { ...object, value: hide(object.value) } } : quad;
}

/** Lines of quads in the order of what they say once controls are back. */
function sorted(lines: string): string {
  return show(lines)
    .split(/(?<=\n)/)
    .sort()
    .join("");
}

class Digest implements MessageDigest {
  #said = "";
  readonly #hash: typeof sha256 | typeof sha384;
  readonly #draft: boolean;
  constructor(hash: typeof sha256 | typeof sha384, draft: boolean) {
    this.#hash = hash;
    this.#draft = draft;
  }
  update(said: string) {
    this.#said += said;
  }
  async digest() {
    // The quads of one node come sorted; what is hashed of several nodes is one line without an end.
    const said = this.#draft && this.#said.endsWith(" .\n") ? sorted(this.#said) : this.#said;
    return hex(this.#hash(new TextEncoder().encode(said)));
  }
}
