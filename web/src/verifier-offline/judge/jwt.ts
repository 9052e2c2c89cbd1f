/**
 * A verifiable credential as a signed text (VC-JWT; Open Badges 3.0, section 8.2), over both data models. What the
 * claims around a credential say and what the credential says is the same, or the badge is refused.
 */
import type { Question } from "../folder.ts";
import { isObject, type Json, type JsonObject } from "../read.ts";
import { type Bond, bond, bondOfJwk, bondOfKid, outside } from "./bond.ts";
import { at, type Check, date, idOf, says, text, told, without } from "./checks.ts";
import type { Compact } from "./jws.ts";

/** Claims about the token (RFC 7519, 4.1; RFC 7800): none is a term of a credential. */
const CLAIMS = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf"];

/** Whether a signed text holds a verifiable credential. */
export function isCredential(payload: Json): boolean {
  return isObject(at(payload, "vc")) || says(payload, "type", "VerifiableCredential");
}

/** The credential of a signed text, and what became of signature, key and claims. */
export async function vouched(jws: Compact, question: Question) {
  const { document, agrees } = credential(jws.payload);
  const checks = await signature(jws, idOf(document, "issuer") ?? "", question);
  checks.push(
    agrees
      ? told("claims", "pass", "L’enveloppe signée et le badge disent la même chose.")
      : told("claims", "fail", "L’enveloppe signée et le badge ne disent pas la même chose."),
  );
  return { document, checks };
}

async function signature(jws: Compact, issuer: string, question: Question): Promise<Check[]> {
  const found = await bondOf(jws, issuer, question);
  if (found.bond === "out of reach") return [told("key", "unknown", found.reason)];
  if (found.bond === "wrong") return [told("key", "fail", found.reason)];
  const proof = await jws.check(found.key);
  if (found.bond === "unbound") return [proof, told("key", "unknown", found.reason)];
  const issued = at(jws.payload, "iat");
  const made = seconds(issued ?? at(jws.payload, "nbf"));
  // `nbf` is when the badge was given, which may be before it was signed.
  const late = outside(found, made, question.folder, { younger: issued === undefined });
  const key =
    late === undefined ? told("key", "pass", "La clé est celle de l’émetteur.") : told("key", "fail", late);
  return [proof, key];
}

async function bondOf({ header }: Compact, issuer: string, { folder }: Question): Promise<Bond> {
  const kid = text(header, "kid");
  const jwk = at(header, "jwk");
  if (kid !== undefined && jwk !== undefined) {
    return { bond: "wrong", reason: "Le badge nomme deux clés." };
  }
  if (kid !== undefined) return bondOfKid(kid, issuer, folder);
  if (jwk !== undefined) return bondOfJwk(jwk, issuer, folder);
  // An issuer that is a key needs no name for it.
  if (/^did:(key|jwk):/.test(issuer)) return bond(issuer, issuer, folder);
  return { bond: "out of reach", reason: "Le badge ne nomme pas la clé qui l’a signé." };
}

/** A `NumericDate`: whole or broken seconds since 1970. */
function seconds(said: Json | undefined): Date | undefined {
  if (typeof said !== "number" || Math.abs(said) >= 1e12) return undefined;
  const read = new Date(Math.trunc(said) * 1000);
  return Number.isNaN(read.getTime()) ? undefined : read;
}

/** The credential in a token's content, completed by the claims, and whether the two agree. */
function credential(payload: Json): { document: JsonObject; agrees: boolean } {
  const inner = at(payload, "vc");
  const document: JsonObject = isObject(inner)
    ? { ...inner }
    : without(isObject(payload) ? payload : {}, ...CLAIMS);
  // Version 2 may come inside `vc` too, from issuers in between.
  const second = !isObject(inner) || document.validFrom !== undefined;
  const [from, until] = second ? ["validFrom", "validUntil"] : ["issuanceDate", "expirationDate"];
  let agrees = agree(document, "issuer", at(payload, "iss")) && agree(document, "id", at(payload, "jti"));
  if (isObject(document.credentialSubject)) {
    const subject = { ...document.credentialSubject };
    agrees = agree(subject, "id", at(payload, "sub")) && agrees;
    document.credentialSubject = subject;
  }
  for (const [claim, member] of [
    ["nbf", from],
    ["exp", until],
  ] as [string, string][]) {
    const claimed = at(payload, claim);
    if (claimed === undefined) continue;
    const time = seconds(claimed);
    const said = document[member];
    if (time === undefined) {
      agrees = false;
    } else if (said === undefined) {
      document[member] = time.toISOString().replace(".000Z", "Z");
    } else {
      const read = date(said);
      agrees &&= read !== undefined && Math.floor(read.getTime() / 1000) === time.getTime() / 1000;
    }
  }
  return { document, agrees };
}

/** A claim that says the same as a member; a member that is missing is filled. */
function agree(object: JsonObject, member: string, claimed: Json | undefined): boolean {
  if (claimed === undefined) return true;
  if (typeof claimed !== "string") return false;
  const said = object[member];
  if (said === undefined) {
    object[member] = claimed;
    return true;
  }
  return said === claimed || (isObject(said) && said.id === claimed);
}
