/** Texts that stand for octets, read strictly: what could be written in two ways is read in one. */
import { sha256 } from "@noble/hashes/sha2.js";

/** A text that does not stand for octets. */
export class Unreadable extends Error {}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

export function base58(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > 140) throw new Unreadable();
  let number = 0n;
  for (const letter of text) {
    const digit = BASE58.indexOf(letter);
    if (digit < 0) throw new Unreadable();
    number = number * 58n + BigInt(digit);
  }
  const bytes: number[] = [];
  for (; number > 0n; number >>= 8n) bytes.unshift(Number(number & 255n));
  for (let at = 0; text[at] === "1"; at += 1) bytes.unshift(0);
  return Uint8Array.from(bytes);
}

export function base58Text(bytes: Uint8Array): string {
  let number = BigInt(`0x0${hex(bytes)}`);
  let text = "";
  for (; number > 0n; number /= 58n) text = BASE58[Number(number % 58n)] + text;
  for (let at = 0; bytes[at] === 0; at += 1) text = `1${text}`;
  return text;
}

/** Base64 as PEM texts have it. */
export function base64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text.replaceAll(/\s/g, "")), (letter) => letter.charCodeAt(0));
  } catch {
    throw new Unreadable();
  }
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Base64url without padding (RFC 4648, section 5), and with no bit left over. */
export function base64url(text: string): Uint8Array<ArrayBuffer> {
  const beyond = { 0: 1, 2: 16, 3: 4 }[text.length % 4];
  if (!/^[\w-]*$/.test(text) || !beyond || LETTERS.indexOf(text.at(-1) ?? "A") % beyond !== 0) {
    throw new Unreadable();
  }
  return base64(text.replaceAll("-", "+").replaceAll("_", "/"));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function digest(text: string): Uint8Array {
  return sha256(new TextEncoder().encode(text));
}
