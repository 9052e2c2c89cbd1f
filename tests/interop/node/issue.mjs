/**
 * Credentials that the JavaScript tools sign: `[{name, text}]` on standard output.
 *
 *     node issue.mjs CORPUS < {"key": {Multikey with its secret}, "key2020": {Ed25519VerificationKey2020},
 *                              "credentials": {name: unsigned}}
 */
import { readFileSync } from "node:fs";
import { DataIntegrityProof as BazaarProof } from "@digitalbazaar/data-integrity";
import * as EcdsaKey from "@digitalbazaar/ecdsa-multikey";
import { cryptosuite as ecdsaSuite } from "@digitalbazaar/ecdsa-rdfc-2019-cryptosuite";
import * as BazaarKey from "@digitalbazaar/ed25519-multikey";
import { createSignCryptosuite as bazaarJcs } from "@digitalbazaar/eddsa-jcs-2022-cryptosuite";
import { cryptosuite as bazaarSuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as bazaar from "@digitalbazaar/vc";
import { DataIntegrityProof as DccProof } from "@digitalcredentials/data-integrity";
import * as DccKey from "@digitalcredentials/ed25519-multikey";
import { Ed25519Signature2020 } from "@digitalcredentials/ed25519-signature-2020";
import { Ed25519VerificationKey2020 } from "@digitalcredentials/ed25519-verification-key-2020";
import { cryptosuite as dccSuite } from "@digitalcredentials/eddsa-rdfc-2022-cryptosuite";
import * as dcc from "@digitalcredentials/vc";
import { read } from "./documents.mjs";

const { loader } = read(process.argv[2]);
const { key, key2020, credentials } = JSON.parse(readFileSync(0, "utf8"));
const signed = [];

async function issue(name, vc, suite, credential) {
  const document = await vc.issue({ credential: structuredClone(credential), suite, documentLoader: loader });
  signed.push({ name, text: JSON.stringify(document) });
  return document;
}

/** A key of another curve, with a `did:key` of its own. */
async function ecdsa(curve) {
  const pair = await EcdsaKey.generate({ curve });
  const { publicKeyMultibase } = await pair.export({ publicKey: true });
  pair.controller = `did:key:${publicKeyMultibase}`;
  pair.id = `${pair.controller}#${publicKeyMultibase}`;
  return pair;
}

const bazaarPair = await BazaarKey.from(key);
const dccPair = await DccKey.from(key);
const oldPair = await Ed25519VerificationKey2020.from(key2020);
const ecdsaPairs = { "P-256": await ecdsa("P-256"), "P-384": await ecdsa("P-384") };
for (const [name, credential] of Object.entries(credentials)) {
  const by = (signer, Proof, cryptosuite) => new Proof({ signer: signer.signer(), cryptosuite });
  await issue(`${name}, @digitalcredentials/vc`, dcc, by(dccPair, DccProof, dccSuite), credential);
  // Its canonical form is that of URDNA2015, which writes control characters as they are.
  const tabbed = structuredClone(credential);
  tabbed.credentialSubject.achievement.description += "\ttab\bbell\x7f";
  await issue(`${name}, Ed25519Signature2020`, dcc, new Ed25519Signature2020({ key: oldPair }), tabbed);
  const first = await issue(
    `${name}, @digitalbazaar/vc`,
    bazaar,
    by(bazaarPair, BazaarProof, bazaarSuite),
    credential,
  );
  await issue(`${name}, eddsa-jcs-2022`, bazaar, by(bazaarPair, BazaarProof, bazaarJcs()), credential);
  await issue(`${name}, two proofs`, bazaar, by(bazaarPair, BazaarProof, bazaarSuite), first);
  for (const [curve, pair] of Object.entries(ecdsaPairs)) {
    const other = structuredClone(credential);
    other.issuer.id = pair.controller;
    await issue(`${name}, ecdsa-rdfc-2019, ${curve}`, bazaar, by(pair, BazaarProof, ecdsaSuite), other);
  }
}
process.stdout.write(JSON.stringify(signed), () => process.exit(0));
