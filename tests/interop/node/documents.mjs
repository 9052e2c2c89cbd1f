/**
 * What URLs answer to the tools: the corpus's own documents and the contexts that come with the tools' packages.
 * Nothing else answers, and nothing asks the network.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { securityLoader } from "@digitalcredentials/security-document-loader";

const DID = "https://www.w3.org/ns/did/v1";
const MULTIKEY = "https://w3id.org/security/multikey/v1";
const contexts = securityLoader({ fetchRemoteContexts: false }).build();

/** The document of a `did:key`: the key, and that it speaks for itself. */
function ofKey(did) {
  const key = did.slice("did:key:".length);
  const method = { id: `${did}#${key}`, type: "Multikey", controller: did, publicKeyMultibase: key };
  return { "@context": [DID, MULTIKEY], id: did, verificationMethod: [method], assertionMethod: [method.id] };
}

/** `did:web` by its method's rules. */
function addressOf(did) {
  const [host, ...folders] = did.slice("did:web:".length).split(":");
  const folder = folders.length > 0 ? folders.join("/") : ".well-known";
  return `https://${decodeURIComponent(host)}/${folder}/did.json`;
}

/** The documents of a corpus folder (`index.json`: URL → file and media type). */
export function read(folder) {
  const index = JSON.parse(readFileSync(path.join(folder, "index.json"), "utf8"));
  const bytes = (url) => {
    const entry = index.documents[url];
    return entry && { body: readFileSync(path.join(folder, entry.file)), type: entry.type };
  };
  const json = (url) => {
    const found = bytes(url);
    if (!found) {
      throw new Error(`${url} is out of reach`);
    }
    return JSON.parse(found.body.toString("utf8"));
  };
  const did = (id) => (id.startsWith("did:key:") ? ofKey(id) : json(addressOf(id)));

  /** A JSON-LD document loader. */
  const loader = async (url) => {
    const [id, fragment] = url.split("#");
    let document;
    if (id.startsWith("did:")) {
      document = did(id);
      if (fragment !== undefined) {
        const method = document.verificationMethod.find((entry) => entry.id === url);
        if (!method) {
          throw new Error(`${id} describes no ${url}`);
        }
        document = { "@context": MULTIKEY, ...method };
      }
    } else if (index.documents[url]) {
      document = json(url);
    } else {
      return contexts(url);
    }
    return { contextUrl: null, documentUrl: url, document };
  };

  /** Stands in for `fetch` in tools that bring a loader of their own. */
  const fetch = async (request) => {
    const url = typeof request === "string" ? request : (request.url ?? String(request));
    const found = bytes(url);
    return found
      ? new Response(found.body, { status: 200, headers: { "content-type": found.type } })
      : new Response("", { status: 404 });
  };

  return { cases: index.cases, loader, fetch };
}
