/** A holder opens a badge and a CV to others, who have no account; then nobody sees them any more. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { enter, picture, sound, startBrowser, startServer, visitor } from "./world.mjs";

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

/** Somebody with the holder's session. */
async function holder(width, scripts = true) {
  const person = await visitor(browser, server.origin, { width, scripts });
  await enter(person, "Une titulaire");
  await person.page.waitForURL(/\/mes-badges$/);
  return person;
}

/** The path of the link on one's own page of it. */
async function shared({ page }) {
  await page.waitForURL(/\/mes-partages\/[0-9a-f-]{36}/);
  return new URL(await page.locator("#lien").inputValue()).pathname;
}

for (const width of [390, 1280]) {
  test(`a_badge_is_shared_read_by_a_stranger_and_gone_at_${width}_px`, async () => {
    const person = await holder(width);
    await person.page.locator(".badges h2 a").first().click();
    await person.page.getByRole("heading", { name: "Partager ce badge" }).waitFor();
    const name = (await person.page.locator("h1").innerText()).trim();
    await sound(person.page, `partager-${width}`);
    await person.page.getByLabel("Votre nom (facultatif)").fill("Inès M.");
    await person.page.getByRole("button", { name: "Faire un lien" }).click();
    const path = await shared(person);
    await sound(person.page, `un-partage-${width}`);

    const stranger = await visitor(browser, server.origin, { width });
    await stranger.open(path);
    await stranger.page.getByRole("heading", { name, level: 1 }).waitFor();
    await stranger.page.getByText("Partagé par Inès M.").waitFor();
    await stranger.page.getByText("Authentique", { exact: true }).waitFor();
    const drawn = await stranger.page.locator("main .insigne").evaluate((image) => image.naturalWidth);
    assert.ok(drawn > 0, "its picture is there");
    await sound(stranger.page, `badge-partage-${width}`);
    await stranger.open(`${path}/integre`);
    await stranger.page.getByText("Voir le badge et ce qui le prouve").waitFor();
    await sound(stranger.page, `integre-${width}`);

    await person.open("/mes-partages");
    const mine = person.page.locator(".partages > li", { hasText: path });
    assert.match(await mine.innerText(), /écrit votre nom\s: «\sInès M\.\s»/);
    await sound(person.page, `mes-partages-${width}`);
    await mine.getByRole("button", { name: "Couper ce lien" }).click();
    await person.page.waitForURL(/\/mes-partages$/);
    assert.equal(await person.page.getByText(path).count(), 0);
    assert.equal((await fetch(server.origin + path)).status, 404);
    await stranger.nothingWrong();
    await person.nothingWrong();
    await stranger.close();
    await person.close();
  });

  test(`a_cv_is_made_proved_by_a_code_and_switched_off_at_${width}_px`, async () => {
    // The narrow one has no scripts.
    const scripts = width > 600;
    const person = await holder(width, scripts);
    const seen = (name) => (scripts ? sound(person.page, name) : picture(person.page, name));
    await person.page.getByRole("link", { name: "Composer un CV sans nom" }).click();
    const boxes = person.page.locator("fieldset input[type=checkbox]");
    assert.ok((await boxes.count()) >= 2, "there are badges to choose from");
    for (const box of (await boxes.all()).slice(0, 3)) await box.check();
    await person.page.getByLabel("Un titre (facultatif)").fill("Accueil et animation, été 2027");
    await seen(`nouveau-cv-${width}`);
    await person.page.getByRole("button", { name: "Faire le lien du CV" }).click();
    const path = await shared(person);
    await person.page.getByRole("button", { name: "Faire un code" }).click();
    const code = await person.page.locator(".code-dit").innerText();
    assert.match(code, /^\d{4}\s\d{4}$/);
    await seen(`un-cv-${width}`);

    const stranger = await visitor(browser, server.origin, { width });
    await stranger.open(path);
    await stranger.page.getByRole("heading", { name: "Accueil et animation, été 2027" }).waitFor();
    await stranger.page.waitForLoadState("networkidle");
    await sound(stranger.page, `cv-${width}`);
    assert.doesNotMatch(await stranger.page.content(), /@demonstration\.invalid/);
    await stranger.page.emulateMedia({ media: "print" });
    await picture(stranger.page, `cv-papier-${width}`);
    const paper = await stranger.page.pdf({ format: "A4", preferCSSPageSize: true });
    const pages = paper.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? [];
    assert.equal(pages.length, 1, "one A4 page");
    await stranger.page.emulateMedia({ media: "screen" });
    await stranger.page.getByLabel("Le code que la personne vous donne").fill(code);
    await stranger.page.getByRole("button", { name: "Confirmer" }).click();
    await stranger.page.getByText("est bien le titulaire de ce CV").waitFor();
    await sound(stranger.page, `cv-prouve-${width}`);

    await person.page.reload();
    await person.page.getByText("Votre code a servi").waitFor();
    await person.page.getByLabel("Quelle adresse").selectOption("titulaire@demonstration.invalid");
    await person.page.getByRole("button", { name: "Montrer mon adresse à qui a ce lien" }).click();
    await person.page.getByText("Qui a ce lien voit").waitFor();
    await stranger.open(path);
    await stranger.page.getByText("titulaire@demonstration.invalid").waitFor();
    await person.page.getByRole("button", { name: "Ne plus montrer mon adresse" }).click();
    await person.page.getByRole("button", { name: "Montrer mon adresse à qui a ce lien" }).waitFor();
    await stranger.open(path);
    assert.equal(await stranger.page.getByText("titulaire@demonstration.invalid").count(), 0);
    await person.page.getByRole("button", { name: "Couper ce lien" }).click();
    assert.equal((await fetch(server.origin + path)).status, 404);
    await stranger.nothingWrong();
    await person.nothingWrong();
    await stranger.close();
    await person.close();
  });

  test(`badges_are_put_in_order_hidden_and_gathered_at_${width}_px`, async () => {
    const person = await holder(width);
    const { page } = person;
    const names = () => page.locator("main > .badges h2").allInnerTexts();
    await page.getByRole("link", { name: "Ranger mes badges" }).click();
    const [first, second, ...others] = await names();
    await sound(person.page, `ranger-${width}`);
    await page.locator("main > .badges li").nth(1).getByRole("button", { name: "Monter" }).click();
    assert.deepEqual(await names(), [second, first, ...others]);
    await page.locator("main > .badges li").first().getByRole("button", { name: "Cacher" }).click();
    assert.deepEqual(await names(), [first, ...others]);
    await page.getByText("Badges cachés (1)").waitFor();
    await sound(person.page, `caches-${width}`);
    await page.locator(".replie").getByRole("button", { name: "Ne plus cacher" }).click();
    assert.equal((await names()).length, others.length + 2);
    await page.locator("main > .badges li").nth(1).getByRole("button", { name: "Monter" }).click();

    await page.getByRole("link", { name: "Mes collections" }).click();
    await page.getByLabel("Son nom").fill(`Candidature ${width}`);
    await page.getByRole("button", { name: "Commencer" }).click();
    await page.getByRole("heading", { name: `Candidature ${width}`, level: 1 }).waitFor();
    await page.locator("fieldset input[type=checkbox]").nth(0).check();
    await page.locator("fieldset input[type=checkbox]").nth(1).check();
    await page.getByRole("button", { name: "Garder" }).click();
    assert.equal(await page.locator("fieldset input:checked").count(), 2);
    await sound(person.page, `collection-${width}`);
    await page.getByRole("button", { name: "Faire un lien" }).click();
    const path = await shared(person);
    const stranger = await visitor(browser, server.origin, { width });
    await stranger.open(path);
    assert.equal(await stranger.page.locator(".badges > li").count(), 2);
    await sound(stranger.page, `collection-partagee-${width}`);
    await person.open("/mes-badges/collections");
    await sound(person.page, `collections-${width}`);
    await page.getByRole("link", { name: `Candidature ${width}` }).click();
    await page.getByRole("button", { name: "Défaire la collection" }).click();
    await page.waitForURL(/\/collections$/);
    assert.equal((await fetch(server.origin + path)).status, 404);
    await stranger.nothingWrong();
    await person.nothingWrong();
    await stranger.close();
    await person.close();
  });
}

test("only_the_small_page_may_be_framed_by_others", async () => {
  const person = await holder(1280);
  await person.page.locator(".badges h2 a").first().click();
  await person.page.getByRole("button", { name: "Faire un lien" }).click();
  const path = await shared(person);
  await person.page.getByText("Le mettre sur mon site").click();
  const frame = await person.page.locator("#integre").inputValue();
  assert.match(frame, /^<iframe src="http:\/\/localhost:\d+\/p\/[\w-]{22}\/integre"/);
  // A page of somebody else, with another origin and no policy of its own.
  const other = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(`<!doctype html>${frame}<iframe id="whole" src="${server.origin}${path}"></iframe>`);
  });
  await new Promise((done) => other.listen(0, "127.0.0.1", done));
  const context = await browser.newContext({ locale: "fr-FR" });
  const elsewhere = await context.newPage();
  await elsewhere.goto(`http://127.0.0.1:${other.address().port}/`);
  const small = elsewhere.frameLocator("iframe").first();
  await small.getByText("Voir le badge et ce qui le prouve").waitFor();
  await picture(elsewhere, "cadre");
  const whole = await (await elsewhere.locator("#whole").elementHandle()).contentFrame();
  assert.ok(!whole.url().includes(path) || !(await whole.content()).includes("Authentique"), whole.url());
  await context.close();
  other.closeAllConnections();
  other.close();
  await person.page.getByRole("button", { name: "Couper ce lien" }).click();
  await person.close();
});
