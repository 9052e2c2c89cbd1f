/**
 * The proofs inside a document (Data Integrity 1.0, sections 4.4 and 4.5). A document stands when a proof of its
 * issuer's own key holds and no proof in it fails; what another party signed besides neither helps nor harms.
 */

import { sha256, sha384 } from "@noble/hashes/sha2.js";
import type { Question } from "../folder.ts";
import { NotCovered, NotKnown } from "../jsonld/refused.ts";
import { isObject, type Json, type JsonObject } from "../read.ts";
import { bond, outside } from "./bond.ts";
import { base58 } from "./bytes.ts";
import { type Algorithm, canonical, hasControls } from "./canonical.ts";
import { type Check, date, isUri, jcs, same, text, told, without } from "./checks.ts";
import { type Key, ofDidKey, ofMultikey } from "./key.ts";

/** Proofs of one document at most: each costs a canonicalisation. */
const MOST = 8;

/** How a document becomes text under each kind of key that a form of proof is made by, the likeliest way first. */
type Form = Partial<Record<Key["algorithm"], ("JCS" | Algorithm)[]>>;

const FORMS: Record<string, Form> = {
  "DataIntegrityProof eddsa-rdfc-2022": { EdDSA: ["RDFC-1.0"] },
  "DataIntegrityProof ecdsa-rdfc-2019": { ES256: ["RDFC-1.0"], ES384: ["RDFC-1.0, SHA-384"] },
  "DataIntegrityProof eddsa-jcs-2022": { EdDSA: ["JCS"] },
  // Tools of two generations make it: either text says the whole graph, so either is believed.
  "Ed25519Signature2020 ": { EdDSA: ["URDNA2015", "RDFC-1.0"] },
};

const pass = (said: string) => told("proof", "pass", said);
const fail = (said: string) => told("proof", "fail", said);

/** What a proof says of its form: one that is read, another one, or none. */
function formOf(proof: JsonObject): Form | Check {
  const type = text(proof, "type") ?? "";
  const suite = text(proof, "cryptosuite") ?? "";
  const form = FORMS[`${type} ${suite}`];
  if (form) return form;
  const other = type === "DataIntegrityProof" || (suite === "" && type !== "");
  return other
    ? told("proof", "unknown", "Cette sorte de signature n’est pas lue par cette page.")
    : fail("La signature est illisible.");
}

/** Checks every proof of a document that `issuer` is to have signed. */
export async function checkProofs(document: JsonObject, issuer: string, question: Question) {
  const { proof } = document;
  const unsigned = without(document, "proof");
  const all = Array.isArray(proof) ? proof : proof === undefined ? [] : [proof];
  if (all.length === 0) return { checks: [fail("Ce document n’est pas signé.")], made: undefined };
  if (all.length > MOST) return { checks: [fail("Ce document a trop de signatures.")], made: undefined };
  const checks: Check[] = [];
  const foreign: { proof: JsonObject; reason: string }[] = [];
  let made: string | undefined;
  let vouched = false;
  for (const one of all) {
    if (!isObject(one)) {
      checks.push(fail("La signature est illisible."));
      continue;
    }
    const whose = await check(unsigned, one, all, issuer, question, checks);
    if (whose === "issuer") {
      vouched = true;
      made = text(one, "created") ?? made;
    } else if (whose !== "nobody") {
      foreign.push({ proof: one, reason: whose.reason });
    }
  }
  for (const { proof: other, reason } of foreign) {
    const too = vouched && (await countersigned(unsigned, other, all, question));
    checks.push(
      too
        ? told("countersignature", "warning", "Quelqu’un d’autre que l’émetteur l’a signé aussi.")
        : told("key", "fail", reason),
    );
  }
  return { checks, made };
}

async function check(
  unsigned: JsonObject,
  proof: JsonObject,
  all: Json[],
  issuer: string,
  question: Question,
  checks: Check[],
): Promise<"issuer" | "nobody" | { reason: string }> {
  const form = formOf(proof);
  if ("id" in form) {
    checks.push(form);
    return "nobody";
  }
  const method = text(proof, "verificationMethod");
  if (method === undefined || !isUri(method)) {
    checks.push(fail("La signature ne nomme aucune clé."));
    return "nobody";
  }
  const found = await bond(method, issuer, question.folder);
  if (found.bond === "out of reach") {
    checks.push(told("key", "unknown", found.reason));
    return "nobody";
  }
  if (found.bond === "wrong") return { reason: found.reason };
  if (found.key.algorithm === "RS256") {
    checks.push(fail("La clé n’est pas faite pour cette sorte de signature."));
    return "nobody";
  }
  const signed = await signature(unsigned, proof, all, form, found.key, question);
  checks.push(signed);
  if (found.bond === "unbound") {
    checks.push(told("key", "unknown", found.reason));
    return "nobody";
  }
  // A signature dated as the award is says when the badge was given, not when it was signed.
  const made = date(proof.created);
  const given = date(unsigned.validFrom) ?? date(unsigned.issuanceDate);
  const younger = made?.getTime() === given?.getTime();
  // A proof that does not hold says nothing of its time.
  const late = signed.outcome === "pass" ? outside(found, made, question.folder, { younger }) : undefined;
  checks.push(
    late === undefined ? told("key", "pass", "La clé est celle de l’émetteur.") : told("key", "fail", late),
  );
  return signed.outcome === "pass" && late === undefined ? "issuer" : "nobody";
}

/** Whether another party, which its own text shows, made a proof. */
async function countersigned(unsigned: JsonObject, proof: JsonObject, all: Json[], question: Question) {
  const method = text(proof, "verificationMethod") ?? "";
  const form = formOf(proof);
  if ("id" in form) return false;
  let key: Key;
  try {
    key = method.startsWith("did:key:") ? ofDidKey(method) : ofMultikey(method.replace(/^[^#]*#/, ""));
  } catch {
    return false;
  }
  return (await signature(unsigned, proof, all, form, key, question)).outcome === "pass";
}

/** Whether a key made a proof, which covers everything but itself. */
async function signature(
  unsigned: JsonObject,
  proof: JsonObject,
  all: Json[],
  form: Form,
  key: Key,
  question: Question,
): Promise<Check> {
  if (proof.proofPurpose !== "assertionMethod") return fail("La signature n’est pas faite pour un badge.");
  for (const member of ["created", "expires"]) {
    if (proof[member] !== undefined && date(proof[member]) === undefined) {
      return fail("La signature n’a pas de date lisible.");
    }
  }
  // A context that no signature covers could give a word another meaning.
  if (proof["@context"] !== undefined && !same(proof["@context"], unsigned["@context"])) {
    return fail("La signature redéfinit les mots du badge.");
  }
  const octets = octetsOf(proof.proofValue, key);
  if (!octets) return fail("La signature est illisible.");
  const previous = counted(proof, all);
  if (!previous) return fail("La signature s’appuie sur une autre, qui n’est pas là.");
  const ways = form[key.algorithm];
  if (!ways) return fail("La clé n’est pas faite pour cette sorte de signature.");
  const options = without(proof, "proofValue");
  if (!ways.includes("JCS") && unsigned["@context"] !== undefined) options["@context"] = unsigned["@context"];
  const covered = previous.length > 0 ? { ...unsigned, proof: previous } : unsigned;
  try {
    let held = false;
    for (const way of ways) {
      held ||= await key.made(await message(options, covered, way), octets);
      if (held || (way === "URDNA2015" && !hasControls(options) && !hasControls(covered))) break;
    }
    if (!held) return fail("Le contenu et la signature ne vont pas ensemble.");
  } catch (error) {
    if (error instanceof NotKnown) return told("proof", "unknown", error.message);
    if (error instanceof NotCovered) return fail(error.message);
    throw error;
  }
  const end = date(proof.expires);
  if (end && end < question.at) return fail("La signature a une date de fin, qui est passée.");
  return pass("La signature est bonne et rien n’a changé depuis la délivrance.");
}

/** What is signed: the digest of the options' text, then of the document's. */
async function message(options: JsonObject, covered: JsonObject, way: "JCS" | Algorithm) {
  const hash = way === "RDFC-1.0, SHA-384" ? sha384 : sha256;
  const digests: number[] = [];
  for (const part of [options, covered]) {
    const said = way === "JCS" ? jcs(part) : await canonical(part, way);
    digests.push(...hash(new TextEncoder().encode(said)));
  }
  return Uint8Array.from(digests);
}

/** The octets of a signature in base58: 64, or 96 under a P-384 key. */
function octetsOf(said: Json | undefined, key: Key): Uint8Array<ArrayBuffer> | undefined {
  const [most, letters] = key.algorithm === "ES384" ? [96, 132] : [64, 88];
  if (typeof said !== "string" || !said.startsWith("z") || said.length > letters + 1) return undefined;
  try {
    const octets = base58(said.slice(1));
    return octets.length === most ? octets : undefined;
  } catch {
    return undefined;
  }
}

/** The proofs that a proof of a chain counts on (`previousProof`); nothing where one of them is missing. */
function counted(proof: JsonObject, all: Json[]): Json[] | undefined {
  if (proof.previousProof === undefined) return [];
  const named = Array.isArray(proof.previousProof) ? proof.previousProof : [proof.previousProof];
  const found = named.map((id) => all.find((one) => typeof id === "string" && text(one, "id") === id));
  return found.length > 0 && found.every((one) => one !== undefined) ? (found as Json[]) : undefined;
}
