import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { accessible, fits, picture, startBrowser, startServer, visitor } from "./world.mjs";

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

const LAW = ["/mentions-legales", "/confidentialite", "/accessibilite", "/cookies"];

/** A form that was sent wrong on purpose: Chromium tells the 422 on the console, and there is nothing else to tell. */
async function nothingButTheRefusal(nothingWrong) {
  await nothingWrong().catch((error) => {
    assert.equal(error.actual?.length, 1, error);
    assert.match(error.actual[0], /^console error: .*422/);
  });
}

/** Signs in with an address of one's own, by the link in the demonstration's mailbox. */
async function enter({ page, open }, email) {
  await open("/connexion?suite=/mon-compte");
  await page.getByLabel("Votre adresse e-mail").fill(email);
  await page.getByRole("button", { name: "Recevoir le lien" }).click();
  const deadline = Date.now() + 20_000;
  for (;;) {
    await open("/demonstration/courrier");
    const link = page.locator("article", { hasText: email }).locator("a").first();
    if ((await link.count()) > 0) {
      await link.click();
      break;
    }
    assert.ok(Date.now() < deadline, `no mail for ${email}`);
    await pause(200);
  }
  await page.getByRole("button", { name: "Entrer" }).click();
  await page.waitForURL(/\/mon-compte$/);
}

for (const width of [390, 1280]) {
  for (const dark of [false, true]) {
    test(`what_the_law_wants_said_is_found_from_the_footer_and_accessible_at_${width}_px_${dark ? "dark" : "light"}`, async () => {
      const { page, open, nothingWrong, close } = await visitor(browser, server.origin, { width, dark });
      for (const address of LAW) {
        await open("/");
        await page.locator(`footer a[href="${address}"]`).click();
        await page.waitForURL(new RegExp(`${address}$`));
        await page.evaluate(() => document.fonts.ready);
        for (const language of ["fr", "en"]) {
          await open(`${address}?lang=${language}`);
          assert.equal(await page.locator("html").getAttribute("lang"), language);
          await accessible(page);
          await fits(page, address);
        }
        await open(address);
        assert.match(await page.locator("main").innerText(), /démonstration/);
        await picture(page, `loi${address.replace("/", "-")}-${width}-${dark ? "dark" : "light"}`);
      }
      await nothingWrong();
      await close();
    });
  }

  test(`a_person_takes_all_away_sees_who_saw_them_and_is_erased_without_scripts_at_${width}_px`, async () => {
    const person = await visitor(browser, server.origin, { width, scripts: false });
    const { page, open, nothingWrong, close } = person;
    const email = `efface.${width}@example.invalid`;
    await enter(person, email);
    await picture(page, `droits-${width}`);
    await page.getByRole("link", { name: "Qui m’a vu" }).click();
    assert.equal(await page.locator("main strong").innerText(), "Personne.");
    await picture(page, `qui-m-a-vu-${width}`);
    await open("/mon-compte");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Prendre tout ce qui est à moi" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "mes-donnees.zip");

    await page.getByRole("link", { name: "Effacer mon compte" }).click();
    await picture(page, `effacer-${width}`);
    await page.getByLabel("tapez le mot").fill("oui");
    await page.getByRole("button", { name: "Effacer mon compte pour toujours" }).click();
    assert.ok(await page.getByText("Rien n’a été effacé").isVisible());
    await picture(page, `effacer-refus-${width}`);
    await page.getByLabel("tapez le mot").fill("effacer");
    await page.getByRole("button", { name: "Effacer mon compte pour toujours" }).click();
    await page.waitForURL(/\/mon-compte\/efface$/);
    assert.ok(await page.getByText("Votre compte est effacé").isVisible());
    await picture(page, `efface-${width}`);
    await open("/mon-compte");
    assert.match(page.url(), /\/connexion/);
    await nothingButTheRefusal(nothingWrong);
    await close();
  });

  test(`the_pages_of_ones_rights_are_clean_and_accessible_at_${width}_px`, async () => {
    const { page, open, nothingWrong, close } = await visitor(browser, server.origin, { width });
    await open("/demonstration");
    await page.getByRole("button", { name: "Entrer : Une titulaire" }).click();
    await page.waitForURL(/\/mes-badges$/);
    for (const address of ["/mon-compte", "/mon-compte/effacer", "/mon-compte/efface", "/qui-m-a-vu"]) {
      await open(address);
      await page.evaluate(() => document.fonts.ready);
      await accessible(page);
      await fits(page, address);
    }
    await open("/mon-compte/effacer");
    await page.getByLabel("tapez le mot").focus();
    await page.keyboard.type("non");
    await page.keyboard.press("Enter");
    await page.getByText("Rien n’a été effacé").waitFor();
    await accessible(page);
    await open("/mes-badges");
    assert.ok((await page.locator(".badges .fiche").count()) >= 4, "nothing was erased");
    await nothingButTheRefusal(nothingWrong);
    await close();
  });
}
