import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { enter, picture, sound, startBrowser, startServer, visitor } from "./world.mjs";

const PHOTOGRAPH = readFileSync(new URL("../support/photograph.jpg", import.meta.url));

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

for (const width of [390, 1280]) {
  test(`a_badge_is_handed_out_by_a_code_and_received_in_two_taps_at_${width}_px`, async () => {
    const facilitator = await visitor(browser, server.origin, { width });
    await enter(facilitator, "Une animatrice");
    await facilitator.page.getByRole("link", { name: "Remettre un badge par un code" }).click();
    await sound(facilitator.page, `codes-${width}`);
    await facilitator.page.getByLabel("Badge", { exact: true }).selectOption("cuisiner-pour-un-groupe");
    await facilitator.page.getByLabel("Un bon par personne").check();
    await facilitator.page.getByLabel("Pour combien de personnes").fill("6");
    await facilitator.page.getByRole("button", { name: "Créer" }).click();
    await facilitator.page.locator(".bon").first().waitFor();
    assert.equal(await facilitator.page.locator(".bon .carre").count(), 6);
    await sound(facilitator.page, `bons-${width}`);
    const code = await facilitator.page.locator(".bon .code").first().innerText();
    await facilitator.nothingWrong();
    await facilitator.close();

    const person = await visitor(browser, server.origin, { width, scripts: width === 1280 });
    const { page, open, nothingWrong, close } = person;
    const email = `lina.${width}@example.invalid`;
    await open("/recevoir");
    if (width === 1280) await sound(page, `recevoir-${width}`);
    await page.getByLabel("Votre code").fill(code.toLowerCase().replaceAll("-", " "));
    await page.getByRole("button", { name: "Voir le badge" }).click();
    await page.getByRole("heading", { name: "Cuisiner pour un groupe" }).waitFor();
    if (width === 1280) await sound(page, `code-vu-${width}`);
    else await picture(page, `code-vu-${width}`);
    await page.getByRole("button", { name: "Recevoir ce badge" }).click();
    await page.getByLabel("Votre adresse e-mail").fill(email);
    await page.getByRole("button", { name: "Recevoir le lien" }).click();
    await page.getByText("Regardez vos e-mails").waitFor();
    await (await link(person, email)).click();
    await page.getByRole("button", { name: "Entrer" }).click();
    await page.getByText(email).waitFor();
    await picture(page, `code-entre-${width}`);
    await page.getByRole("button", { name: "Recevoir ce badge" }).click();
    await page.waitForURL(/\/mes-badges\/[0-9a-f-]+$/);
    for (const said of ["Authentique", "En vigueur", "Titulaire confirmé"]) {
      assert.ok(await page.getByText(said, { exact: true }).isVisible(), said);
    }
    await picture(page, `recu-${width}`);
    await nothingWrong();
    await close();
  });

  test(`a_person_asks_for_a_badge_and_a_facilitator_awards_it_at_${width}_px`, async () => {
    const person = await visitor(browser, server.origin, { width });
    const badge = width === 390 ? "Réparer un objet" : "Monter une vidéo";
    await enter(person, "Une titulaire");
    const { page } = person;
    await page.getByRole("link", { name: "Demander un badge" }).click();
    await sound(page, `demander-${width}`);
    await page.getByRole("link", { name: badge }).click();
    await sound(page, `demander-niveau-${width}`);
    await page.getByLabel("Je transmets").check();
    await page
      .getByLabel("À quelle structure")
      .selectOption({ label: "Bureau information jeunesse de Loir-et-Cher" });
    await page.getByRole("button", { name: "Raconter une situation" }).click();
    await page.getByLabel("Racontez une situation").fill(`Un samedi à Blois, en ${width}.`);
    await page.getByText("Enregistré.", { exact: true }).waitFor();
    await page.reload();
    assert.equal(
      await page.getByLabel("Racontez une situation").inputValue(),
      `Un samedi à Blois, en ${width}.`,
      "what was typed was saved",
    );
    await page
      .getByLabel("Ajouter des images")
      .setInputFiles({ name: "atelier.jpg", mimeType: "image/jpeg", buffer: PHOTOGRAPH });
    await page.getByLabel("Ajouter un lien").fill("https://exemple.invalid/atelier");
    await page.getByRole("button", { name: "Enregistrer le brouillon" }).click();
    await page.getByText("atelier.jpg").first().waitFor();
    await sound(page, `brouillon-${width}`);
    await page.getByRole("button", { name: "Envoyer ma demande" }).click();
    await page.getByText("Vous aurez une réponse au plus tard").waitFor();
    await sound(page, `envoyee-${width}`);
    const mine = page.url();

    const facilitator = await visitor(browser, server.origin, { width });
    await enter(facilitator, "Une animatrice");
    assert.match(facilitator.page.url(), /\/a-traiter$/);
    assert.ok((await facilitator.page.locator(".liste li").count()) >= 4, "invented people ask too");
    await sound(facilitator.page, `a-traiter-${width}`);
    await facilitator.page.getByRole("link", { name: badge }).last().click();
    await facilitator.page.getByText(`Un samedi à Blois, en ${width}.`).waitFor();
    await facilitator.page.getByText("Refuser", { exact: true }).click();
    await sound(facilitator.page, `repondre-${width}`);
    await facilitator.page.getByRole("button", { name: "Délivrer", exact: true }).click();
    await facilitator.page.getByText("Badge délivré. La personne est prévenue.").waitFor();
    await facilitator.nothingWrong();
    await facilitator.close();

    await page.goto(mine);
    await page.getByRole("link", { name: "Voir mon badge" }).click();
    await page.getByRole("heading", { name: badge }).waitFor();
    assert.ok(await page.getByText("Authentique", { exact: true }).isVisible());
    await person.open("/mes-demandes");
    await sound(page, `mes-demandes-${width}`);
    await person.nothingWrong();
    await person.close();
  });
}
