/** What the folder knows: documents by their address, the keys' windows, the networks' lists. Nothing else answers. */
import { digest, hex } from "./judge/bytes.ts";
import { date } from "./judge/checks.ts";
import { type Json, NotABadge, parse } from "./read.ts";

export interface KeyLine {
  organisation: string;
  verificationMethod: string;
  publicKeyMultibase: string;
  validFrom: string;
  validUntil: string;
}

/** What a pack or an archive puts into the page. */
export interface Inside {
  made?: string;
  badges?: { name: string; texts: string[]; seen?: { at: string; authentic: Json; current: Json } }[];
  documents?: Record<string, string>;
  lists?: string[];
  keys?: KeyLine[];
}

/** Nothing in the folder answers at an address; the message is for people. */
export class OutOfReach extends Error {}

export class Folder {
  readonly inside: Inside;

  constructor(inside: Inside) {
    this.inside = inside;
  }

  /** The text that an address answers, in this folder. */
  text(address: string, what: string): string {
    const documents = this.inside.documents ?? {};
    const found = Object.hasOwn(documents, address) ? documents[address] : undefined;
    if (found === undefined) throw new OutOfReach(`${what} n’est pas dans ce dossier.`);
    return found;
  }

  /** The JSON that an address answers. */
  document(address: string, what: string): Json {
    const found = this.text(address, what);
    try {
      return parse(found);
    } catch (error) {
      const said = error instanceof NotABadge ? ` : ${error.message}` : ".";
      throw new OutOfReach(`${what} est illisible dans ce dossier${said}`);
    }
  }

  /** When a key began to speak for its organisation, as far as the folder tells. */
  began(key: string): Date | undefined {
    return this.window(key, "validFrom");
  }

  /** When a key ended. */
  ended(key: string): Date | undefined {
    return this.window(key, "validUntil");
  }

  private window(key: string, member: "validFrom" | "validUntil"): Date | undefined {
    const line = this.inside.keys?.find((one) => one.publicKeyMultibase === key);
    return date(line?.[member]);
  }

  /** Every key of the folder, with the print that people compare. */
  keys(): (KeyLine & { print: string })[] {
    return (this.inside.keys ?? []).map((key) => {
      const print = hex(digest(key.publicKeyMultibase).slice(0, 12));
      return { ...key, print: print.replace(/(.{4})(?=.)/g, "$1 ") };
    });
  }
}

/** What is asked about a badge. */
export interface Question {
  folder: Folder;
  /** The instant that the answer is for. */
  at: Date;
  /** The address of the person who shows it; empty when that is not asked. */
  email: string;
}
