/**
 * The proofs inside a document (Data Integrity 1.0, sections 4.4 and 4.5). A document stands when a proof of its
 * issuer's own key holds and no proof in it fails; what another party signed besides neither helps nor harms.
 */
import type { Question } from "../folder.ts";
import { NotCovered, NotKnown } from "../jsonld/refused.ts";
import { isObject, type Json, type JsonObject } from "../read.ts";
import { bond, outside } from "./bond.ts";
import { base58, digest } from "./bytes.ts";
import { canonical } from "./canonical.ts";
import { type Check, date, isUri, jcs, same, text, told, without } from "./checks.ts";
import { type Key, ofDidKey, ofMultikey } from "./key.ts";

/** Proofs of one document at most: each costs a canonicalisation. */
const MOST = 8;

interface Form {
  algorithm: Key["algorithm"];
  canonical: (document: JsonObject) => Promise<string>;
  /** Whether the proof's options are read under the document's contexts. */
  contexts: boolean;
}

const RDFC = { canonical, contexts: true };
const FORMS: Record<string, Form> = {
  "DataIntegrityProof eddsa-rdfc-2022": { algorithm: "EdDSA", ...RDFC },
  "DataIntegrityProof ecdsa-rdfc-2019": { algorithm: "ES256", ...RDFC },
  "Ed25519Signature2020 ": { algorithm: "EdDSA", ...RDFC },
  "DataIntegrityProof eddsa-jcs-2022": {
    algorithm: "EdDSA",
    canonical: async (document) => jcs(document),
    contexts: false,
  },
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
  const octets = octetsOf(proof.proofValue);
  if (!octets) return fail("La signature est illisible.");
  const previous = counted(proof, all);
  if (!previous) return fail("La signature s’appuie sur une autre, qui n’est pas là.");
  const options = without(proof, "proofValue");
  if (form.contexts && unsigned["@context"] !== undefined) options["@context"] = unsigned["@context"];
  const covered = previous.length > 0 ? { ...unsigned, proof: previous } : unsigned;
  const message = new Uint8Array(64);
  try {
    message.set(digest(await form.canonical(options)), 0);
    message.set(digest(await form.canonical(covered)), 32);
  } catch (error) {
    if (error instanceof NotKnown) return told("proof", "unknown", error.message);
    if (error instanceof NotCovered) return fail(error.message);
    throw error;
  }
  if (key.algorithm !== form.algorithm) return fail("La clé n’est pas faite pour cette sorte de signature.");
  if (!(await key.made(message, octets))) {
    return fail("Le contenu et la signature ne vont pas ensemble.");
  }
  const end = date(proof.expires);
  if (end && end < question.at) return fail("La signature a une date de fin, qui est passée.");
  return pass("La signature est bonne et rien n’a changé depuis la délivrance.");
}

/** 64 octets in base58. */
function octetsOf(said: Json | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (typeof said !== "string" || !said.startsWith("z") || said.length > 89) return undefined;
  try {
    const octets = base58(said.slice(1));
    return octets.length === 64 ? octets : undefined;
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
