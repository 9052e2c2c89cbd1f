/**
 * Signatures: eddsa-rdfc-2022, eddsa-jcs-2022 and compact JWS with EdDSA. What is signed over RDF must be the document's
 * own compact form: a member that no term covers, or that hides under another name, is refused.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import jsonld from "jsonld";
import { contexts, documentLoader } from "./contexts.ts";
import { isObject, type Json, type JsonObject } from "./read.ts";

/** The signature does not hold, or something is not covered by it; the message is for people. */
export class Refused extends Error {}
/** It cannot be checked here; the message is for people. */
export class NotHere extends Error {}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

function base58(text: string): Uint8Array {
  if (text.length > 128) throw new Refused("Une clé ou une signature est trop longue.");
  let number = 0n;
  for (const letter of text) {
    const digit = BASE58.indexOf(letter);
    if (digit < 0) throw new Refused("Une clé ou une signature est illisible.");
    number = number * 58n + BigInt(digit);
  }
  const bytes: number[] = [];
  for (; number > 0n; number >>= 8n) bytes.unshift(Number(number & 255n));
  for (let at = 0; text[at] === "1"; at += 1) bytes.unshift(0);
  return Uint8Array.from(bytes);
}

export function base64(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/").replaceAll(/\s/g, ""));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function digest(text: string): Uint8Array {
  return sha256(new TextEncoder().encode(text));
}

/** The 32 octets of an Ed25519 key in Multikey text. */
export function multikey(text: string): Uint8Array {
  const bytes = text.startsWith("z") ? base58(text.slice(1)) : new Uint8Array();
  if (bytes.length !== 34 || bytes[0] !== 0xed || bytes[1] !== 0x01) {
    throw new NotHere("Cette sorte de clé n’est pas lue par cette page.");
  }
  return bytes.slice(2);
}

/** The 32 octets of an Ed25519 key in PEM (RFC 8410). */
export function pem(text: string): Uint8Array {
  const body = /-----BEGIN PUBLIC KEY-----([\s\S]+)-----END PUBLIC KEY-----/.exec(text)?.[1];
  const bytes = base64(body ?? "");
  if (bytes.length !== 44 || hex(bytes.slice(0, 12)) !== "302a300506032b6570032100") {
    throw new NotHere("Cette sorte de clé n’est pas lue par cette page.");
  }
  return bytes.slice(12);
}

/** Whether `key` signed `message`: keys and points of small order prove nothing. */
function signed(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const weak = (bytes: Uint8Array) => ed25519.Point.fromBytes(bytes).isSmallOrder();
    if (signature.length !== 64 || weak(key) || weak(signature.slice(0, 32))) return false;
    return ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

/** Canonical JSON (RFC 8785): numbers and strings are as the browser writes them. */
function jcs(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${jcs(value[name] as Json)}`).join(",")}}`;
}

/** Only terms of bundled contexts, no keyword, no full address as a name, nothing that JSON-LD drops. */
function plain(value: Json, root: boolean, depth: number): void {
  if (depth > 32) throw new Refused("Ce badge est trop imbriqué.");
  if (value === null) throw new Refused("Une valeur vide ne serait pas couverte par la signature.");
  if (Array.isArray(value)) {
    for (const one of value) plain(one, false, depth + 1);
    return;
  }
  if (!isObject(value)) return;
  for (const [name, one] of Object.entries(value)) {
    if (name === "@context") {
      const named = Array.isArray(one) ? one : [one];
      if (named.length > 8 || named.some((url) => typeof url !== "string")) {
        throw new Refused("Ce badge redéfinit ses propres mots : la signature ne le protège pas.");
      }
      if (!root) throw new NotHere("Cette page ne lit pas les badges qui en contiennent d’autres.");
      const foreign = named.find((url) => !contexts.has(url as string));
      if (foreign) throw new NotHere(`Cette page ne connaît pas le vocabulaire ${foreign}.`);
    } else if (name.startsWith("@") || name.includes(":")) {
      throw new Refused(`« ${name} » n’est pas un mot du standard : la signature ne le protège pas.`);
    } else {
      plain(one, false, depth + 1);
    }
  }
  if (root && !("@context" in value)) throw new Refused("Ce document n’a pas de vocabulaire.");
}

/** A form in which arrays of one, empty arrays, order in sets and bare identifiers make no difference. */
function loose(value: unknown): unknown {
  if (Array.isArray(value)) {
    const parts = value.map(loose);
    if (parts.length === 1) return parts[0];
    return parts.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value)
    .filter(([name, one]) => name !== "@context" && !(Array.isArray(one) && one.length === 0))
    .map(([name, one]) => [name, loose(one)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const [only] = members;
  return members.length === 1 && only?.[0] === "id" ? only[1] : Object.fromEntries(members);
}

async function canonical(document: JsonObject): Promise<string> {
  plain(document, true, 0);
  const options = { documentLoader, safe: true };
  try {
    const compact = await jsonld.compact(document, document["@context"], {
      ...options,
      compactToRelative: false,
    });
    if (JSON.stringify(loose(compact)) !== JSON.stringify(loose(document))) {
      throw new Refused("Une partie de ce badge n’est pas couverte par la signature.");
    }
    return await jsonld.canonize(document, {
      ...options,
      algorithm: "RDFC-1.0",
      format: "application/n-quads",
      canonizeOptions: { maxWorkFactor: 1 },
    });
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused("Une partie de ce badge n’est pas couverte par la signature.");
  }
}

/** Who may have signed: finds the key that a proof names, or throws. */
export type KeyOf = (method: string, created: string | undefined) => Uint8Array;

/** Checks every proof of a document under its issuer's keys; tells the date of the last one. */
export async function checkProofs(
  document: JsonObject,
  keyOf: KeyOf,
  now: Date,
): Promise<string | undefined> {
  const { proof, ...unsigned } = document;
  const proofs = Array.isArray(proof) ? proof : proof === undefined ? [] : [proof];
  if (proofs.length === 0) throw new Refused("Ce document n’est pas signé.");
  if (proofs.length > 8) throw new Refused("Ce document a trop de signatures.");
  let last: string | undefined;
  for (const one of proofs) last = await checkProof(unsigned, one, keyOf, now);
  return last;
}

async function checkProof(unsigned: JsonObject, proof: Json, keyOf: KeyOf, now: Date) {
  if (!isObject(proof)) throw new Refused("La signature est illisible.");
  const { proofValue, ...options } = proof;
  const { type, cryptosuite, proofPurpose, verificationMethod, created, expires, previousProof } = proof;
  if (type !== "DataIntegrityProof" || previousProof !== undefined) {
    throw new NotHere("Cette sorte de signature n’est pas lue par cette page.");
  }
  if (proofPurpose !== "assertionMethod" || typeof verificationMethod !== "string") {
    throw new Refused("La signature n’est pas faite pour un badge.");
  }
  if (typeof proofValue !== "string" || !proofValue.startsWith("z"))
    throw new Refused("La signature est illisible.");
  const date = (value: Json | undefined): string | undefined => {
    if (value === undefined) return undefined;
    const zoned = typeof value === "string" && /T.*(Z|[+-]\d\d:\d\d)$/.test(value);
    if (!zoned || Number.isNaN(Date.parse(value))) throw new Refused("La signature n’a pas de date lisible.");
    return value;
  };
  const made = date(created);
  const end = date(expires);
  if (end && new Date(end) < now) throw new Refused("La signature a une date de fin, qui est passée.");
  if (proof["@context"] !== undefined && jcs(proof["@context"]) !== jcs(unsigned["@context"] ?? null)) {
    throw new Refused("La signature redéfinit les mots du badge.");
  }
  let texts: [string, string];
  if (cryptosuite === "eddsa-rdfc-2022") {
    const context = unsigned["@context"] ?? null;
    texts = [await canonical({ ...options, "@context": context }), await canonical(unsigned)];
  } else if (cryptosuite === "eddsa-jcs-2022") {
    texts = [jcs(options), jcs(unsigned)];
  } else {
    throw new NotHere("Cette sorte de signature n’est pas lue par cette page.");
  }
  const message = new Uint8Array(64);
  message.set(digest(texts[0]), 0);
  message.set(digest(texts[1]), 32);
  if (!signed(keyOf(verificationMethod, made), message, base58(proofValue.slice(1)))) {
    throw new Refused("Le contenu et la signature ne vont pas ensemble.");
  }
  return made;
}

/** A compact JWS with its parts read; the algorithm is the key's, so no other than EdDSA. */
export function jws(text: string): { payload: string; header: string; holds: (key: Uint8Array) => boolean } {
  const parts = text.split(".");
  const [head = "", body = "", signature = ""] = parts;
  if (parts.length !== 3) throw new Refused("Ce texte signé est incomplet.");
  const decode = (part: string) => new TextDecoder("utf-8", { fatal: true }).decode(base64(part));
  const message = new TextEncoder().encode(`${head}.${body}`);
  return {
    header: decode(head),
    payload: decode(body),
    holds: (key) => signed(key, message, base64(signature)),
  };
}
