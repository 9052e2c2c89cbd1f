/**
 * Public keys as issuers publish them, each with the one algorithm that it is for. A key is one that proves something:
 * no RSA key outside of 2,048 to 8,192 bits, none of small order, none that shows its private half.
 *
 * The curves are computed by the page itself, so that every browser gives the same strict answer; RSA is asked of
 * the browser (WebCrypto), without which such a signature is out of reach.
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { p256, p384 } from "@noble/curves/nist.js";
import { isObject, type Json } from "../read.ts";
import { base58, base58Text, base64, base64url, hex } from "./bytes.ts";
import { at, text } from "./checks.ts";

/** Why there is no key in what an issuer publishes; the message is for people. */
export class NoKey extends Error {
  /** Whether it is described in a form that is not read, rather than wrong. */
  readonly otherForm: boolean;
  constructor(said: string, otherForm = false) {
    super(said);
    this.otherForm = otherForm;
  }
}

/** The browser cannot compute with it. */
export class NoMeans extends Error {}

export interface Key {
  algorithm: "RS256" | "ES256" | "ES384" | "EdDSA";
  /** The same text for the same key, in whatever form it came. */
  name: string;
  /** Whether this key made a signature over a message. */
  made: (message: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>) => Promise<boolean>;
}

const UNUSABLE = "La clé de l’émetteur est inutilisable.";

function edwards(point: Uint8Array): Key {
  const weak = (bytes: Uint8Array) => ed25519.Point.fromBytes(bytes).isSmallOrder();
  const usable = () => {
    try {
      return point.length === 32 && !weak(point);
    } catch {
      return false;
    }
  };
  if (!usable()) throw new NoKey(UNUSABLE);
  return {
    algorithm: "EdDSA",
    name: `z${base58Text(Uint8Array.from([0xed, 0x01, ...point]))}`,
    made: async (message, signature) => {
      try {
        if (signature.length !== 64 || weak(signature.slice(0, 32))) return false;
        return ed25519.verify(signature, message, point, { zip215: false });
      } catch {
        return false;
      }
    },
  };
}

/** The two curves of NIST that badges are signed on; `code` is their multicodec, as a varint. */
const P256 = { curve: p256, algorithm: "ES256", code: [0x80, 0x24], octets: 64 } as const;
const P384 = { curve: p384, algorithm: "ES384", code: [0x81, 0x24], octets: 96 } as const;

function nist({ curve, algorithm, code, octets }: typeof P256 | typeof P384, point: Uint8Array): Key {
  let compressed: Uint8Array;
  try {
    compressed = curve.Point.fromBytes(point).toBytes(true);
  } catch {
    throw new NoKey(UNUSABLE);
  }
  return {
    algorithm,
    name: `z${base58Text(Uint8Array.from([...code, ...compressed]))}`,
    made: async (message, signature) => {
      try {
        // Both halves of the curve's signatures are good: nobody asked issuers for the lower one.
        return signature.length === octets && curve.verify(signature, message, compressed, { lowS: false });
      } catch {
        return false;
      }
    },
  };
}

const RSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

async function rsa(import_: () => Promise<CryptoKey>): Promise<Key> {
  if (!globalThis.crypto?.subtle) throw new NoMeans();
  let key: CryptoKey;
  let n: string;
  let e: string;
  try {
    key = await import_();
    ({ n = "", e = "" } = await crypto.subtle.exportKey("jwk", key));
  } catch {
    throw new NoKey(UNUSABLE);
  }
  const octets = base64url(n).length;
  if (octets < 256 || octets > 1024) throw new NoKey(UNUSABLE);
  return {
    algorithm: "RS256",
    name: `rsa ${n} ${e}`,
    made: (message, signature) => crypto.subtle.verify(RSA, key, signature, message),
  };
}

/** The key of a Multikey text (`z6Mk…`, `zDn…`). */
export function ofMultikey(said: string): Key {
  if (!said.startsWith("z") || said.length > 101) throw new NoKey(UNUSABLE);
  const bytes = octets(() => base58(said.slice(1)));
  if (bytes[0] === 0xed && bytes[1] === 0x01 && bytes.length === 34) return edwards(bytes.slice(2));
  if (bytes[0] === 0x80 && bytes[1] === 0x24 && bytes.length === 35) return nist(P256, bytes.slice(2));
  if (bytes[0] === 0x81 && bytes[1] === 0x24 && bytes.length === 51) return nist(P384, bytes.slice(2));
  throw new NoKey("La clé de l’émetteur n’est ni Ed25519 ni P-256 ni P-384.");
}

function octets(read: () => Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  try {
    return read();
  } catch {
    throw new NoKey(UNUSABLE);
  }
}

/** The key that a `did:key`, or its one method, says. */
export function ofDidKey(did: string): Key {
  const [key = "", fragment, ...more] = did.replace(/^did:key:/, "").split("#");
  if (!did.startsWith("did:key:") || more.length > 0 || (fragment !== undefined && fragment !== key)) {
    throw new NoKey("La signature nomme une clé qui n’est pas celle de l’émetteur.");
  }
  return ofMultikey(key);
}

/** The key of a JSON Web Key (RFC 7517). */
export async function ofJwk(jwk: Json | undefined): Promise<Key> {
  if (at(jwk, "d") !== undefined) throw new NoKey("La clé de l’émetteur montre sa moitié secrète.");
  const part = (member: string) =>
    octets(() => {
      const said = text(jwk, member) ?? "?";
      return base64url(said.length <= 2048 ? said : "?");
    });
  const kind = `${text(jwk, "kty")} ${text(jwk, "crv")}`;
  if (text(jwk, "kty") === "RSA") {
    const described = { kty: "RSA", n: text(jwk, "n") ?? "", e: text(jwk, "e") ?? "" };
    part("n");
    return rsa(() => crypto.subtle.importKey("jwk", described, RSA, true, ["verify"]));
  }
  if (kind === "EC P-256") return nist(P256, Uint8Array.from([4, ...part("x"), ...part("y")]));
  if (kind === "OKP Ed25519") return edwards(part("x"));
  throw new NoKey(UNUSABLE);
}

const SPKI = {
  ed25519: "302a300506032b6570032100",
  p256: "3059301306072a8648ce3d020106082a8648ce3d030107034200",
  p256compressed: "3039301306072a8648ce3d020106082a8648ce3d030107032200",
};

/** The key of a PEM text (RFC 7468, `PUBLIC KEY`). */
export async function ofPem(pem: string): Promise<Key> {
  const body = /^\s*-----BEGIN PUBLIC KEY-----([\s\S]+?)-----END PUBLIC KEY-----\s*$/.exec(pem)?.[1];
  if (body === undefined || body.length > 4096) throw new NoKey(UNUSABLE);
  const der = octets(() => base64(body));
  const start = hex(der.slice(0, 27));
  if (start.startsWith(SPKI.ed25519)) return edwards(der.slice(12));
  if (start.startsWith(SPKI.p256) || start.startsWith(SPKI.p256compressed)) return nist(P256, der.slice(26));
  return rsa(() => crypto.subtle.importKey("spki", der, RSA, true, ["verify"]));
}

/** The key of a verification method, in any form that such documents have had. */
export async function ofMethod(described: Json | undefined): Promise<Key> {
  const multibase = text(described, "publicKeyMultibase");
  if (multibase !== undefined) return ofMultikey(multibase);
  const jwk = at(described, "publicKeyJwk");
  if (isObject(described) && jwk !== undefined) return ofJwk(jwk);
  const pem = text(described, "publicKeyPem");
  if (pem !== undefined) return ofPem(pem);
  throw new NoKey("La clé de l’émetteur est écrite d’une façon que cette page ne lit pas.", true);
}
