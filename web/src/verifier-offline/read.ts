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

/** How deep lists and objects go at most. */
const DEEPEST = 32;

/** JSON whose objects name no member twice: a second one would hide the first from some readers. */
export function parse(text: string): Json {
  const plain = text.replace(/^\uFEFF/, "");
  if (new TextEncoder().encode(plain).length > LONGEST) {
    throw new NotABadge("Ce texte est trop long pour un badge.");
  }
  let value: Json;
  try {
    value = JSON.parse(plain);
  } catch {
    throw new NotABadge("Ce texte n’est pas du JSON lisible.");
  }
  bounded(value, DEEPEST);
  // JSON.parse keeps the last of two equal members: then fewer are left than the text has.
  const strings = /"(?:[^"\\]|\\.)*"(\s*:)?/g;
  let written = 0;
  for (let found = strings.exec(plain); found; found = strings.exec(plain)) {
    if (found[1] !== undefined) written += 1;
  }
  if (written > members(value)) throw new NotABadge("Ce badge nomme deux fois la même chose.");
  return value;
}

function members(value: Json): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + members(one), 0);
  if (value === null || typeof value !== "object") return 0;
  return Object.values(value).reduce((sum: number, one) => sum + 1 + members(one), 0);
}

/** Refuses what other readers would read otherwise, or not at all. */
function bounded(value: Json, left: number): void {
  const odd = (said: string) => /\p{Surrogate}/u.test(said);
  if (typeof value === "string" ? odd(value) : typeof value === "number" && !Number.isFinite(value)) {
    throw new NotABadge("Ce texte n’est pas du JSON lisible.");
  }
  if (value === null || typeof value !== "object") return;
  if (left === 0) throw new NotABadge("Ce badge est trop imbriqué.");
  for (const [name, one] of Object.entries(value)) {
    if (odd(name)) throw new NotABadge("Ce texte n’est pas du JSON lisible.");
    bounded(one, left - 1);
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** CRC-32 as PNG has it (ISO 3309). */
function checksum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

/** The texts baked into a PNG under the two keywords, the newer standard first. */
async function png(bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<string, string>();
  let kind = "";
  let at = 8;
  while (kind !== "IEND") {
    const length = at + 12 <= bytes.length ? view.getUint32(at) : bytes.length;
    const end = at + 8 + length;
    if (end + 4 > bytes.length || checksum(bytes.subarray(at + 4, end)) !== view.getUint32(end)) {
      throw new NotABadge("Cette image est abîmée.");
    }
    kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const data = bytes.slice(at + 8, end);
    at = end + 4;
    if (kind !== "iTXt" && kind !== "tEXt") continue;
    const keyword = String.fromCharCode(...data.subarray(0, Math.min(data.indexOf(0), 80)));
    if (keyword !== "openbadgecredential" && keyword !== "openbadges") continue;
    if (found.has(keyword)) throw new NotABadge("Cette image contient deux badges.");
    let rest = data.slice(keyword.length + 1);
    if (kind === "iTXt") {
      const packed = rest[0] === 1;
      rest = rest.slice(2);
      for (let zeros = 0; zeros < 2; zeros += 1) rest = rest.slice(rest.indexOf(0) + 1);
      if (packed) rest = await inflate(rest, "deflate", LONGEST);
    }
    if (rest.length > LONGEST) throw new NotABadge("Le texte du badge est trop long dans cette image.");
    found.set(keyword, utf8(rest));
  }
  if (at !== bytes.length) throw new NotABadge("Cette image est abîmée.");
  return ["openbadgecredential", "openbadges"].flatMap((keyword) => found.get(keyword) ?? []);
}

/** The badge in an SVG: the `verify` attribute, else the text of the element. Entities of its own are not read. */
function svg(text: string): string[] {
  if (/<!ENTITY/i.test(text) || /<!DOCTYPE[^>]*\[/i.test(text)) {
    throw new NotABadge("Cette image SVG déclare des entités.");
  }
  const document = new DOMParser().parseFromString(text, "image/svg+xml");
  const broken = document.getElementsByTagName("parsererror").length > 0;
  if (broken || document.documentElement.localName !== "svg")
    throw new NotABadge("Cette image SVG est abîmée.");
  const found = [
    ["https://purl.imsglobal.org/ob/v3p0", "credential"] as const,
    ["http://openbadges.org", "assertion"] as const,
  ].flatMap(([space, name]) => [...document.getElementsByTagNameNS(space, name)]);
  if (found.length > 1) throw new NotABadge("Cette image contient deux badges.");
  const [element] = found;
  if (!element) return [];
  const said = (element.getAttribute("verify") ?? element.textContent ?? "").trim();
  if (said === "" || said.length > LONGEST || element.children.length > 0) {
    throw new NotABadge("Le texte du badge est illisible dans cette image.");
  }
  return [said];
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
