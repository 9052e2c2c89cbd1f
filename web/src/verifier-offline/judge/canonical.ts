/** From a document to the canonical quads that are signed (RDFC-1.0), every member of it covered. */
import { canonize } from "rdf-canonize";
import { quads } from "../jsonld/expand.ts";
import { NotCovered } from "../jsonld/refused.ts";
import type { JsonObject } from "../read.ts";

export async function canonical(document: JsonObject): Promise<string> {
  const found = quads(document);
  try {
    return await canonize(found, {
      algorithm: "RDFC-1.0",
      format: "application/n-quads",
      maxWorkFactor: 1,
    });
  } catch {
    throw new NotCovered("Ce badge est fait pour que sa vérification ne finisse pas.");
  }
}
