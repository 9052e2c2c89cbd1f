/**
 * Credentials that the JavaScript tools sign: `[{name, text}]` on standard output.
 *
 *     node issue.mjs CORPUS < {"key": {Multikey with its secret}, "credentials": {name: unsigned}}
 */
import { readFileSync } from "node:fs";
import { DataIntegrityProof as BazaarProof } from "@digitalbazaar/data-integrity";
import * as BazaarKey from "@digitalbazaar/ed25519-multikey";
import { cryptosuite as bazaarSuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as bazaar from "@digitalbazaar/vc";
import { DataIntegrityProof as DccProof } from "@digitalcredentials/data-integrity";
import * as DccKey from "@digitalcredentials/ed25519-multikey";
import { cryptosuite as dccSuite } from "@digitalcredentials/eddsa-rdfc-2022-cryptosuite";
import * as dcc from "@digitalcredentials/vc";
import { read } from "./documents.mjs";

const { loader } = read(process.argv[2]);
const { key, credentials } = JSON.parse(readFileSync(0, "utf8"));
const signed = [];
for (const [tool, vc, Proof, cryptosuite, Key] of [
  ["@digitalcredentials/vc", dcc, DccProof, dccSuite, DccKey],
  ["@digitalbazaar/vc", bazaar, BazaarProof, bazaarSuite, BazaarKey],
]) {
  const pair = await Key.from(key);
  for (const [name, credential] of Object.entries(credentials)) {
    const suite = new Proof({ signer: pair.signer(), cryptosuite });
    const document = await vc.issue({
      credential: structuredClone(credential),
      suite,
      documentLoader: loader,
    });
    signed.push({ name: `${name} by ${tool}`, text: JSON.stringify(document) });
  }
}
console.log(JSON.stringify(signed));
process.exit(0);
