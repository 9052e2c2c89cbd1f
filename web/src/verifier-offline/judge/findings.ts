/** What was found out about one badge, before it is put into words. */
import type { JsonObject } from "../read.ts";
import type { Check } from "./checks.ts";
import type { Current } from "./currency.ts";

export interface Findings {
  /** The badge's own document, or the one that its address answers. */
  document: JsonObject;
  name: string;
  standard: string;
  id: string;
  issuer: string;
  issuerName: string;
  from: Date | undefined;
  authentic: "yes" | "no" | "unknown";
  current: Current;
  /** Whether it was given to the address that was asked about, if one was. */
  theirs: boolean | undefined;
  checks: Check[];
}
