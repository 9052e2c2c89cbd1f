/**
 * How often the JavaScript tools do things in a second of processor time: `[{operation, tool, rate}]`.
 *
 *     node bench.mjs FOLDER < {"key": {Multikey with its secret}, "unsigned", "signed", "seconds"}
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

const { loader, fetch } = read(process.argv[2]);
const { key, unsigned, signed, seconds } = JSON.parse(readFileSync(0, "utf8"));
globalThis.fetch = fetch;
console.log = console.warn = console.error = () => {};
const core = await import("@digitalcredentials/verifier-core");

const rates = [];
async function measure(operation, tool, work) {
  await work();
  const began = process.cpuUsage();
  let done = 0;
  let spent = 0;
  while (spent < seconds) {
    await work();
    done += 1;
    const used = process.cpuUsage(began);
    spent = (used.user + used.system) / 1e6;
  }
  rates.push({ operation, tool, rate: done / spent });
}

function must(holds, said) {
  if (!holds) {
    throw new Error(JSON.stringify(said));
  }
}

for (const [tool, vc, Proof, cryptosuite, Key] of [
  ["@digitalcredentials/vc", dcc, DccProof, dccSuite, DccKey],
  ["@digitalbazaar/vc", bazaar, BazaarProof, bazaarSuite, BazaarKey],
]) {
  const pair = await Key.from(key);
  await measure("verify", tool, async () => {
    const suite = new Proof({ cryptosuite });
    const result = await vc.verifyCredential({
      credential: JSON.parse(signed),
      suite,
      documentLoader: loader,
    });
    must(result.verified, result);
  });
  await measure("issue", tool, () => {
    const suite = new Proof({ signer: pair.signer(), cryptosuite });
    return vc.issue({ credential: JSON.parse(unsigned), suite, documentLoader: loader });
  });
}
await measure("verify", "@digitalcredentials/verifier-core", async () => {
  const result = await core.verifyCredential({ credential: JSON.parse(signed), knownDIDRegistries: [] });
  must(
    result.log?.some((entry) => entry.id === "valid_signature" && entry.valid),
    result,
  );
});
process.stdout.write(JSON.stringify(rates), () => process.exit(0));
