/**
 * What the JavaScript tools say of each case of a corpus: `{tool: {case: {accepts, detail}}}` on standard output.
 *
 *     node judge.mjs CORPUS
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { DataIntegrityProof as BazaarProof } from "@digitalbazaar/data-integrity";
import { createVerifyCryptosuite as bazaarJcs } from "@digitalbazaar/eddsa-jcs-2022-cryptosuite";
import { cryptosuite as bazaarRdfc } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as bazaar from "@digitalbazaar/vc";
import { checkStatus as bazaarStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { DataIntegrityProof as DccProof } from "@digitalcredentials/data-integrity";
import { cryptosuite as dccSuite } from "@digitalcredentials/eddsa-rdfc-2022-cryptosuite";
import * as dcc from "@digitalcredentials/vc";
import { checkStatus as dccStatus } from "@digitalcredentials/vc-bitstring-status-list";
import { read } from "./documents.mjs";

const folder = process.argv[2];
const { cases, loader, fetch } = read(folder);
globalThis.fetch = fetch;
console.log = console.warn = console.error = () => {};
const { verifyCredential } = await import("@digitalcredentials/verifier-core");

/** The words of an error and of those inside it. */
function words(error) {
  const inner = error?.errors ?? (error?.cause ? [error.cause] : []);
  return [error?.message, ...inner.map(words)].filter(Boolean).join(" / ").slice(0, 400);
}

async function library(vc, Proof, cryptosuites, checkStatus, credential) {
  const result = await vc.verifyCredential({
    credential,
    suite: cryptosuites.map((cryptosuite) => new Proof({ cryptosuite })),
    documentLoader: loader,
    checkStatus: credential.credentialStatus ? checkStatus : undefined,
  });
  // A status list that says "revoked" is verified too: what it says is for the caller to read.
  const set = (result.statusResult?.results ?? []).some((entry) => entry.status === true);
  const accepts = result.verified && !set;
  return { accepts, detail: set ? "revoked" : words(result.error ?? result.statusResult) };
}

async function core(credential) {
  const result = await verifyCredential({ credential, knownDIDRegistries: [] });
  const log = (result.log ?? []).filter((entry) => entry.id !== "registered_issuer");
  const signed = log.some((entry) => entry.id === "valid_signature" && entry.valid);
  const against = log.filter((entry) => entry.valid !== true);
  const schema = (result.additionalInformation ?? [])
    .flatMap((entry) => (Array.isArray(entry.results) ? entry.results : []))
    .map((entry) => entry.result);
  return {
    accepts: !result.errors && signed && against.length === 0,
    detail: [...(result.errors ?? []), ...against.map((entry) => entry.error ?? { message: entry.id })]
      .map(words)
      .join("; "),
    schema: schema.length > 0 ? schema.every((entry) => entry.valid) : null,
  };
}

const tools = {
  "@digitalcredentials/vc": (credential) => library(dcc, DccProof, [dccSuite], dccStatus, credential),
  "@digitalcredentials/verifier-core": core,
  "@digitalbazaar/vc": (credential) =>
    library(bazaar, BazaarProof, [bazaarRdfc, bazaarJcs()], bazaarStatus, credential),
};

const said = {};
for (const [tool, judge] of Object.entries(tools)) {
  said[tool] = {};
  for (const { name, kind, file } of cases) {
    if (kind !== "ob3") {
      continue;
    }
    try {
      const text = readFileSync(path.join(folder, file), "utf8");
      said[tool][name] = await judge(JSON.parse(text));
    } catch (error) {
      said[tool][name] = { accepts: false, detail: words(error) };
    }
  }
}
process.stdout.write(JSON.stringify(said), () => process.exit(0));
