import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, fits, picture, startBrowser, startServer, tabTo, visitor } from "./world.mjs";

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

/** Chooses a radio of the group that has the focus, or will have it next, with the arrow keys. */
async function pick(page, name, value) {
  const chosen = page.locator(`input[name=${name}]:checked`);
  const first = (await chosen.count()) > 0 ? chosen : page.locator(`input[name=${name}]`).first();
  await tabTo(page, first);
  for (let step = 0; step < 6; step += 1) {
    if (await page.locator(`input[name=${name}][value="${value}"]`).isChecked()) return;
    await page.keyboard.press("ArrowDown");
  }
  assert.fail(`${name} ${value} is not chosen by the keyboard`);
}

test("a_holder_becomes_visible_and_leaves_by_keyboard_alone_at_390_px", async () => {
  const { page, open, nothingWrong, close } = await visitor(browser, server.origin, { width: 390 });
  await open("/demonstration");
  await tabTo(page, page.getByRole("button", { name: "Entrer : Une titulaire" }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/mes-badges$/);
  await accessible(page);
  await picture(page, "mes-badges-vue-390");
  await tabTo(page, page.getByRole("link", { name: /Voir ou changer|Choisir qui peut me voir/ }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/ma-presence$/);
  await page.evaluate(() => document.fonts.ready);
  await accessible(page);
  await fits(page);
  await picture(page, "ma-presence-390");

  await pick(page, "niveau", "2");
  await tabTo(page, page.locator("input[name=ou]:checked"));
  if (!(await page.locator("#ou-commune").isChecked())) await page.keyboard.press("ArrowUp");
  await tabTo(page, page.locator("#commune"));
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("Blois");
  await page.keyboard.press("Escape");
  await pick(page, "duree", "6");
  await tabTo(page, page.locator("#age-under_15"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.ok(await page.locator("#age-18_plus").isChecked());
  await tabTo(page, page.getByRole("button", { name: "Voir ce que cela montre" }));
  await page.keyboard.press("Enter");

  await page.getByRole("heading", { name: "Voici exactement ce qu’un recruteur verra" }).waitFor();
  assert.ok(
    (await page.locator(".carte-sans-nom").count()) > 0,
    "many people have common badges around Blois",
  );
  assert.match(await page.locator(".cartes").innerText(), /autour de Blois/);
  assert.doesNotMatch(await page.locator(".cartes").innerText(), /titulaire@/);
  await accessible(page);
  await fits(page);
  await picture(page, "apercu-390");
  const look = (name) =>
    page.getByRole("button", { name }).evaluate((button) => {
      const { backgroundColor, color, fontWeight, fontSize } = getComputedStyle(button);
      const { width, height } = button.getBoundingClientRect();
      return { backgroundColor, color, fontWeight, fontSize, width, height };
    });
  assert.deepEqual(await look("Me rendre visible"), await look("Non merci"), "yes and no weigh the same");
  await tabTo(page, page.getByRole("button", { name: "Me rendre visible" }));
  await page.keyboard.press("Enter");

  await page.waitForURL(/\/ma-presence\/recu$/);
  await page.getByText(/À partir du lundi .* les recruteurs vérifiés me trouveront/).waitFor();
  assert.match(
    await page.locator("main").innerText(),
    /level-2\.\d{4}-\d\d-\d\d\.fr/,
    "the version of the text",
  );
  await accessible(page);
  await picture(page, "recu-390");
  await tabTo(page, page.getByRole("button", { name: "Me retirer de la carte" }));
  await page.keyboard.press("Enter");
  await page.getByText("Vous n’êtes plus sur la carte").waitFor();
  await accessible(page);
  await picture(page, "retiree-390");
  await nothingWrong();
  await close();
});

test("the_same_form_works_without_scripts_at_1280_px", async () => {
  const { page, open, nothingWrong, close } = await visitor(browser, server.origin, { scripts: false });
  await open("/demonstration");
  await page.getByRole("button", { name: "Entrer : Une titulaire" }).click();
  await open("/ma-presence");
  await picture(page, "ma-presence-1280");
  await page.getByLabel("Visible sans nom").check();
  await page.locator("#commune").fill("blois");
  await page.getByLabel("12 mois").check();
  await page.getByLabel("18 ans ou plus").check();
  await page.getByRole("button", { name: "Voir ce que cela montre" }).click();
  await page.getByText("Voici exactement ce qu’un recruteur verra").first().waitFor();
  await picture(page, "apercu-1280");
  await page.getByRole("button", { name: "Non merci" }).click();
  await page.waitForURL(/\/mes-badges$/);
  await page.getByText("personne.", { exact: true }).waitFor();

  await open("/ma-presence");
  await page.getByLabel("Visible avec mes badges").check();
  await page.getByLabel("Plus large").check();
  await page.locator("#large").selectOption({ label: "Loir-et-Cher" });
  await page.getByLabel("18 ans ou plus").check();
  await page.getByRole("button", { name: "Voir ce que cela montre" }).click();
  assert.ok((await page.locator(".carte-sans-nom li").count()) >= 4, "each badge with who gave it");
  await picture(page, "apercu-badges-1280");
  await page.getByRole("button", { name: "Me rendre visible" }).click();
  await page.waitForURL(/\/ma-presence\/recu$/);
  await picture(page, "recu-1280");
  await page.getByLabel("Numéro SIREN").waitFor({ state: "detached" });
  await open("/ma-presence");
  await page.getByLabel("Numéro SIREN").fill("732 829 320");
  await page.getByRole("button", { name: "Ajouter cette entreprise" }).click();
  await page.getByText("732829320", { exact: true }).waitFor();
  await picture(page, "ma-presence-entreprises-1280");
  await page.getByRole("button", { name: /Retirer de la liste/ }).click();
  // With the changes of the week, so that the company does not see who came back (R4).
  await page.getByText(/Elle pourra vous voir à partir du/).waitFor();
  await open("/mes-badges");
  await page.getByRole("button", { name: "Me retirer de la carte" }).click();
  await page.getByText("Vous n’êtes plus sur la carte").waitFor();
  await nothingWrong();
  await close();
});

test("a_name_that_several_communes_have_is_asked_about_and_the_answers_are_kept", async () => {
  const { page, open, close } = await visitor(browser, server.origin, { width: 390 });
  await open("/demonstration");
  await page.getByRole("button", { name: "Entrer : Une titulaire" }).click();
  await open("/ma-presence");
  await page.getByLabel("Je compte").check();
  await page.locator("#commune").fill("Saint");
  await page.getByLabel("12 mois").check();
  await page.getByLabel("De 15 à 17 ans").check();
  await page.getByRole("button", { name: "Voir ce que cela montre" }).click();
  await page.getByText("choisissez la vôtre").waitFor();
  await accessible(page);
  await picture(page, "ma-presence-plusieurs-390");
  assert.ok(await page.getByLabel("12 mois").isChecked(), "what was chosen is kept");
  await page.locator(".candidat input").first().check();
  await page.getByRole("button", { name: "Voir ce que cela montre" }).click();
  await page.getByText("Un recruteur ne verra rien de vous.").waitFor();
  await accessible(page);
  await picture(page, "apercu-compte-390");
  await page.getByRole("link", { name: "Changer mes réponses" }).click();
  await page.getByLabel("Visible sans nom").check();
  await page.locator("#commune").fill("Blois");
  await page.getByLabel("De 15 à 17 ans").check();
  await page.getByRole("button", { name: "Voir ce que cela montre" }).click();
  await page.getByText("Ce choix n’est pas possible").waitFor();
  await accessible(page);
  await picture(page, "ma-presence-refus-390");
  await close();
});

test("a_commune_is_found_on_the_device_and_the_position_is_sent_nowhere", async () => {
  const { page, open, nothingWrong, close } = await visitor(browser, server.origin, { width: 390 });
  const sent = [];
  page.on("request", (request) => {
    sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ""}`);
  });
  await page.context().grantPermissions(["geolocation"], { origin: server.origin });
  await page.context().setGeolocation({ latitude: 47.7931, longitude: 1.0661 });
  await open("/demonstration");
  await page.getByRole("button", { name: "Entrer : Une titulaire" }).click();
  await open("/ma-presence");
  await page.getByRole("button", { name: "Trouver ma commune" }).click();
  await page.waitForFunction(() => document.querySelector("#commune").value === "Vendôme (41)");
  await accessible(page);
  await page.getByLabel("Je compte").check();
  await page.getByLabel("18 ans ou plus").check();
  await page.getByRole("button", { name: "Voir ce que cela montre" }).click();
  await page.getByText("autour de Vendôme").first().waitFor();
  assert.ok(sent.some((request) => request.includes("commune=Vend")));
  assert.ok(!sent.some((request) => /47[.,]79|1[.,]066/.test(request)), "no request holds the position");

  await page.context().setGeolocation({ latitude: 48.8566, longitude: 2.3522 });
  await open("/ma-presence");
  await page.getByRole("button", { name: "Trouver ma commune" }).click();
  await page.getByText("hors de la région").waitFor();
  await nothingWrong();
  await close();
});
