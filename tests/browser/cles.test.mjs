/** Passkeys, with the authenticator that Chromium has for tests: a real key pair, real signatures. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { accessible, picture, startBrowser, startServer, visitor } from "./world.mjs";

let server;
let browser;
before(async () => {
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A device with a screen lock, which its owner always unlocks. */
async function device(page) {
  const tools = await page.context().newCDPSession(page);
  await tools.send("WebAuthn.enable");
  const { authenticatorId } = await tools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    keys: async () => (await tools.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    forget: () => tools.send("WebAuthn.clearCredentials", { authenticatorId }),
    give: (credential) => tools.send("WebAuthn.addCredential", { authenticatorId, credential }),
    locked: (isUserVerified) =>
      tools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: !isUserVerified }),
  };
}

async function enterByLink({ page, open }, email, path) {
  await open(path);
  await page.getByLabel("Votre adresse e-mail").fill(email);
  await page.getByRole("button", { name: "Recevoir le lien" }).click();
  await page.getByText(email).waitFor();
  const deadline = Date.now() + 20_000;
  for (;;) {
    await open("/demonstration/courrier");
    const link = page.locator("article", { hasText: email }).first().locator("a");
    if ((await link.count()) > 0) {
      await link.click();
      break;
    }
    assert.ok(Date.now() < deadline, `no mail to ${email}`);
    await pause(200);
  }
  await page.getByRole("button", { name: "Entrer", exact: true }).click();
}

for (const width of [390, 1280]) {
  test(`somebody_makes_a_passkey_and_enters_with_it_at_${width}_px`, async () => {
    const person = await visitor(browser, server.origin, { width });
    const { page, open, close } = person;
    const { keys } = await device(page);
    const email = `cle.${width}@example.invalid`;
    await enterByLink(person, email, "/mon-compte");
    await page.getByRole("link", { name: "Clés d’accès" }).click();
    await accessible(page);
    await page.getByRole("button", { name: "Créer une clé d’accès" }).click();
    await page.locator("li .detail", { hasText: "créée le" }).waitFor();
    await picture(page, `cles-${width}`);
    assert.equal((await keys()).length, 1);
    await open("/mon-compte");
    await page.getByRole("button", { name: "Sortir", exact: true }).click();
    await open("/connexion?suite=%2Fmon-compte");
    await accessible(page);
    await picture(page, `entrer-cle-${width}`);
    await page.getByRole("button", { name: "Entrer avec une clé d’accès" }).click();
    await page.waitForURL("**/mon-compte");
    assert.ok(await page.getByText(email).isVisible());
    await open("/mon-compte/cles");
    await page.getByRole("button", { name: /^Retirer cette clé/ }).click();
    await page.getByText("Vous n’en avez pas encore").waitFor();
    // The device still has it: it opens nothing here any more.
    await open("/mon-compte");
    await page.getByRole("button", { name: "Sortir", exact: true }).click();
    await open("/connexion");
    const refused = page.waitForResponse((answer) => answer.url().endsWith("/connexion/cle"));
    await page.getByRole("button", { name: "Entrer avec une clé d’accès" }).click();
    assert.equal((await refused).status(), 422);
    await page.getByText("Cette clé n’a pas été reconnue").waitFor();
    await close();
  });
}

test("a_coordinator_who_came_by_mail_shows_a_passkey_before_anything_else", async () => {
  const PAGE = "/coordination/badges-venus-d-ailleurs";
  const email = "coordinateur@demonstration.invalid";
  const person = await visitor(browser, server.origin);
  const { page, close } = person;
  const phone = await device(page);
  await enterByLink(person, email, PAGE);
  assert.match(page.url(), /\/mon-compte\/cles\?suite=/);
  assert.ok(await page.getByText("il faut entrer avec une clé d’accès").isVisible());
  await page.getByRole("button", { name: "Créer une clé d’accès" }).click();
  await page.waitForURL(`**${PAGE}`);
  const [key] = await phone.keys();
  await close();

  // A thief who reads the mailbox comes in, but can neither act nor make a passkey of their own.
  const thief = await visitor(browser, server.origin);
  const stolen = await device(thief.page);
  await enterByLink(thief, email, PAGE);
  assert.match(thief.page.url(), /\/mon-compte\/cles\?suite=/);
  assert.equal(await thief.page.getByRole("button", { name: "Créer une clé d’accès" }).count(), 0);
  const made = await thief.page.evaluate(
    async () => (await fetch("/mon-compte/cles/debut", { method: "POST" })).status,
  );
  assert.equal(made, 403);
  assert.equal(await thief.page.getByRole("button", { name: /^Retirer cette clé/ }).count(), 0);
  const removed = await thief.page.evaluate(async () => {
    const any = "/mon-compte/cles/00000000-0000-0000-0000-000000000000/retirer";
    return (await fetch(any, { method: "POST" })).status;
  });
  assert.equal(removed, 403, "else a thief would take all away, and make a first one");
  // With the device itself it is the person again; a device that is not unlocked is nobody.
  await stolen.give(key);
  await stolen.locked(true);
  await thief.page.getByRole("button", { name: "Montrer ma clé d’accès" }).click();
  await thief.page.getByText("Cette clé n’a pas été reconnue").waitFor();
  await stolen.locked(false);
  await thief.page.getByRole("button", { name: "Montrer ma clé d’accès" }).click();
  await thief.page.waitForURL(`**${PAGE}`);
  await thief.close();
});

test("an_answer_serves_once_and_only_its_own_question", async () => {
  const { page, open, close } = await visitor(browser, server.origin);
  await open("/connexion");
  const answers = await page.evaluate(async () => {
    const post = async (address, body) => {
      const told = body === undefined ? {} : { headers: { "content-type": "application/json" }, body };
      const answer = await fetch(address, { method: "POST", ...told });
      return { status: answer.status, json: await answer.json().catch(() => null) };
    };
    const question = await post("/connexion/cle/debut");
    const { ceremony } = question.json;
    const credential = { id: "AAAAAAAAAAAAAAAAAAAAAA", response: {} };
    return {
      question: question.status,
      empty: (await post("/connexion/cle", JSON.stringify({ ceremony, credential }))).status,
      nothing: (await post("/connexion/cle", "{")).status,
      more: (await post("/connexion/cle", JSON.stringify({ ceremony, credential, lat: 1 }))).status,
      unknown: (await post("/mon-compte/cles/debut")).status,
    };
  });
  assert.deepEqual(answers, { question: 200, empty: 422, nothing: 400, more: 422, unknown: 401 });
  await close();
});
