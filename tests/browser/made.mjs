/**
 * Badges for the differential test: by our command line, by the JavaScript tools of tests/interop/node, and by hand
 * where no tool makes them (chains, tokens under every algorithm, endorsements, lists); then each in altered forms.
 */
import { execFileSync } from "node:child_process";
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign as signBytes,
} from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { binary } from "./world.mjs";

const tools = fileURLToPath(new URL("../interop/node/", import.meta.url));
export const HOME = "https://maison.example";
export const DID = "did:web:maison.example";
export const NETWORK = "did:web:reseau.example";
export const LIST = "https://reseau.example/emetteurs.json";
const STATUS = `${HOME}/statuts/1`;
export const EMAIL = "ada@example.org";
const AT = "2026-03-11T10:00:00Z";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
function base58(bytes) {
  let number = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  let text = "";
  for (; number > 0n; number /= 58n) text = ALPHABET[Number(number % 58n)] + text;
  for (let at = 0; bytes[at] === 0; at += 1) text = `1${text}`;
  return text;
}
const base64url = (value) => Buffer.from(value).toString("base64url");
const sha256 = (text) => createHash("sha256").update(text).digest();
const jcs = (value) => {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).filter((name) => value[name] !== undefined);
  return `{${members
    .sort()
    .map((name) => `${JSON.stringify(name)}:${jcs(value[name])}`)
    .join(",")}}`;
};

/** An Ed25519 key of 32 equal octets, in every form that the tools ask for. */
function edwards(octet) {
  const seed = Buffer.alloc(32, octet);
  const head = Buffer.from("302e020100300506032b657004220420", "hex");
  const secret = createPrivateKey({ key: Buffer.concat([head, seed]), format: "der", type: "pkcs8" });
  const point = createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-32);
  const text = `z${base58(Buffer.concat([Buffer.from([0xed, 0x01]), point]))}`;
  const written = (...parts) => `z${base58(Buffer.concat([Buffer.from([0x80, 0x26]), ...parts]))}`;
  const [half, pair] = [written(seed), written(seed, point)];
  return {
    seed: seed.toString("hex"),
    secret,
    text,
    half,
    pair,
    did: `did:key:${text}`,
    method: `did:key:${text}#${text}`,
  };
}

const own = edwards(7);
const other = edwards(8);
const nist = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = (key) => key.export({ format: "pem", type: "spki" });
const jwk = (key) => key.export({ format: "jwk" });

/** A proof as eddsa-jcs-2022 makes it. */
function prove(document, { key = own, method, previous, id, created = AT, expires }) {
  const { proof: before, ...unsigned } = document;
  const all = before === undefined ? [] : [before].flat();
  const proof = {
    ...(id && { id }),
    type: "DataIntegrityProof",
    cryptosuite: "eddsa-jcs-2022",
    created,
    ...(expires && { expires }),
    verificationMethod: method ?? key.method,
    proofPurpose: "assertionMethod",
    ...(unsigned["@context"] && { "@context": unsigned["@context"] }),
    ...(previous && { previousProof: previous }),
  };
  const counted = all.filter((one) => [previous].flat().includes(one.id));
  const covered = previous ? { ...unsigned, proof: counted } : unsigned;
  const message = Buffer.concat([sha256(jcs(proof)), sha256(jcs(covered))]);
  const done = { ...proof, proofValue: `z${base58(signBytes(null, message, key.secret))}` };
  return { ...unsigned, proof: all.length > 0 ? [...all, done] : done };
}

/** A compact JWS under one of the three algorithms. */
function token(payload, algorithm, key, header = {}) {
  const body = `${base64url(JSON.stringify({ alg: algorithm, ...header }))}.${base64url(JSON.stringify(payload))}`;
  const made = {
    EdDSA: () => signBytes(null, Buffer.from(body), key),
    ES256: () => signBytes("sha256", Buffer.from(body), { key, dsaEncoding: "ieee-p1363" }),
    RS256: () => signBytes("sha256", Buffer.from(body), key),
  }[algorithm]();
  return `${body}.${base64url(made)}`;
}

const record = {
  id: "urn:uuid:6a4bc1a8-4cc1-4f3c-9f6c-1d1f0a6b0f11",
  issuer: { id: DID, name: "Maison" },
  achievement: {
    id: `${HOME}/badges/accueil`,
    name: "Accueillir",
    description: "Recevoir et orienter.",
    criteria: ["un", "deux", "trois"],
    creator: { id: `${HOME}/reseau`, name: "Réseau" },
  },
  level: 2,
  recipient: { email: EMAIL, salt: "c2Vs", subject: "0e3b8d52-7f0a-4f7e-9f52-6d4d1b6f5a10" },
  awardedAt: AT,
  openBadges2: {
    issuer: `${HOME}/profil.json`,
    email: "contact@maison.example",
    key: `${HOME}/cle.json`,
    classes: [1, 2, 3].map((level) => ({
      id: `${HOME}/niveau-${level}.json`,
      image: `${HOME}/${level}.png`,
    })),
    revocationList: `${HOME}/retraits.json`,
  },
};

/** The table: `{name, bytes, documents}`; documents are shared between cases that name the same set. */
export function made(folder) {
  const file = (name, content) => {
    const at = path.join(folder, name);
    writeFileSync(at, content);
    return at;
  };
  const keys = { own: file("cle", own.seed), other: file("autre", other.seed) };
  const issue = (changes, ...options) => {
    const key = options.includes("--key") ? [] : ["--key", keys.own];
    const given = file("record.json", JSON.stringify({ ...record, ...changes }));
    return execFileSync(binary, ["issue", given, ...key, ...options], { encoding: "utf8" }).trim();
  };
  const method = `${DID}#cle`;
  const byKey = { issuer: { id: own.did, name: "Moi" } };

  // What is published.
  const published = path.join(folder, "publie");
  const ob2 = issue({}, "--standard", "ob2", "--publish", published);
  const index = JSON.parse(readFileSync(path.join(published, "index.json"), "utf8"));
  const documents = Object.fromEntries(
    Object.entries(index).map(([url, name]) => [url, readFileSync(path.join(published, name), "utf8")]),
  );
  const did = (id, methods, changes = {}) => {
    const verificationMethod = methods.map(([name, form]) => ({
      id: `${id}#${name}`,
      type: "Multikey",
      controller: id,
      ...form,
    }));
    const all = verificationMethod.map((one) => one.id);
    return JSON.stringify({ id, verificationMethod, assertionMethod: all, ...changes });
  };
  const methods = [
    ["cle", { publicKeyMultibase: own.text }],
    ["courbe", { type: "JsonWebKey", publicKeyJwk: jwk(nist.publicKey) }],
    ["rsa", { type: "JsonWebKey", publicKeyJwk: jwk(rsa.publicKey) }],
  ];
  documents[`${HOME}/.well-known/did.json`] = did(DID, methods);
  documents["https://reseau.example/.well-known/did.json"] = did(NETWORK, [
    ["cle", { publicKeyMultibase: other.text }],
  ]);
  const bits = Buffer.alloc(16_384);
  bits[0] = 0b0100_0000;
  const statusList = (changes) =>
    JSON.stringify(
      prove(
        {
          "@context": ["https://www.w3.org/ns/credentials/v2"],
          id: STATUS,
          type: ["VerifiableCredential", "BitstringStatusListCredential"],
          issuer: DID,
          validFrom: "2026-01-01T00:00:00Z",
          credentialSubject: {
            id: `${STATUS}#list`,
            type: "BitstringStatusList",
            statusPurpose: "revocation",
            encodedList: `u${base64url(gzipSync(bits))}`,
          },
          ...changes,
        },
        { method },
      ),
    );
  documents[STATUS] = statusList({});
  documents[LIST] = JSON.stringify(
    prove(
      {
        id: LIST,
        type: "RecognisedIssuers",
        issuer: { id: NETWORK, name: "Réseau" },
        date: "2026-02-01T00:00:00Z",
        recognised: [{ id: DID, since: "2026-01-01T00:00:00Z" }],
      },
      { key: other, method: `${NETWORK}#cle` },
    ),
  );
  const revocation = JSON.parse(documents[`${HOME}/retraits.json`]);
  const profile = JSON.parse(documents[`${HOME}/profil.json`]);
  const keyPage = JSON.parse(documents[`${HOME}/cle.json`]);
  const home = `${HOME}/.well-known/did.json`;
  const sets = {
    all: documents,
    none: {},
    ended: {
      ...documents,
      [home]: did(DID, [["cle", { ...methods[0][1], expires: "2026-02-01T00:00:00Z" }]]),
    },
    later: {
      ...documents,
      [home]: did(DID, [["cle", { ...methods[0][1], expires: "2027-01-01T00:00:00Z" }]]),
    },
    another: { ...documents, [home]: did(DID, [["autre", { publicKeyMultibase: other.text }]]) },
    swapped: { ...documents, [home]: did(DID, [["cle", { publicKeyMultibase: other.text }]]) },
    controlled: {
      ...documents,
      [home]: did(DID, [["cle", { ...methods[0][1], controller: "did:web:ailleurs.example" }]]),
    },
    taken: {
      ...documents,
      [home]: did(DID, [["cle", { ...methods[0][1], revoked: "2026-04-01T00:00:00Z" }]]),
    },
    "stale list": { ...documents, [STATUS]: statusList({ validUntil: "2026-04-01T00:00:00Z" }) },
    "forged list": { ...documents, [STATUS]: documents[STATUS].replace('"revocation"', '"suspension"') },
    withdrawn: {
      ...documents,
      [`${HOME}/retraits.json`]: JSON.stringify({
        ...revocation,
        revokedAssertions: [{ id: record.id, revocationReason: "Erreur" }],
      }),
    },
    "stranger's key": {
      ...documents,
      [`${HOME}/profil.json`]: JSON.stringify({ ...profile, publicKey: `${HOME}/autre.json` }),
    },
    "owned elsewhere": {
      ...documents,
      [`${HOME}/cle.json`]: JSON.stringify({ ...keyPage, owner: "https://ailleurs.example" }),
    },
    "es256 page": {
      ...documents,
      [`${HOME}/cle.json`]: JSON.stringify({ ...keyPage, publicKeyPem: pem(nist.publicKey) }),
    },
    "rs256 page": {
      ...documents,
      [`${HOME}/cle.json`]: JSON.stringify({ ...keyPage, publicKeyPem: pem(rsa.publicKey) }),
    },
  };

  const cases = [];
  const put = (name, content, set = "all") => cases.push({ name, bytes: Buffer.from(content), set });

  // By our command line.
  const embedded = issue({}, "--method", method);
  const canonical = issue({}, "--method", method, "--suite", "jcs");
  const envelope = issue({}, "--method", method, "--proof", "jwt");
  for (const set of ["all", "none", "ended", "later", "another", "swapped", "controlled", "taken"]) {
    put(`rdfc, ${set}`, embedded, set);
    put(`jcs, ${set}`, canonical, set);
    put(`jwt, ${set}`, envelope, set);
  }
  put("rdfc by its own key", issue(byKey), "none");
  put("jwt by its own key", issue(byKey, "--proof", "jwt"), "none");
  put("rdfc by another key", issue({}, "--method", method, "--key", keys.other));
  put("jwt by another key", issue({}, "--method", method, "--proof", "jwt", "--key", keys.other));
  put("rdfc that has ended", issue({ validUntil: "2026-04-01T00:00:00Z" }, "--method", method));
  put(
    "jwt that has ended",
    issue({ validUntil: "2026-04-01T00:00:00Z" }, "--method", method, "--proof", "jwt"),
  );
  put("rdfc of next century", issue({ ...byKey, awardedAt: "2126-01-01T00:00:00Z" }));
  for (const set of ["all", "none", "withdrawn", "stranger's key", "owned elsewhere", "es256 page"]) {
    put(`ob2, ${set}`, ob2, set);
  }
  put("ob2 by another key", issue({}, "--standard", "ob2", "--key", keys.other));
  put("ob2 that has ended", issue({ validUntil: "2026-04-01T00:00:00Z" }, "--standard", "ob2"));
  const dot = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const image = file("point.png", dot);
  for (const [name, text] of [
    ["rdfc", embedded],
    ["jwt", envelope],
    ["ob2", ob2],
  ]) {
    const given = file("a-cuire", text);
    const baked = path.join(folder, "cuit.png");
    execFileSync(binary, ["bake", image, given, "-o", baked]);
    put(`${name} in a picture`, readFileSync(baked));
    const broken = readFileSync(baked);
    broken[60] ^= 1;
    put(`${name} in a broken picture`, broken);
  }
  put("a picture alone", dot);

  // Altered in every way that a signature or the standard should notice.
  const alter = (name, text) => {
    const document = JSON.parse(text);
    const json = (changes) => JSON.stringify({ ...document, ...changes });
    const proof = [document.proof].flat()[0];
    const forms = {
      "a letter": text.replace('"Recevoir', '"Décevoir'),
      "an unknown term": json({ mention: "Très bien" }),
      "an address as a term": json({ "https://example.org/mention": "Très bien" }),
      "a hidden end": json({ "https://www.w3.org/2018/credentials#validUntil": "2020-01-01T00:00:00Z" }),
      "an empty value": json({ validUntil: null }),
      "a context of its own": json({ "@context": [...document["@context"], { x: "https://x.example/" }] }),
      "an unknown context": json({ "@context": [...document["@context"], "https://x.example/ctx"] }),
      "no proof": json({ proof: undefined }),
      "no proofs": json({ proof: [] }),
      "a member twice": text.replace('"name":', '"name":"Autre", "name":'),
      "another issuer": json({ issuer: { ...document.issuer, id: "did:web:ailleurs.example" } }),
      "another purpose": json({ proof: { ...proof, proofPurpose: "authentication" } }),
      "another suite": json({ proof: { ...proof, cryptosuite: "bbs-2023" } }),
      "another type": json({ proof: { ...proof, type: "Signature2000", cryptosuite: undefined } }),
      "a proof that ended": json({ proof: { ...proof, expires: "2026-03-12T00:00:00Z" } }),
      "a proof without zone": json({ proof: { ...proof, created: "2026-03-11T10:00:00" } }),
      "a proof of another day": json({ proof: { ...proof, created: "2026-03-12T10:00:00Z" } }),
      "a proof with a word more": json({ proof: { ...proof, note: "x" } }),
      "a missing previous proof": json({ proof: { ...proof, previousProof: "urn:uuid:1" } }),
      "a relative key": json({ proof: { ...proof, verificationMethod: "cle" } }),
      "a cut signature": json({ proof: { ...proof, proofValue: proof.proofValue.slice(0, -3) } }),
      "its proof twice": json({ proof: [proof, proof] }),
      "a broken date": json({ validFrom: "le 11 mars" }),
      "no achievement": json({
        credentialSubject: { ...document.credentialSubject, achievement: undefined },
      }),
      "another kind": json({ type: ["VerifiableCredential", "AutreCredential"] }),
      "a deep hole": json({ evidence: JSON.parse("[".repeat(40) + "]".repeat(40)) }),
      "half of it": text.slice(0, text.length / 2),
    };
    for (const [how, content] of Object.entries(forms)) put(`${name}, ${how}`, content);
  };
  alter("rdfc", embedded);
  alter("jcs", canonical);

  // Tokens under each algorithm, and the ways in which they deceive.
  const { proof: _, ...unsigned } = JSON.parse(canonical);
  const claims = {
    ...unsigned,
    iss: DID,
    jti: unsigned.id,
    sub: unsigned.credentialSubject.id,
    nbf: Date.parse(AT) / 1000,
  };
  const pairs = [
    ["EdDSA", own.secret, "cle", jwk(createPublicKey(own.secret))],
    ["ES256", nist.privateKey, "courbe", jwk(nist.publicKey)],
    ["RS256", rsa.privateKey, "rsa", jwk(rsa.publicKey)],
  ];
  const assertion = JSON.parse(Buffer.from(ob2.split(".")[1], "base64url").toString());
  const pages = { EdDSA: "all", ES256: "es256 page", RS256: "rs256 page" };
  for (const [algorithm, key, name, public_] of pairs) {
    const kid = `${DID}#${name}`;
    put(`${algorithm} token`, token(claims, algorithm, key, { kid }));
    put(`${algorithm} token out of reach`, token(claims, algorithm, key, { kid }), "none");
    put(`${algorithm} token by jwk`, token(claims, algorithm, key, { jwk: public_ }));
    put(`${algorithm} token by a jwk alone`, token(claims, algorithm, key, { jwk: public_ }), "none");
    put(`${algorithm} token by a stranger's jwk`, token(claims, algorithm, key, { jwk: public_ }), "another");
    put(`${algorithm} token by another method`, token(claims, algorithm, key, { kid: `${DID}#autre` }));
    put(
      `${algorithm} token with its secret`,
      token(claims, algorithm, key, { jwk: { ...public_, d: "AA" } }),
    );
    put(`${algorithm} token of two keys`, token(claims, algorithm, key, { kid, jwk: public_ }));
    put(`${algorithm} token without key`, token(claims, algorithm, key));
    put(`${algorithm} token, jku`, token(claims, algorithm, key, { kid, jku: `${HOME}/jwks.json` }));
    put(`${algorithm} token, crit`, token(claims, algorithm, key, { kid, crit: ["b64"] }));
    put(
      `${algorithm} token of others`,
      token({ ...claims, iss: "did:web:x.example" }, algorithm, key, { kid }),
    );
    put(`${algorithm} token of other times`, token({ ...claims, nbf: 1 }, algorithm, key, { kid }));
    put(
      `${algorithm} token that ends`,
      token({ ...claims, exp: Date.parse(AT) / 1000 + 9 }, algorithm, key, { kid }),
    );
    const old = { vc: { ...unsigned, issuer: undefined, id: undefined }, iss: DID, jti: unsigned.id };
    put(`${algorithm} token around vc`, token(old, algorithm, key, { kid }));
    const itself = `did:jwk:${base64url(JSON.stringify(public_))}`;
    const byItself = { ...claims, issuer: { ...unsigned.issuer, id: itself }, iss: itself };
    put(`${algorithm} token by did:jwk`, token(byItself, algorithm, key, { kid: `${itself}#0` }), "none");
    put(`${algorithm} token by did:jwk, unnamed`, token(byItself, algorithm, key), "none");
    put(`${algorithm} ob2`, token(assertion, algorithm, key), pages[algorithm]);
    put(`${algorithm} ob2 with a key`, token(assertion, algorithm, key, { jwk: public_ }), pages[algorithm]);
    const [head, body, tail] = token(claims, algorithm, key, { kid }).split(".");
    const changed = Buffer.from(body, "base64url").toString().replace("Recevoir", "Décevoir");
    put(`${algorithm} token, altered`, [head, base64url(changed), tail].join("."));
    for (const lie of ["none", "HS256", "ES384", "ES256", "RS256", "EdDSA"]) {
      const header = base64url(JSON.stringify({ alg: lie, kid }));
      put(`${algorithm} token that says ${lie}`, [header, body, lie === "none" ? "" : tail].join("."));
    }
  }

  // Proof sets and chains.
  const first = prove(unsigned, { method, id: "urn:uuid:un" });
  const chain = prove(first, { method, id: "urn:uuid:deux", previous: "urn:uuid:un" });
  const longer = prove(chain, { method, previous: ["urn:uuid:un", "urn:uuid:deux"] });
  const next = "2026-03-12T10:00:00Z";
  put("signed the day after", JSON.stringify(prove(unsigned, { method, created: next })));
  put("a chain", JSON.stringify(chain));
  put("a longer chain", JSON.stringify(longer));
  put("a chain without its first", JSON.stringify({ ...chain, proof: chain.proof.slice(1) }));
  const loose = [{ ...chain.proof[0], created: "2026-03-12T10:00:00Z" }, chain.proof[1]];
  put("a chain on a changed first", JSON.stringify({ ...chain, proof: loose }));
  put("a set", JSON.stringify(prove(prove(unsigned, { method }), { method })));
  put("a set with a stranger", JSON.stringify(prove(prove(unsigned, { method }), { key: other })));
  put("a stranger alone", JSON.stringify(prove(unsigned, { key: other })));
  put("a chain by a stranger", JSON.stringify(prove(first, { key: other, previous: "urn:uuid:un" })));
  const nine = { ...first, proof: Array(9).fill(first.proof) };
  put("nine proofs", JSON.stringify(nine));

  // Endorsements, which change no answer.
  const praise = {
    "@context": unsigned["@context"],
    id: "urn:uuid:9c4bc1a8-4cc1-4f3c-9f6c-1d1f0a6b0f22",
    type: ["VerifiableCredential", "EndorsementCredential"],
    issuer: { id: other.did, type: ["Profile"], name: "Voisins" },
    validFrom: AT,
    credentialSubject: { id: unsigned.id, type: ["EndorsementSubject"], endorsementComment: "Bien." },
  };
  const holds = prove(praise, { key: other });
  const endorsements = {
    holds,
    "is altered": {
      ...holds,
      credentialSubject: { ...praise.credentialSubject, endorsementComment: "Très bien." },
    },
    "is about another": prove(
      { ...praise, credentialSubject: { ...praise.credentialSubject, id: "urn:uuid:2" } },
      { key: other },
    ),
    "is out of reach": prove(
      { ...praise, issuer: { ...praise.issuer, id: "did:web:voisins.example" } },
      { key: other, method: "did:web:voisins.example#cle" },
    ),
  };
  for (const [what, endorsement] of Object.entries(endorsements)) {
    put(
      `an endorsement that ${what}`,
      JSON.stringify(prove({ ...unsigned, endorsement: [endorsement] }, { method })),
    );
  }

  // What its status says.
  const listed = (index, changes = {}) =>
    JSON.stringify(
      prove(
        {
          ...unsigned,
          credentialStatus: {
            id: `${STATUS}#${index}`,
            type: "BitstringStatusListEntry",
            statusPurpose: "revocation",
            statusListIndex: String(index),
            statusListCredential: STATUS,
            ...changes,
          },
        },
        { method },
      ),
    );
  for (const set of ["all", "none", "stale list", "forged list"]) {
    put(`in a list, ${set}`, listed(0), set);
    put(`revoked in a list, ${set}`, listed(1), set);
  }
  put("beyond a list", listed(131_072));
  put("of another purpose", listed(0, { statusPurpose: "suspension" }));
  put("of a message", listed(0, { statusPurpose: "message" }));
  put("of an unknown status", listed(0, { type: "AutreEntry" }));

  // Hosted ones, where the folder has what is published.
  const hosted = { ...assertion, id: `${HOME}/obtenu.json`, verification: { type: "HostedBadge" } };
  for (const [name, changes] of [
    ["hosted", {}],
    ["hosted and taken back", { revoked: true }],
    ["hosted elsewhere", { id: "https://ailleurs.example/obtenu.json" }],
  ]) {
    const document = { ...hosted, ...changes };
    sets[name] = { ...documents, [document.id]: JSON.stringify(document) };
    put(name, JSON.stringify(document), name);
    put(`${name}, by its address`, document.id, name);
  }
  put("hosted out of reach", JSON.stringify(hosted), "none");

  // By tools that others made.
  const corpus = path.join(folder, "corpus");
  mkdirSync(corpus, { recursive: true });
  writeFileSync(path.join(corpus, "index.json"), JSON.stringify({ cases: [], documents: {} }));
  const { proof: _proof, ...mine } = JSON.parse(issue(byKey));
  const input = {
    key: {
      "@context": "https://w3id.org/security/multikey/v1",
      id: own.method,
      type: "Multikey",
      controller: own.did,
      publicKeyMultibase: own.text,
      secretKeyMultibase: own.half,
    },
    key2020: {
      id: own.method,
      type: "Ed25519VerificationKey2020",
      controller: own.did,
      publicKeyMultibase: own.text,
      privateKeyMultibase: own.pair,
    },
    credentials: { simple: mine },
  };
  const theirs = JSON.parse(
    execFileSync(process.execPath, [path.join(tools, "issue.mjs"), corpus], {
      input: JSON.stringify(input),
      encoding: "utf8",
      maxBuffer: 1 << 26,
    }),
  );
  for (const { name, text } of theirs) {
    put(name, text, "none");
    alter(name, text);
  }
  return { cases, sets };
}
