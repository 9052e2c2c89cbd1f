import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { accessible, fits, picture, startBrowser, startServer, visitor } from "./world.mjs";

/** The holder behind the demonstration's door, and one of their badges that nobody took back. */
const A_BADGE = `
  select encode(original.bytes, 'hex') from passport.credential
  join passport.original on original.sha256 = credential.original
  join account.address on address.holder_id = credential.holder_id
  where address.email = 'titulaire@demonstration.invalid' and credential.current = 'yes'
  order by credential.id limit 1`;

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

/** The newest mail's page, once a mail that says `said` has come. */
async function mail({ page, open }, said) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    await open("/demonstration/courrier");
    const found = page.locator("article", { hasText: said }).first();
    if ((await found.count()) > 0) return found;
    assert.ok(Date.now() < deadline, `no mail says ${said}`);
    await pause(200);
  }
}

for (const width of [390, 1280]) {
  test(`a_person_enters_by_the_link_and_leaves_without_scripts_at_${width}_px`, async () => {
    const person = await visitor(browser, server.origin, { width, scripts: false });
    const { page, open, nothingWrong, close } = person;
    const email = `jade.${width}@example.invalid`;
    await open("/mon-compte");
    assert.match(page.url(), /\/connexion\?suite=%2Fmon-compte$/);
    await page.getByLabel("Votre adresse e-mail").fill(email);
    await page.getByRole("button", { name: "Recevoir le lien" }).click();
    await page.getByText(email).waitFor();
    const link = (await mail(person, email)).locator("a");
    await link.click();
    assert.ok(await page.getByText(email).isVisible(), "whose account it is, before the button");
    await picture(page, `entrer-${width}`);
    await page.getByRole("button", { name: "Entrer" }).click();
    assert.equal(new URL(page.url()).pathname, "/mon-compte");
    assert.ok(await page.getByText(email).isVisible());
    await picture(page, `compte-${width}`);
    await page.getByRole("button", { name: "Sortir", exact: true }).click();
    await open("/mon-compte");
    assert.match(page.url(), /\/connexion/);
    await nothingWrong();
    await close();
  });

  test(`the_pages_of_an_account_are_clean_and_accessible_at_${width}_px`, async () => {
    const { page, open, nothingWrong, close } = await visitor(browser, server.origin, { width });
    await open("/demonstration");
    await accessible(page);
    await picture(page, `portes-${width}`);
    await page.getByRole("button", { name: "Entrer : Un coordinateur" }).click();
    const OF_STAFF = [
      "/mon-compte",
      "/coordination/badges-venus-d-ailleurs?tous=oui",
      "/mon-compte/applications",
    ];
    for (const address of [...OF_STAFF, "/connexion", "/demonstration/courrier"]) {
      await open(address);
      await accessible(page);
      await fits(page, address);
    }
    await nothingWrong();
    await close();
  });
}

for (const width of [390, 1280]) {
  test(`a_holder_reads_a_badge_takes_it_and_brings_it_back_at_${width}_px`, async () => {
    const { page, open, nothingWrong, close } = await visitor(browser, server.origin, { width });
    await open("/demonstration");
    await page.getByRole("button", { name: "Entrer : Une titulaire" }).click();
    await page.waitForURL(/\/mes-badges$/);
    assert.ok((await page.locator(".badges .fiche").count()) >= 4);
    await page.evaluate(() => document.fonts.ready);
    await accessible(page);
    await picture(page, `mes-badges-${width}`);
    await page.locator(".badges h2 a").first().click();
    await page.getByText("Titulaire confirmé").waitFor();
    await accessible(page);
    await picture(page, `un-badge-${width}`);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByText("Prendre le fichier du badge").click(),
    ]);
    await open("/mes-badges");
    await page.locator("#badges").setInputFiles(await download.path());
    await page.getByRole("button", { name: "Apporter" }).click();
    const report = page.locator(".rapport");
    await report.waitFor();
    assert.match(await report.innerText(), /déjà/, "it was kept before, and that is said");
    await accessible(page);
    await picture(page, `apporter-${width}`);
    await nothingWrong();
    await close();
  });
}

test("one_enters_with_the_keyboard_alone", async () => {
  const { page, open, close } = await visitor(browser, server.origin);
  await open("/connexion");
  await page.keyboard.press("Tab");
  while ((await page.evaluate(() => document.activeElement?.id)) !== "email") {
    assert.notEqual(
      await page.evaluate(() => document.activeElement?.tagName),
      "BODY",
      "the field is reached",
    );
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type("clavier@example.invalid");
  await page.keyboard.press("Enter");
  await page.getByText("Regardez vos e-mails").waitFor();
  await close();
});

test("a_holder_confirms_a_badge_by_a_code_and_stays_unknown", async () => {
  assert.ok(server.folder, "this story needs a server of its own: unset TERRITOIRE_URL");
  const database = `postgres://territoire@localhost/territoire?host=${encodeURIComponent(server.folder)}`;
  const bytes = execFileSync("psql", ["-qAt", database, "-c", A_BADGE], { encoding: "utf8" }).trim();
  const badge = { name: "badge.png", mimeType: "image/png", buffer: Buffer.from(bytes, "hex") };
  const person = await visitor(browser, server.origin, { width: 390 });
  const { page, open, nothingWrong, close } = person;
  await open("/verifier");
  await page.locator("#badge").setInputFiles(badge);
  await page.locator("form.verifier [type=submit]").click();
  await page.getByRole("button", { name: "Lui envoyer un code" }).waitFor();
  await accessible(page);
  await picture(page, "verdict-code-390");
  const holder = await page.locator("form.confirmer input[name=badge]").getAttribute("value");
  await page.getByRole("button", { name: "Lui envoyer un code" }).click();
  await page.getByLabel("Le code que la personne vous donne").waitFor();
  await accessible(page);
  await picture(page, "code-390");

  const other = await visitor(browser, server.origin);
  const said = await (await mail(other, "Quelqu’un regarde votre badge")).innerText();
  await other.close();
  const code = said.match(/(\d{3})\s(\d{3})/);
  assert.ok(code, said);
  await page.getByLabel("Le code que la personne vous donne").fill(`${code[1]} ${code[2]}`);
  await page.getByRole("button", { name: "Confirmer" }).click();
  await page.getByText("Titulaire confirmé").waitFor();
  await accessible(page);
  await picture(page, "code-confirme-390");
  assert.doesNotMatch(await page.content(), /@demonstration\.invalid/);
  assert.match(holder ?? "", /^[0-9a-f]{64}$/);
  await nothingWrong();
  await close();
});
