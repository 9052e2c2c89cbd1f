/** Passkeys: the browser asks its device, and tells us what the device answers. Nothing here without a script. */

interface Question {
  ceremony: string;
  options: PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON;
}

const WAYS = {
  creer: {
    question: "/mon-compte/cles/debut",
    answer: "/mon-compte/cles",
    ask: (options: Question["options"]) =>
      navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
      }),
  },
  entrer: {
    question: "/connexion/cle/debut",
    answer: "/connexion/cle",
    ask: (options: Question["options"]) =>
      navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  },
};

async function posted(address: string, body?: unknown): Promise<Response> {
  const told: RequestInit = { method: "POST" };
  if (body !== undefined) {
    told.headers = { "content-type": "application/json" };
    told.body = JSON.stringify(body);
  }
  const answer = await fetch(address, told);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

async function go(way: keyof typeof WAYS, next: string): Promise<void> {
  const { question, answer, ask } = WAYS[way];
  const { ceremony, options } = (await (await posted(question)).json()) as Question;
  const credential = await ask(options);
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey");
  await posted(answer, { ceremony, credential: credential.toJSON() });
  location.assign(next);
}

const able =
  "PublicKeyCredential" in globalThis &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === "function";
for (const place of document.querySelectorAll<HTMLElement>("[data-cle]")) {
  const button = place.querySelector("button");
  const wrong = place.querySelector<HTMLElement>("[data-cle-erreur]");
  if (!able || !button || !wrong) continue;
  place.hidden = false;
  for (const without of document.querySelectorAll<HTMLElement>("[data-cle-sans]")) without.hidden = true;
  button.addEventListener("click", async () => {
    wrong.textContent = "";
    button.disabled = true;
    try {
      await go(place.dataset.cle === "creer" ? "creer" : "entrer", place.dataset.suite || "/mon-compte/cles");
    } catch {
      wrong.textContent = wrong.dataset.cleErreur ?? "";
    } finally {
      button.disabled = false;
    }
  });
}
