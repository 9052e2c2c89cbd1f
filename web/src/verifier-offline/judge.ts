/** Four answers to a badge, never one word. Out of reach is neither valid nor invalid. */
import { type Issuers, idOf, type StatusList, values } from "./issuers.ts";
import { checkProofs, digest, hex, jws, NotHere, Refused } from "./proof.ts";
import { isObject, type Json, type JsonObject, NotABadge, parse } from "./read.ts";

export interface Answer {
  /** The word of the contract: `yes`, `no`, `revoked`, `unknown`, … */
  value: string;
  title: string;
  text: string;
}

export interface Verdict {
  name: string;
  standard: string;
  issuerName: string;
  awarded: string | undefined;
  authentic: Answer;
  current: Answer;
  issuer: Answer;
  recipient: Answer;
}

export function day(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "une date inconnue";
  return date.toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" });
}

/** What a badge says, in either standard. */
interface Claims {
  name: string;
  standard: string;
  issuer: string;
  issuerName: string;
  from: string | undefined;
  until: string | undefined;
  /** Checks the signature: throws what is wrong. */
  prove: () => Promise<void>;
  /** What is said against it: nothing, or the answer. */
  status: () => Promise<Answer>;
  recipients: { hash: string; salt: string; hashed: boolean }[];
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

const CURRENT = {
  none: "Sa structure ne tient pas de liste de retraits pour lui.",
  revoked: "La structure qui l’avait délivré l’a retiré.",
};

function credential(document: JsonObject, issuers: Issuers, now: Date): Claims {
  const subject = isObject(document.credentialSubject) ? document.credentialSubject : {};
  const achievement = isObject(subject.achievement) ? subject.achievement : {};
  const issuer = document.issuer;
  return {
    name: text(document.name) ?? text(achievement.name) ?? "Badge sans nom",
    standard: "Open Badges 3.0",
    issuer: idOf(issuer),
    issuerName: (isObject(issuer) && text(issuer.name)) || idOf(issuer),
    from: text(document.validFrom) ?? text(document.issuanceDate),
    until: text(document.validUntil) ?? text(document.expirationDate),
    prove: async () => {
      await checkProofs(document, issuers.keyOf(idOf(issuer)), now);
    },
    status: () => listed(values(document.credentialStatus), idOf(issuer), issuers),
    recipients: values(subject.identifier)
      .filter(isObject)
      .map((one) => ({
        hash: text(one.identityHash) ?? "",
        salt: text(one.salt) ?? "",
        hashed: one.hashed !== false,
      })),
  };
}

/** What the status lists say of a credential. */
async function listed(entries: Json[], issuer: string, issuers: Issuers): Promise<Answer> {
  let best: Answer = { value: "yes", title: "En vigueur", text: CURRENT.none };
  for (const entry of entries) {
    if (!isObject(entry)) throw new NotHere("Son état est écrit d’une façon que cette page ne lit pas.");
    const purpose = text(entry.statusPurpose) ?? "";
    if (purpose === "refresh" || purpose === "message") continue;
    if (entry.type !== "BitstringStatusListEntry" || !["revocation", "suspension"].includes(purpose)) {
      throw new NotHere("Son état est écrit d’une façon que cette page ne lit pas.");
    }
    const list = await issuers.statusList(text(entry.statusListCredential) ?? "");
    if (list.issuer !== issuer || !list.purposes.includes(purpose)) {
      throw new NotHere("La liste des badges retirés n’est pas celle de sa structure.");
    }
    if (bit(list, Number(entry.statusListIndex))) {
      const said = `D’après la liste signée le ${day(list.signed)}.`;
      return purpose === "revocation"
        ? { value: "revoked", title: "Retiré", text: `${CURRENT.revoked} ${said}` }
        : { value: "suspended", title: "Suspendu", text: `La structure l’a suspendu. ${said}` };
    }
    const since = "Un retrait plus récent n’est pas connu ici.";
    best = {
      value: "yes",
      title: "En vigueur",
      text: `Il n’est pas retiré, d’après la liste signée le ${day(list.signed)}. ${since}`,
    };
  }
  return best;
}

function bit(list: StatusList, index: number): boolean {
  const octet = Number.isInteger(index) && index >= 0 ? list.bits[index >> 3] : undefined;
  if (octet === undefined) throw new NotHere("Le numéro de ce badge n’est pas dans la liste.");
  return (octet & (0x80 >> (index & 7))) !== 0;
}

function assertion(signed: string, issuers: Issuers): Claims {
  const token = jws(signed);
  const document = parse(token.payload);
  if (!isObject(document) || document.type !== "Assertion") {
    throw new NotABadge("Ce texte signé n’est pas un badge que cette page sait lire.");
  }
  const badge = isObject(document.badge) ? document.badge : issuers.document(idOf(document.badge));
  const profile = badge && (isObject(badge.issuer) ? badge.issuer : issuers.document(idOf(badge.issuer)));
  const id = idOf(document);
  const recipient = isObject(document.recipient) ? document.recipient : {};
  return {
    name: text(badge?.name) ?? "Badge sans nom",
    standard: "Open Badges 2.0",
    issuer: idOf(profile),
    issuerName: text(profile?.name) ?? "structure inconnue ici",
    from: text(document.issuedOn),
    until: text(document.expires),
    prove: async () => {
      const header = parse(token.header);
      if (!isObject(header) || header.alg !== "EdDSA") {
        throw new NotHere("Cette sorte de signature n’est pas lue par cette page.");
      }
      const published = profile && issuers.document(idOf(profile));
      if (!published) throw new NotHere("La clé de l’émetteur n’est pas dans ce dossier.");
      const creator = isObject(document.verification) ? idOf(document.verification.creator) : "";
      if (!token.holds(issuers.keyOfAssertion(creator, published, text(document.issuedOn)))) {
        throw new Refused("Le contenu et la signature ne vont pas ensemble.");
      }
    },
    status: async () => {
      const list = profile?.revocationList;
      if (list === undefined) return { value: "yes", title: "En vigueur", text: CURRENT.none };
      const revocations = issuers.document(idOf(list));
      if (!revocations) throw new NotHere("La liste des badges retirés n’est pas dans ce dossier.");
      const entry = values(revocations.revokedAssertions).find((one) => idOf(one) === id);
      if (entry === undefined) {
        return {
          value: "yes",
          title: "En vigueur",
          text: "Il n’est pas dans la liste de retraits de ce dossier.",
        };
      }
      const reason = isObject(entry) ? text(entry.revocationReason) : undefined;
      return { value: "revoked", title: "Retiré", text: `${CURRENT.revoked} ${reason ?? ""}`.trim() };
    },
    recipients: [
      {
        hash: text(recipient.identity) ?? "",
        salt: text(recipient.salt) ?? "",
        hashed: recipient.hashed !== false,
      },
    ],
  };
}

function claimsOf(badge: string, issuers: Issuers, now: Date): Claims {
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(badge)) return assertion(badge, issuers);
  if (/^https?:\/\//.test(badge)) {
    throw new NotABadge("Ce badge ne contient qu’une adresse : il faut Internet pour le vérifier.");
  }
  let document: Json;
  try {
    document = parse(badge);
  } catch (error) {
    throw error instanceof NotABadge
      ? error
      : new NotABadge("Ce fichier n’est pas un badge que cette page sait lire.");
  }
  const kinds = isObject(document) ? values(document.type) : [];
  if (isObject(document) && kinds.includes("VerifiableCredential")) return credential(document, issuers, now);
  if (isObject(document) && kinds.includes("Assertion")) {
    throw new NotABadge("Ce badge est publié en ligne : il faut Internet pour le vérifier.");
  }
  throw new NotABadge("Ce fichier n’est pas un badge que cette page sait lire.");
}

/** Judges one text of a badge. */
export async function judge(badge: string, issuers: Issuers, email: string, now: Date): Promise<Verdict> {
  const claims = claimsOf(badge, issuers, now);
  const authentic = await proven(claims);
  const sure = authentic.value === "yes";
  return {
    name: claims.name,
    standard: claims.standard,
    issuerName: claims.issuerName,
    awarded: claims.from,
    authentic,
    current: sure ? await current(claims, now) : MOOT,
    issuer: await recognised(claims.issuer, issuers, sure),
    recipient: recipient(claims, email, sure),
  };
}

const MOOT: Answer = {
  value: "unknown",
  title: "Dates sans valeur",
  text: "Tant que l’authenticité n’est pas établie, ses dates ne prouvent rien.",
};

async function proven(claims: Claims): Promise<Answer> {
  try {
    await claims.prove();
    const text = "La signature est bonne et rien n’a changé depuis la délivrance.";
    return { value: "yes", title: "Authentique", text };
  } catch (error) {
    if (error instanceof NotHere)
      return { value: "unknown", title: "Authenticité inconnue", text: error.message };
    const text =
      error instanceof Refused || error instanceof NotABadge ? error.message : "La signature est illisible.";
    return { value: "no", title: "Modifié après délivrance, ou mal signé", text };
  }
}

async function current(claims: Claims, now: Date): Promise<Answer> {
  let status: Answer;
  try {
    status = await claims.status();
  } catch (error) {
    const text =
      error instanceof NotHere || error instanceof Refused ? error.message : "La liste est illisible.";
    status = { value: "unknown", title: "Validité inconnue", text };
  }
  if (status.value === "revoked") return status;
  if (claims.until !== undefined && !(new Date(claims.until) >= now)) {
    return { value: "expired", title: "Expiré", text: `Il comptait jusqu’au ${day(claims.until)}.` };
  }
  if (claims.from !== undefined && !(new Date(claims.from) <= now)) {
    return {
      value: "not_yet",
      title: "Pas encore valable",
      text: `Il comptera à partir du ${day(claims.from)}.`,
    };
  }
  return status;
}

async function recognised(issuer: string, issuers: Issuers, sure: boolean): Promise<Answer> {
  const found = await issuers.standing(issuer);
  if (!found) {
    const text = "Cette structure n’est dans aucune liste de ce dossier. Cela ne dit rien de mal d’elle.";
    return { value: "unknown", title: "Émetteur inconnu de ce dossier", text };
  }
  if (!sure) {
    const text = "Le badge nomme une structure connue. Rien ne prouve que c’est elle qui l’a délivré.";
    return { value: "unknown", title: "Émetteur nommé, mais pas prouvé", text };
  }
  const said = `liste de ${found.network} signée le ${day(found.at)}`;
  return found.standing === "recognised"
    ? { value: "recognised", title: "Émetteur reconnu", text: `Cette structure est dans la ${said}.` }
    : { value: "withdrawn", title: "Émetteur retiré de la liste", text: `D’après la ${said}.` };
}

function recipient(claims: Claims, email: string, sure: boolean): Answer {
  const asked = email.trim().toLowerCase();
  if (asked === "") {
    const text = "Écrivez l’adresse de la personne pour savoir si le badge est à elle.";
    return { value: "not_asked", title: "Titulaire non vérifié", text };
  }
  const theirs = claims.recipients.some(({ hash, salt, hashed }) => {
    if (!hashed) return hash.toLowerCase() === asked;
    return hash.toLowerCase() === `sha256$${hex(digest(asked + salt))}`;
  });
  if (!theirs) {
    const text = "Le badge n’a pas été donné à cette adresse.";
    return { value: "mismatch", title: "Ce n’est pas son badge", text };
  }
  return sure
    ? { value: "confirmed", title: "Titulaire confirmé", text: "Le badge a bien été donné à cette adresse." }
    : {
        value: "not_asked",
        title: "Titulaire nommé, mais pas prouvé",
        text: "Le badge nomme cette adresse. Rien ne prouve que c’est la structure qui l’a écrit.",
      };
}
