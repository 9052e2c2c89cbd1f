/** What the folder knows of issuers: their keys, their status lists, the networks' lists. Nothing else answers. */
import { base64, checkProofs, digest, hex, type KeyOf, multikey, NotHere, pem, Refused } from "./proof.ts";
import { inflate, isObject, type Json, type JsonObject, parse } from "./read.ts";

export interface KeyLine {
  organisation: string;
  verificationMethod: string;
  publicKeyMultibase: string;
  validFrom: string;
  validUntil: string;
}

/** What a pack or an archive puts into the page. */
export interface Folder {
  made?: string;
  badges?: { name: string; texts: string[]; seen?: { at: string; authentic: Json; current: Json } }[];
  documents?: Record<string, string>;
  lists?: string[];
  keys?: KeyLine[];
}

export function values(value: Json | undefined): Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export function idOf(value: Json | undefined): string {
  if (typeof value === "string") return value;
  return isObject(value) && typeof value.id === "string" ? value.id : "";
}

function addressOf(issuer: string): string {
  if (!issuer.startsWith("did:web:")) return issuer;
  const [host = "", ...folders] = issuer.slice("did:web:".length).split(":").map(decodeURIComponent);
  return `https://${host}/${folders.length > 0 ? folders.join("/") : ".well-known"}/did.json`;
}

/** A status list that its issuer signed. */
export interface StatusList {
  issuer: string;
  purposes: Json[];
  bits: Uint8Array;
  signed: string;
}

export class Issuers {
  private readonly folder: Folder;
  private readonly now: Date;
  private readonly lists = new Map<string, Promise<StatusList>>();

  constructor(folder: Folder, now: Date) {
    this.folder = folder;
    this.now = now;
  }

  document(url: string): JsonObject | undefined {
    const text = Object.hasOwn(this.folder.documents ?? {}, url) ? this.folder.documents?.[url] : undefined;
    const document = text === undefined ? undefined : parse(text);
    return isObject(document) ? document : undefined;
  }

  /** Finds the keys of an issuer in its own document, each until its end. */
  keyOf(issuer: string): KeyOf {
    return (method, created) => {
      if (issuer.startsWith("did:key:")) {
        const key = issuer.slice("did:key:".length);
        if (method !== `${issuer}#${key}`) throw new Refused("Ce badge est signé par une autre clé.");
        return multikey(key);
      }
      const document = this.document(addressOf(issuer));
      if (!document || document.id !== issuer)
        throw new NotHere("La clé de l’émetteur n’est pas dans ce dossier.");
      const described = values(document.verificationMethod).find((one) => idOf(one) === method);
      const speaks = values(document.assertionMethod).some((one) => idOf(one) === method);
      if (!speaks || !isObject(described) || typeof described.publicKeyMultibase !== "string") {
        throw new Refused("L’émetteur ne connaît pas la clé qui a signé ce badge.");
      }
      this.notEnded(described.expires, created);
      return multikey(described.publicKeyMultibase);
    };
  }

  private notEnded(end: Json | undefined, made: string | undefined): void {
    if (typeof end !== "string") return;
    if (made === undefined || new Date(made) > new Date(end)) {
      throw new Refused("La clé était terminée quand ce badge a été signé.");
    }
  }

  /** The key of an Open Badges 2.0 assertion: the issuer's own profile must name it. */
  keyOfAssertion(creator: string, profile: JsonObject, issuedOn: string | undefined): Uint8Array {
    const named = values(profile.publicKey).some((one) => idOf(one) === creator);
    const page = this.document(creator);
    if (!named) throw new Refused("L’émetteur ne connaît pas la clé qui a signé ce badge.");
    if (!page || typeof page.publicKeyPem !== "string") {
      throw new NotHere("La clé de l’émetteur n’est pas dans ce dossier.");
    }
    if (page.id !== creator || page.owner !== profile.id)
      throw new Refused("La clé n’est pas celle de l’émetteur.");
    const key = pem(page.publicKeyPem);
    const line = this.folder.keys?.find((one) => hex(multikey(one.publicKeyMultibase)) === hex(key));
    this.notEnded(line?.validUntil, issuedOn);
    return key;
  }

  /** The status list at an address, believed for its issuer's signature. */
  statusList(url: string): Promise<StatusList> {
    const known = this.lists.get(url) ?? this.readList(url);
    this.lists.set(url, known);
    return known;
  }

  private async readList(url: string): Promise<StatusList> {
    const document = this.document(url);
    if (!document) throw new NotHere("La liste des badges retirés n’est pas dans ce dossier.");
    const issuer = idOf(document.issuer);
    const created = await checkProofs(document, this.keyOf(issuer), this.now);
    const subject = document.credentialSubject;
    const until = document.validUntil;
    if (typeof until === "string" && new Date(until) < this.now) {
      throw new NotHere("La liste des badges retirés n’est plus à jour.");
    }
    if (!isObject(subject) || typeof subject.encodedList !== "string")
      throw new Refused("La liste est illisible.");
    const bits = await inflate(base64(subject.encodedList.replace(/^u/, "")), "gzip", 256 * 1024);
    const validFrom = typeof document.validFrom === "string" ? document.validFrom : "";
    return { issuer, purposes: values(subject.statusPurpose), bits, signed: created ?? validFrom };
  }

  /** Where an issuer stands in the networks' lists that hold, and the date of the list that says so. */
  async standing(
    issuer: string,
  ): Promise<{ standing: "recognised" | "withdrawn"; network: string; at: string } | null> {
    let found: { standing: "recognised" | "withdrawn"; network: string; at: string } | null = null;
    for (const url of this.folder.lists ?? []) {
      try {
        const list = this.document(url);
        if (list?.type !== "RecognisedIssuers") continue;
        await checkProofs(list, this.keyOf(idOf(list.issuer)), this.now);
        const entry = values(list.recognised).find((one) => idOf(one) === issuer);
        if (!isObject(entry) || new Date(String(entry.since ?? 0)) > this.now) continue;
        const gone = typeof entry.withdrawn === "string" && new Date(entry.withdrawn) <= this.now;
        const name = isObject(list.issuer) && typeof list.issuer.name === "string" ? list.issuer.name : url;
        const said = { network: name, at: String(list.date ?? "") };
        if (!gone) return { standing: "recognised", ...said };
        found = { standing: "withdrawn", ...said };
      } catch {
        // A list that does not hold recognises nobody.
      }
    }
    return found;
  }

  /** Every key of the folder, with the print that people compare. */
  keys(): (KeyLine & { print: string })[] {
    return (this.folder.keys ?? []).map((key) => {
      const print = hex(digest(key.publicKeyMultibase).slice(0, 12));
      return { ...key, print: print.replace(/(.{4})(?=.)/g, "$1 ") };
    });
  }
}
