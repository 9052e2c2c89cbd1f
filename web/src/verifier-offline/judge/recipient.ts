/** Was it given to the person who shows it? Addresses and hex digits compare without case. */
import type { Json } from "../read.ts";
import { digest, hex } from "./bytes.ts";
import { at, says, text, values } from "./checks.ts";

/** Compares an address with the identities that a credential's subject names (OB 3.0, `IdentityObject`). */
export function isTheirs(subject: Json | undefined, email: string): boolean | undefined {
  return asked(email, () => {
    const id = text(subject, "id") ?? "";
    if (/^mailto:/i.test(id) && plain(id) === email.trim().toLowerCase()) return true;
    const mail = ["emailAddress", "email"];
    return values(subject, "identifier").some(
      (one) => mail.some((kind) => says(one, "identityType", kind)) && matches(one, "identityHash", email),
    );
  });
}

/** Compares an address with an assertion's recipient (OB 2.0, `IdentityObject`). */
export function isRecipient(recipient: Json | undefined, email: string): boolean | undefined {
  return asked(email, () => says(recipient, "type", "email") && matches(recipient, "identity", email));
}

function asked(email: string, theirs: () => boolean): boolean | undefined {
  return email.trim() === "" ? undefined : theirs();
}

function plain(said: string): string {
  return said
    .trim()
    .replace(/^mailto:/i, "")
    .toLowerCase();
}

/** An identity is hashed unless it says that it is not; an address that was hashed as it was typed is found too. */
function matches(object: Json | undefined, member: string, email: string): boolean {
  const told = text(object, member);
  if (told === undefined) return false;
  const typed = email.trim();
  if (at(object, "hashed") === false) return plain(told) === typed.toLowerCase();
  const salt = text(object, "salt") ?? "";
  const identity = told.trim().toLowerCase();
  return [typed.toLowerCase(), typed].some((one) => identity === `sha256$${hex(digest(one + salt))}`);
}
