import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { picture, sound, startBrowser, startServer, tabTo, visitor } from "./world.mjs";

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

/** A code that was typed wrong on purpose: Chromium tells the 422 on the console, and there is nothing else to tell. */
async function nothingElseWrong(person) {
  await person.nothingWrong().catch((error) => {
    for (const wrong of error.actual) assert.match(wrong, /^console error: .*422/);
  });
}

/** Where the demonstration says a slip is that nobody has used. */
async function slip({ page, open }) {
  await open("/demonstration");
  return page.getByRole("link", { name: "Ouvrir le bon" }).getAttribute("href");
}

/** Opens a slip and keeps its badge: the card's code. */
async function keep(person) {
  const { page, open } = person;
  await open(await slip(person));
  await page.getByRole("link", { name: "Je n’ai pas d’adresse e-mail" }).click();
  await page.getByRole("button", { name: "Garder mon badge et voir mon code" }).click();
  await page.getByRole("heading", { name: "Voici votre carte d’accès" }).waitFor();
  return page.locator("#code-carte").innerText();
}

for (const width of [390, 1280]) {
  test(`a_badge_is_kept_without_an_address_and_found_again_by_the_card_at_${width}_px`, async () => {
    const person = await visitor(browser, server.origin, { width });
    const { page, open, close } = person;
    await open("/demonstration");
    await sound(page, `papier-demonstration-${width}`);
    await open(await slip(person));
    await sound(page, `papier-bon-${width}`);
    await page.getByRole("link", { name: "Je n’ai pas d’adresse e-mail" }).click();
    await page.getByRole("heading", { name: "Garder ce badge sans adresse e-mail" }).waitFor();
    await sound(page, `papier-sans-adresse-${width}`);
    await page.getByRole("button", { name: "Garder mon badge et voir mon code" }).click();
    await page.getByRole("heading", { name: "Voici votre carte d’accès" }).waitFor();
    const code = await page.locator("#code-carte").innerText();
    assert.match(code, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    await sound(page, `papier-carte-${width}`);
    assert.ok(await page.getByRole("button", { name: "Imprimer la carte" }).isVisible());

    // On paper: the card and nothing else.
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator(".carte-acces .code").isVisible());
    for (const hidden of ["h1", ".gestes", "nav"]) {
      assert.ok(!(await page.locator(hidden).first().isVisible()), `${hidden} is on paper`);
    }
    await picture(page, `papier-carte-imprimee-${width}`);
    await page.emulateMedia({ media: "screen" });

    await page.getByRole("link", { name: "C’est écrit : voir mes badges" }).click();
    await page.getByText("Nous ne pouvons pas vous écrire").waitFor();
    await sound(page, `papier-mes-badges-${width}`);
    await page.getByRole("link", { name: "Accueillir et guider un public" }).click();
    for (const said of ["Authentique", "En vigueur", "Titulaire confirmé"]) {
      assert.ok(await page.getByText(said, { exact: true }).isVisible(), said);
    }
    await sound(page, `papier-badge-${width}`);
    await page.getByRole("button", { name: "Montrer un code" }).click();
    await page.getByText("Dites ce code").waitFor();
    await sound(page, `papier-prouver-${width}`);
    await open("/mon-compte");
    await sound(page, `papier-compte-${width}`);
    await page.getByRole("link", { name: "Carte d’accès", exact: true }).click();
    await sound(page, `papier-ma-carte-${width}`);
    await open("/ma-presence");
    await page.getByText("nous ne pourrons pas vous prévenir").waitFor();
    await open("/mon-compte");
    await page.getByRole("button", { name: "Sortir", exact: true }).click();

    await open("/connexion");
    await sound(page, `papier-connexion-${width}`);
    const field = page.getByLabel("Le code de votre carte");
    await field.fill(code.replace(/^./, (first) => (first === "2" ? "3" : "2")));
    await page.getByRole("button", { name: "Entrer avec mon code" }).click();
    await page.getByText("une faute de copie").waitFor();
    await sound(page, `papier-faute-${width}`);
    assert.notEqual(await field.inputValue(), "", "what was typed can be mended");
    await field.fill(code.toLowerCase().replaceAll("-", " "));
    await page.getByRole("button", { name: "Entrer avec mon code" }).click();
    await page.waitForURL(/\/mes-badges$/);
    await nothingElseWrong(person);
    await close();
  });
}

test("without_scripts_the_card_is_made_and_lets_in_just_as_well", async () => {
  const person = await visitor(browser, server.origin, { width: 390, scripts: false });
  const { page, open, nothingWrong, close } = person;
  const code = await keep(person);
  const offered = await page.locator("main button:visible").count();
  assert.equal(offered, 0, "nothing is offered that would do nothing");
  await picture(page, "papier-sans-script-390");
  await open("/mon-compte");
  await page.getByRole("button", { name: "Sortir", exact: true }).click();
  await open("/connexion");
  await page.getByLabel("Le code de votre carte").fill(code);
  await page.getByRole("button", { name: "Entrer avec mon code" }).click();
  await page.waitForURL(/\/mes-badges$/);
  await nothingWrong();
  await close();
});

test("the_whole_way_is_walked_by_keyboard_alone", async () => {
  const person = await visitor(browser, server.origin, { width: 1280 });
  const { page, open, nothingWrong, close } = person;
  const path = await slip(person);
  await open(path);
  /** Moves on by Tab until this is under the hand, then presses it. */
  const press = async (role, name) => {
    const wanted = page.getByRole(role, { name });
    await tabTo(page, wanted, 60);
    await page.keyboard.press("Enter");
  };
  await press("link", "Je n’ai pas d’adresse e-mail");
  await page.getByRole("heading", { name: "Garder ce badge sans adresse e-mail" }).waitFor();
  await press("button", "Garder mon badge et voir mon code");
  await page.getByRole("heading", { name: "Voici votre carte d’accès" }).waitFor();
  const code = await page.locator("#code-carte").innerText();
  await press("link", "C’est écrit : voir mes badges");
  await page.getByText("Nous ne pouvons pas vous écrire").waitFor();
  await press("link", "Ma carte d’accès");
  await page.getByRole("heading", { name: "Changer de code" }).waitFor();
  await press("button", "Créer un nouveau code");
  await page.getByRole("heading", { name: "Votre nouvelle carte d’accès" }).waitFor();
  assert.notEqual(await page.locator("#code-carte").innerText(), code);
  await nothingWrong();
  await close();
});

test("who_lost_their_card_is_handed_a_new_one_and_the_old_one_may_refuse_it", async () => {
  const person = await visitor(browser, server.origin, { width: 390 });
  const path = await slip(person);
  await keep(person);
  const facilitator = await visitor(browser, server.origin, { width: 1280 });
  await facilitator.open("/demonstration");
  await facilitator.page.getByRole("button", { name: "Entrer : Une animatrice" }).click();
  await facilitator.open("/mon-compte");
  await facilitator.page.getByRole("link", { name: "Remettre une nouvelle carte d’accès" }).click();
  await sound(facilitator.page, "papier-remettre-1280");
  await facilitator.page.getByLabel("Le code du bon").fill(path.replace("/r/", ""));
  await facilitator.page.getByLabel("La personne est devant moi").check();
  await facilitator.page.getByRole("button", { name: "Créer sa nouvelle carte" }).click();
  await facilitator.page.getByRole("heading", { name: "Nouvelle carte d’accès" }).waitFor();
  await sound(facilitator.page, "papier-remise-1280");
  const handed = await facilitator.page.locator("#code-carte").innerText();
  await facilitator.nothingWrong();
  await facilitator.close();

  const { page, open } = person;
  await open("/mes-badges");
  await page.getByText("Une nouvelle carte d’accès a été demandée pour vous").waitFor();
  await open("/mon-compte/carte");
  await sound(page, "papier-attente-390");
  await page.getByRole("button", { name: "Ce n’était pas moi : refuser" }).click();
  await page.getByText("La nouvelle carte est refusée").waitFor();
  await open("/connexion");
  await page.getByLabel("Le code de votre carte").fill(handed);
  await page.getByRole("button", { name: "Entrer avec mon code" }).click();
  await page.getByText("n’ouvre aucun compte").waitFor();
  await nothingElseWrong(person);
  await person.close();
});
