/** The relay, both sides: a need is published, answered without a name, by name, refused, reported; told on each side. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { enter, sound, startBrowser, startServer, tabTo, visitor } from "./world.mjs";

const SOUGHT = [
  "accueillir-et-guider-un-public",
  "animer-un-groupe-d-enfants",
  "ecouter-une-personne",
  "cuisiner-pour-un-groupe",
  "transmettre-un-savoir-faire",
];

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

/** The holder behind the door is on the map, without a name. */
async function visible(holder) {
  const { page, open } = holder;
  await enter(holder, "Une titulaire");
  await open("/ma-presence");
  await page.getByLabel("Visible sans nom").check();
  await page.locator("#ou-commune").check();
  await page.locator("#commune").fill("Blois (41)");
  await page.getByLabel("6 mois").check();
  await page.getByLabel("18 ans ou plus").check();
  await page.getByRole("button", { name: "Voir ce que cela montre" }).click();
  await page.getByRole("button", { name: "Me rendre visible" }).click();
  await page.waitForURL(/\/ma-presence\/recu$/);
}

/** Publishes a need in words of its own; where its page is. */
async function publish({ page, open }, what, name) {
  const query = SOUGHT.map((code) => `competence=${code}:1`).join("&");
  await open(`/recruteurs/besoins/nouveau?${query}&lieu=department:41`);
  if (name) await sound(page, name);
  await page.getByLabel("emploi", { exact: true }).check();
  await page.getByLabel("Quoi, en une ligne").fill(what);
  await page.getByLabel("cet été").check();
  await page.getByLabel("Votre message").fill("Nous formons sur place. Écrivez à atelier@exemple.fr.");
  await page.getByRole("button", { name: "Publier le besoin" }).click();
  await page.waitForURL(/\/recruteurs\/propositions\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname;
}

/** The holder's page of what was proposed in these words, once it came. */
async function came({ page, open }, what) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    await open("/mes-propositions");
    const found = page.getByRole("link", { name: what });
    if ((await found.count()) > 0) {
      await found.click();
      await page.getByRole("heading", { level: 1, name: what }).waitFor();
      return;
    }
    assert.ok(Date.now() < deadline, `${what} did not come`);
    await pause(300);
  }
}

for (const width of [390, 1280]) {
  test(`a_need_is_answered_without_a_name_then_by_name_and_reported_at_${width}_px`, async () => {
    const holder = await visitor(browser, server.origin, { width });
    const recruiter = await visitor(browser, server.origin, { width });
    await visible(holder);
    await enter(recruiter, "Une recruteuse");
    const what = `Atelier de juillet, ${width}`;
    const proposal = await publish(recruiter, what, `besoin-nouveau-${width}`);
    await sound(recruiter.page, `besoin-${width}`);
    await came(holder, what);
    await sound(holder.page, `proposition-${width}`);
    for (const name of ["Répondre sans donner mon nom", "Accepter", "Refuser"]) {
      await holder.page.getByRole("button", { name }).waitFor();
    }
    // Four answers of one weight: as wide, as high, of one colour.
    const looks = await holder.page.locator(".reponses .egaux > *").evaluateAll((all) =>
      all.map((one) => {
        const { backgroundColor, color, fontSize, fontWeight } = getComputedStyle(one);
        const { height } = one.getBoundingClientRect();
        return JSON.stringify([backgroundColor, color, fontSize, fontWeight, Math.round(height / 30)]);
      }),
    );
    assert.equal(looks.length, 4);
    assert.equal(new Set(looks).size, 1, looks.join("\n"));
    assert.ok(!(await holder.page.content()).includes("atelier@exemple.fr"));

    // By keyboard alone.
    await tabTo(holder.page, holder.page.getByLabel("Votre message"), 120);
    await holder.page.keyboard.type("Bonjour, je suis libre en juillet.");
    await tabTo(holder.page, holder.page.getByRole("button", { name: "Répondre sans donner mon nom" }), 120);
    await holder.page.keyboard.press("Enter");
    await holder.page.getByText("Votre message est parti, sans votre nom.").waitFor();
    await recruiter.open(proposal);
    await recruiter.page.getByText("en discussion").first().waitFor();
    await recruiter.page.getByRole("link", { name: /^La personne/ }).click();
    await recruiter.page.getByText("je suis libre en juillet").waitFor();
    await recruiter.page.getByText("Ne le demandez pas").waitFor();
    await sound(recruiter.page, `echange-${width}`);
    const talk = new URL(recruiter.page.url()).pathname;
    await recruiter.page.getByLabel("Votre message").fill("Venez visiter l’atelier.");
    await recruiter.page.getByRole("button", { name: "Envoyer" }).click();
    await recruiter.page.getByText("Votre message est parti.").waitFor();

    await holder.page.reload();
    await holder.page.getByText("Venez visiter l’atelier.").waitFor();
    await holder.page.getByRole("button", { name: "Accepter" }).click();
    await holder.page.getByText("Vous avez accepté d’échanger. Votre nom").waitFor();
    await sound(holder.page, `accepte-${width}`);
    await holder.page.getByLabel("Votre nom").fill("Camille D.");
    await holder.page
      .getByRole("button", {
        name: /^Donner mon nom et mon adresse à Menuiserie/,
      })
      .click();
    await holder.page.getByText("Votre nom et votre adresse sont donnés.").waitFor();
    await recruiter.open(talk);
    await recruiter.page.getByText(/à vous seuls.*Camille D\./).waitFor();
    await sound(recruiter.page, `nomme-${width}`);
    await holder.open("/qui-m-a-vu");
    await holder.page.getByText("a reçu votre nom et votre adresse").first().waitFor();

    await came(holder, what);
    await holder.page.getByRole("link", { name: "Signaler" }).click();
    await holder.page.getByLabel(/On me presse/).check();
    await sound(holder.page, `signaler-${width}`);
    await holder.page.getByRole("button", { name: "Signaler et arrêter l’échange" }).click();
    await holder.page.getByText("C’est signalé.").waitFor();
    await recruiter.open(talk);
    await recruiter.page.getByText("un coordinateur le regarde").waitFor();
    assert.equal(await recruiter.page.locator("textarea").count(), 0);
    await holder.nothingWrong();
    await recruiter.nothingWrong();
    await holder.close();
    await recruiter.close();
  });
}

test("a_refusal_is_told_to_nobody_without_scripts", async () => {
  const holder = await visitor(browser, server.origin, { scripts: false });
  const recruiter = await visitor(browser, server.origin, { scripts: false });
  await enter(holder, "Une titulaire");
  await enter(recruiter, "Une recruteuse");
  const proposal = await publish(recruiter, "Poser des fenêtres");
  await came(holder, "Poser des fenêtres");
  await recruiter.open(proposal);
  const before = await recruiter.page.content();
  assert.ok(before.includes("envoyée"));
  await holder.page.getByRole("button", { name: "Refuser" }).click();
  await holder.page.getByText("C’est refusé.").waitFor();
  assert.equal(await holder.page.locator("textarea").count(), 0);
  await recruiter.open(proposal);
  assert.equal(await recruiter.page.content(), before);
  await holder.open("/mes-propositions");
  await holder.page
    .getByText("refusée ; personne ne l’a su")
    .or(holder.page.getByText(/refusée/))
    .first()
    .waitFor();
  await holder.nothingWrong();
  await recruiter.nothingWrong();
  await holder.close();
  await recruiter.close();
});
