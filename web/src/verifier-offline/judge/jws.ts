/**
 * Compact JWS (RFC 7515). The algorithm belongs to the key: a header that names another one, or that points to a key
 * of its own, is refused before anything is computed.
 */
import { type Json, NotABadge, parse } from "../read.ts";
import { base64url } from "./bytes.ts";
import { at, type Check, text, told } from "./checks.ts";
import type { Key } from "./key.ts";

/** A signed text, taken apart and not yet believed. */
export interface Compact {
  header: Json;
  payload: Json;
  check: (key: Key) => Promise<Check>;
}

const LONGEST = 512 * 1024;

/** Whether a text has the form of one. */
export function isCompact(said: string): boolean {
  return /^[\w-]+\.[\w-]*\.[\w-]*$/.test(said);
}

export function read(compact: string): Compact {
  const [head = "", body = "", tail = "", ...more] = compact.split(".");
  if (more.length > 0 || [head, body, tail].some((part) => part.length > LONGEST)) {
    throw new NotABadge("Ce texte signé est incomplet.");
  }
  const signature = decoded(tail);
  const header = json(head);
  for (const own of ["jku", "x5u", "x5c", "crit"]) {
    if (at(header, own) !== undefined) {
      throw new NotABadge("Ce texte signé apporte sa propre clé, ou demande ce que personne ne connaît.");
    }
  }
  const algorithm = text(header, "alg") ?? "";
  if (!["RS256", "ES256", "EdDSA"].includes(algorithm)) {
    throw new NotABadge("Ce texte nomme une sorte de signature qui ne prouve rien.");
  }
  const message = new TextEncoder().encode(`${head}.${body}`);
  return {
    header,
    payload: json(body),
    check: async (key) => {
      if (algorithm !== key.algorithm) {
        return told("proof", "fail", "La sorte de signature n’est pas celle de la clé.");
      }
      return (await key.made(message, signature))
        ? told("proof", "pass", "La signature est bonne et rien n’a changé depuis la délivrance.")
        : told("proof", "fail", "Le contenu et la signature ne vont pas ensemble.");
    },
  };
}

function decoded(part: string): Uint8Array<ArrayBuffer> {
  try {
    return base64url(part);
  } catch {
    throw new NotABadge("Ce texte signé est abîmé.");
  }
}

function json(part: string): Json {
  const octets = decoded(part);
  try {
    return parse(new TextDecoder("utf-8", { fatal: true }).decode(octets));
  } catch (error) {
    throw error instanceof NotABadge ? error : new NotABadge("Ce texte signé est abîmé.");
  }
}
