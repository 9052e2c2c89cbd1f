/** From « Vous recrutez ? » to an approved recruiter, by keyboard; and the coordinators' pages. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { enter, picture, sound, startBrowser, startServer, tabTo, visitor } from "./world.mjs";

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
  await tools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** The link of the newest mail to an address. */
async function link({ page, open }, email) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    await open("/demonstration/courrier");
    const found = page.locator("article", { hasText: email }).first().locator("a");
    if ((await found.count()) > 0) return found;
    assert.ok(Date.now() < deadline, `no mail to ${email}`);
    await pause(200);
  }
}

/** Presses what somebody reaches with Tab. */
async function press(page, wanted, key = "Enter") {
  await wanted.waitFor();
  await tabTo(page, wanted);
  await page.keyboard.press(key);
}

/** Types into what somebody reaches with Tab, over what stands there. */
async function type(page, label, text) {
  await tabTo(page, page.getByLabel(label));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

for (const width of [390, 1280]) {
  test(`somebody_becomes_a_recruiter_by_keyboard_at_${width}_px`, async () => {
    const person = await visitor(browser, server.origin, { width });
    const { page, open, nothingWrong, close } = person;
    await device(page);
    const domain = `scierie-${width}.example`;
    const email = `rh@${domain}`;
    await open("/");
    await press(page, page.getByRole("main").getByRole("link", { name: "Vous recrutez ?" }));
    await page.getByRole("heading", { name: "Ce que vous ne voyez jamais" }).waitFor();
    await sound(page, `recruteurs-${width}`);
    await press(page, page.getByRole("link", { name: "Demander un accès" }));
    await page.getByLabel("Votre adresse e-mail").waitFor();
    await type(page, "Votre adresse e-mail", email);
    await page.keyboard.press("Enter");
    await page.getByText("Regardez vos e-mails").waitFor();
    await (await link(person, email)).press("Enter");
    await press(page, page.getByRole("button", { name: "Entrer", exact: true }));

    // Back where they were: the form.
    await page.getByRole("heading", { name: "Demander un accès de recruteur" }).waitFor();
    await sound(page, `recruteurs-inscription-${width}`);
    await type(page, "SIRET", width === 390 ? "552 100 554 00013" : "380 129 866 00014");
    await type(page, "Nom de l’entreprise", `Scierie ${width}`);
    await type(
      page,
      "Pour quoi cherchez-vous des personnes ?",
      "Nous cherchons deux personnes soigneuses pour le tri du bois.",
    );
    await press(page, page.getByLabel("J’ai lu la charte"), "Space");
    await press(page, page.getByRole("button", { name: "Envoyer ma demande" }));
    await page.getByText("Votre demande est enregistrée").waitFor();
    await sound(page, `recruteurs-attente-${width}`);

    // Without scripts where nothing but forms is asked.
    const coordinator = await visitor(browser, server.origin, { width, scripts: width === 1280 });
    await enter(coordinator, "Un coordinateur");
    assert.match(coordinator.page.url(), /\/coordination$/);
    if (width === 1280) await sound(coordinator.page, `coordination-${width}`);
    else await picture(coordinator.page, `coordination-${width}`);
    await coordinator.page.getByRole("link", { name: "Demandes de recruteurs" }).click();
    const article = coordinator.page.locator("article", { hasText: email });
    await article.getByText(`Le domaine ${domain}`).waitFor();
    if (width === 1280) await sound(coordinator.page, `coordination-recruteurs-${width}`);
    else await picture(coordinator.page, `coordination-recruteurs-${width}`);
    await article.getByRole("button", { name: "Accepter" }).press("Enter");
    await coordinator.page.getByText("Accepté. La personne est prévenue.").waitFor();
    await coordinator.nothingWrong();
    await coordinator.close();

    // The mail leads back, the passkey is made on the way, and they arrive where they were going.
    await (await link(person, email)).press("Enter");
    await page.getByText("Vous recrutez pour Scierie").waitFor();
    await sound(page, `recruteurs-acceptee-${width}`);
    await open("/recruteurs?suite=%2Frecruteurs");
    await press(page, page.getByRole("link", { name: "Créer ou montrer ma clé d’accès" }));
    await press(page, page.getByRole("button", { name: "Créer une clé d’accès" }));
    await page.waitForURL("**/recruteurs");
    await page.getByRole("link", { name: "Chercher des compétences" }).waitFor();
    await nothingWrong();
    await close();
  });

  test(`a_coordinator_suspends_and_lifts_at_${width}_px`, async () => {
    const coordinator = await visitor(browser, server.origin, { width });
    await enter(coordinator, "Un coordinateur");
    const { page, nothingWrong, close } = coordinator;
    await page.getByRole("link", { name: "Entreprises et recruteurs" }).click();
    const joinery = page.locator("article", { hasText: "Menuiserie du Val de Loire" });
    await joinery.getByText("recruteuse@demonstration.invalid", { exact: true }).waitFor();
    await sound(page, `coordination-entreprises-${width}`);
    await joinery.getByText("Suspendre toute l’entreprise").first().click();
    await joinery.getByLabel("Motif").first().fill("Le temps de vérifier une annonce douteuse.");
    await joinery.getByRole("button", { name: "Suspendre toute l’entreprise" }).click();
    await page.getByText("Suspendu. L’accès est fermé.").waitFor();
    await sound(page, `coordination-suspendue-${width}`);

    const recruiter = await visitor(browser, server.origin, { width });
    await enter(recruiter, "Une recruteuse");
    await recruiter.page.getByText("Accès suspendu").waitFor();
    assert.ok(await recruiter.page.getByText("annonce douteuse").isVisible());
    await sound(recruiter.page, `recruteurs-suspendue-${width}`);
    await page.getByRole("button", { name: "Rétablir" }).click();
    await page.getByText("Rétabli. L’accès est ouvert de nouveau.").waitFor();
    await recruiter.open("/recruteurs");
    await recruiter.page.getByRole("link", { name: "Chercher des compétences" }).waitFor();
    await recruiter.nothingWrong();
    await recruiter.close();
    await coordinator.open("/coordination/signalements");
    await sound(page, `coordination-signalements-${width}`);
    await nothingWrong();
    await close();
  });

  test(`what_is_wrong_in_the_form_is_told_beside_it_at_${width}_px`, async () => {
    const person = await visitor(browser, server.origin, { width });
    await enter(person, "Une titulaire");
    const { page, open, close } = person;
    await open("/recruteurs/inscription");
    await page.getByLabel("SIRET").fill("732 829 320 00075");
    await page.getByLabel("Nom de l’entreprise").fill("Menuiserie");
    await page.getByLabel("Pour quoi cherchez-vous").fill("Voyez menuiserie-loire.fr, tout y est dit.");
    await page.getByLabel("J’ai lu la charte").check();
    await page.getByRole("button", { name: "Envoyer ma demande" }).click();
    await page.getByText("Ce n’est pas un SIRET").waitFor();
    assert.ok(await page.getByText("Pas d’adresse web").isVisible());
    assert.equal(await page.getByLabel("Nom de l’entreprise").inputValue(), "Menuiserie");
    await sound(page, `recruteurs-erreur-${width}`);
    await close();
  });
}
