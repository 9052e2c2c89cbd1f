/** Whose key it is: the bond between a verification method and an issuer (Controlled Identifiers 1.0, section 3.3). */
import { type Folder, OutOfReach } from "../folder.ts";
import { type Json, parse } from "../read.ts";
import { base64url } from "./bytes.ts";
import { date, idOf, origin, text, values } from "./checks.ts";
import { type Key, NoKey, NoMeans, ofDidKey, ofJwk, ofMethod, ofMultikey } from "./key.ts";

/** What is known of a key that a signature names; the reasons are for people. */
export type Bond =
  | { bond: "bound"; key: Key; ends: Date | undefined }
  | { bond: "unbound"; key: Key; reason: string }
  | { bond: "out of reach"; reason: string }
  | { bond: "wrong"; reason: string };

const OTHER_KEY = "L’émetteur ne connaît pas la clé qui a signé ce badge.";
const NO_MEANS = "Ce navigateur ne sait pas calculer avec cette sorte de clé.";

const wrong = (reason: string): Bond => ({ bond: "wrong", reason });
const outOfReach = (reason: string): Bond => ({ bond: "out of reach", reason });
const forEver = (key: Key): Bond => ({ bond: "bound", key, ends: undefined });
const isKey = (issuer: string) => issuer.startsWith("did:key:") || issuer.startsWith("did:jwk:");

/** What an attempt to read a key comes to. */
async function read(key: () => Promise<Key> | Key, then: (key: Key) => Bond): Promise<Bond> {
  try {
    return then(await key());
  } catch (error) {
    if (error instanceof NoMeans) return outOfReach(NO_MEANS);
    if (error instanceof NoKey) return error.otherForm ? outOfReach(error.message) : wrong(error.message);
    throw error;
  }
}

/** The key that a `did:key` or `did:jwk`, or its one method, says of itself. */
function ownKey(method: string): Key | Promise<Key> {
  if (!method.startsWith("did:jwk:")) return ofDidKey(method);
  const [encoded = "", fragment = "0", ...more] = method.slice("did:jwk:".length).split("#");
  if (fragment !== "0" || more.length > 0 || encoded.length > 4096) throw new NoKey(OTHER_KEY);
  try {
    return ofJwk(parse(new TextDecoder("utf-8", { fatal: true }).decode(base64url(encoded))));
  } catch {
    throw new NoKey("La clé de l’émetteur est illisible.");
  }
}

/** Finds the key that `method` names, and asks the issuer's document whether it speaks for the issuer. */
export async function bond(method: string, issuer: string, folder: Folder): Promise<Bond> {
  if (isKey(issuer)) {
    if (method.split("#")[0] !== issuer) return wrong("Ce badge est signé par une autre clé.");
    return read(() => ownKey(method), forEver);
  }
  const found = controller(issuer, folder);
  return typeof found === "string" ? atHand(method, found) : listed(method, issuer, found.document);
}

/** The document in which an issuer lists its keys, or why there is none at hand. */
function controller(issuer: string, folder: Folder): { document: Json } | string {
  const address = homeOf(issuer);
  if (address === undefined) return "Rien ne dit où trouver les clés de l’émetteur.";
  try {
    const document = folder.document(address, "La clé de l’émetteur");
    if (text(document, "id") !== issuer) return "Le document de l’émetteur parle de quelqu’un d’autre.";
    if (values(document, "assertionMethod").length === 0)
      return "Le document de l’émetteur ne nomme aucune clé.";
    return { document };
  } catch (error) {
    if (error instanceof OutOfReach) return error.message;
    throw error;
  }
}

/** The key that the method's own text holds, for a signature check that binds nobody. */
async function atHand(method: string, reason: string): Promise<Bond> {
  const fragment = method.split("#").slice(1).join("#");
  try {
    const key = isKey(method) ? await ownKey(method) : ofMultikey(fragment);
    return { bond: "unbound", key, reason };
  } catch {
    return outOfReach(reason);
  }
}

/** The bond of a key that a signed text brings along (`jwk`): the issuer's document must list the very key. */
export async function bondOfJwk(jwk: Json | undefined, issuer: string, folder: Folder): Promise<Bond> {
  let key: Key;
  try {
    key = await ofJwk(jwk);
  } catch (error) {
    if (error instanceof NoMeans) return outOfReach(NO_MEANS);
    if (error instanceof NoKey) return wrong(error.message);
    throw error;
  }
  if (isKey(issuer)) {
    const own = await bond(issuer, issuer, folder);
    return own.bond === "bound" && own.key.name === key.name
      ? own
      : wrong("La clé jointe au badge n’est pas celle de l’émetteur.");
  }
  const found = controller(issuer, folder);
  if (typeof found === "string") return { bond: "unbound", key, reason: found };
  for (const entry of values(found.document, "assertionMethod")) {
    const method = typeof entry === "string" ? entry : text(entry, "id");
    if (method === undefined) continue;
    const one = await listed(absolute(method, issuer), issuer, found.document);
    if (one.bond === "bound" && one.key.name === key.name) return one;
  }
  return wrong("L’émetteur ne connaît pas la clé jointe au badge.");
}

/**
 * The bond of the key that a signed text names (`kid`): a method of the issuer's, or the address of a JSON Web Key
 * (Open Badges 3.0, 8.2.3), which speaks for an issuer that lives at the same origin.
 */
export async function bondOfKid(kid: string, issuer: string, folder: Folder): Promise<Bond> {
  const first = await bond(absolute(kid, issuer), issuer, folder);
  if (first.bond === "bound" || !kid.startsWith("https://")) return first;
  try {
    const key = await ofJwk(folder.document(kid, "La clé de l’émetteur"));
    if (livesAt(issuer, kid)) return forEver(key);
    return { bond: "unbound", key, reason: "La clé n’est pas à l’adresse de l’émetteur." };
  } catch (error) {
    if (error instanceof NoMeans) return outOfReach(NO_MEANS);
    if (!(error instanceof OutOfReach || error instanceof NoKey)) throw error;
    return first.bond === "out of reach" ? outOfReach(error.message) : first;
  }
}

/** Whether an address lies at the issuer's own origin. */
export function livesAt(issuer: string, address: string): boolean {
  const home = origin(homeOf(issuer));
  return home?.startsWith("https:") === true && home === origin(address);
}

/** A relative method is one of the issuer's. */
function absolute(method: string, issuer: string): string {
  return method.startsWith("#") ? issuer + method : method;
}

/** Looks a method up among those that the issuer's document lists for assertions. */
async function listed(method: string, issuer: string, document: Json): Promise<Bond> {
  const is = (value: Json) => {
    const id = typeof value === "string" ? value : text(value, "id");
    return id !== undefined && absolute(id, issuer) === method;
  };
  const entry = values(document, "assertionMethod").find(is);
  if (entry === undefined) return wrong(OTHER_KEY);
  const described =
    typeof entry === "object" ? entry : values(document, "verificationMethod").find((one) => is(one));
  if (described === undefined) {
    // A did:key needs no description: it is its own.
    const own = await read(() => ownKey(method), forEver);
    return own.bond === "bound" ? own : wrong("L’émetteur ne décrit pas la clé qui a signé ce badge.");
  }
  const controlled = idOf(described, "controller");
  if (controlled !== undefined && controlled !== issuer)
    return wrong("La clé est celle de quelqu’un d’autre.");
  if (text(described, "revoked") !== undefined) return wrong("L’émetteur a révoqué cette clé.");
  const said = text(described, "expires");
  const ends = date(said);
  if (said !== undefined && ends === undefined) return wrong("La fin de la clé est illisible.");
  return read(
    () => ofMethod(described),
    (key) => ({ bond: "bound", key, ends }),
  );
}

/** Where the document about an issuer is found: `did:web` by its method's rules, an address as it is. */
function homeOf(issuer: string): string | undefined {
  if (/^https?:\/\//.test(issuer)) return issuer;
  if (!issuer.startsWith("did:web:")) return undefined;
  const [first = "", ...path] = issuer.slice("did:web:".length).split(":");
  let host: string;
  try {
    host = decodeURIComponent(first);
  } catch {
    return undefined;
  }
  if (host === "" || /[/?#@\\]/.test(host) || !path.every((part) => /^[\w.~%-]+$/.test(part)))
    return undefined;
  return `https://${host}/${path.length > 0 ? `${path.join("/")}/` : ".well-known/"}did.json`;
}

/** Why a signature made at that time does not count, if it does not: the key has a beginning and an end.
 * A key may be `younger` than a date that is not that of signing. */
export function outside(
  bound: Extract<Bond, { bond: "bound" }>,
  made: Date | undefined,
  folder: Folder,
  { younger = false } = {},
): string | undefined {
  const ends = [bound.ends, folder.ended(bound.key.name)].filter((end) => end !== undefined);
  if (made === undefined && ends.length > 0) {
    return "La clé a une date de fin, et rien ne dit quand ce badge a été signé.";
  }
  if (made !== undefined && ends.some((end) => made > end)) {
    return "La clé était terminée quand ce badge a été signé.";
  }
  const began = folder.began(bound.key.name);
  return made !== undefined && began !== undefined && made < began && !younger
    ? "La clé n’existait pas encore quand ce badge a été signé."
    : undefined;
}
