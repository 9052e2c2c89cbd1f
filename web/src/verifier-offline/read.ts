/** From a file to the texts of the badges in it: JSON, a compact JWS, an address; PNG and SVG hold them baked. */

/** What is read at most, in octets. */
const LARGEST = 2 * 1024 * 1024;
const LONGEST = 256 * 1024;

export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };
export type JsonObject = { [member: string]: Json };

/** A file or a text that is no badge; the message is for people. */
export class NotABadge extends Error {}

/** Inflates within bounds; the page needs no library for it. */
export async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  format: "gzip" | "deflate",
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new NotABadge("Ce fichier contient un texte compressé trop grand.");
    }
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

export function utf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
}

/** JSON whose objects name no member twice: a second one would hide the first from some readers. */
export function parse(text: string): Json {
  if (text.length > LONGEST * 4) throw new NotABadge("Ce texte est trop long pour un badge.");
  const value: Json = JSON.parse(text);
  // JSON.parse keeps the last of two equal members: then fewer are left than the text has.
  const strings = /"(?:[^"\\]|\\.)*"/g;
  let written = 0;
  for (let found = strings.exec(text); found; found = strings.exec(text)) {
    if (/^\s*:/.test(text.slice(strings.lastIndex, strings.lastIndex + 64))) written += 1;
  }
  if (written > members(value)) throw new NotABadge("Ce badge nomme deux fois la même chose.");
  return value;
}

function members(value: Json): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + members(one), 0);
  if (value === null || typeof value !== "object") return 0;
  return Object.values(value).reduce((sum: number, one) => sum + 1 + members(one), 0);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The texts baked into a PNG under the two keywords, the newer standard first. */
async function png(bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<string, string>();
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (at + 12 + length > bytes.length) throw new NotABadge("Cette image est abîmée.");
    const data = bytes.slice(at + 8, at + 8 + length);
    at += 12 + length;
    if (kind !== "iTXt" && kind !== "tEXt") continue;
    const end = data.indexOf(0);
    const keyword = String.fromCharCode(...data.subarray(0, end));
    if (keyword !== "openbadgecredential" && keyword !== "openbadges") continue;
    if (found.has(keyword)) throw new NotABadge("Cette image contient deux badges.");
    let rest = data.slice(end + 1);
    if (kind === "iTXt") {
      const packed = rest[0] === 1;
      rest = rest.slice(2);
      for (let zeros = 0; zeros < 2; zeros += 1) rest = rest.slice(rest.indexOf(0) + 1);
      if (packed) rest = await inflate(rest, "deflate", LONGEST);
    }
    found.set(keyword, utf8(rest));
  }
  return ["openbadgecredential", "openbadges"].flatMap((keyword) => found.get(keyword) ?? []);
}

/** The badge in an SVG: the `verify` attribute, else the text of the element. */
function svg(text: string): string[] {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new NotABadge("Cette image SVG déclare des entités.");
  const document = new DOMParser().parseFromString(text, "image/svg+xml");
  for (const [space, name] of [
    ["https://purl.imsglobal.org/ob/v3p0", "credential"],
    ["http://openbadges.org", "assertion"],
  ] as const) {
    const element = document.getElementsByTagNameNS(space, name)[0];
    const said = element?.getAttribute("verify") || element?.textContent;
    if (said?.trim()) return [said.trim()];
  }
  return [];
}

/** The texts of the badge in a file, at least one. */
export async function texts(bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  if (bytes.length > LARGEST) throw new NotABadge("Ce fichier est trop grand pour un badge (2 Mio au plus).");
  let found: string[];
  if (bytes[0] === 0x89 && bytes[1] === 0x50) {
    found = await png(bytes);
  } else {
    const text = utf8(bytes).trim();
    found = text.startsWith("<") ? svg(text) : [text];
  }
  if (found.length === 0 || found[0] === "") throw new NotABadge("Il n’y a pas de badge dans cette image.");
  return found;
}
