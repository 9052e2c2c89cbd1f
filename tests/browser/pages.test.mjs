import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, fits, mapDrawn, picture, startBrowser, startServer, visitor } from "./world.mjs";

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

const PUBLISHED = [
  "/structures/espace-mirabeau",
  "/badges/accueillir-et-guider-un-public",
  "/reseaux/badgeons-le-41",
];

const HELP = ["/aide", "/aide/conformite", "/aide/applications"];

for (const address of ["/", "/carte", "/verifier", ...HELP, ...PUBLISHED]) {
  for (const width of [390, 1280]) {
    for (const dark of [false, true]) {
      test(`${address} is clean and accessible at ${width} px, ${dark ? "dark" : "light"}`, async () => {
        const { page, open, nothingWrong, close } = await visitor(browser, server.origin, { width, dark });
        const answer = await open(address);
        assert.equal(answer.status(), 200);
        if (address === "/carte") await mapDrawn(page);
        await page.evaluate(() => document.fonts.ready);
        await picture(
          page,
          `${address.slice(1).replaceAll("/", "-") || "accueil"}-${width}-${dark ? "dark" : "light"}`,
        );
        await accessible(page);
        await fits(page);
        await nothingWrong();
        await close();
      });
    }
  }
}

test("every_page_of_the_demonstration_says_that_its_people_are_invented", async () => {
  const { page, open, close } = await visitor(browser, server.origin, { scripts: false });
  for (const address of ["/", "/carte", "/verifier"]) {
    await open(address);
    assert.match(await page.locator("body").innerText(), /invent/i, address);
  }
  await close();
});

test("the_first_stop_of_the_tab_key_leads_to_the_content", async () => {
  const { page, open, close } = await visitor(browser, server.origin);
  for (const address of ["/", "/carte", "/verifier"]) {
    await open(address);
    await page.keyboard.press("Tab");
    const first = page.locator(":focus");
    const target = await first.getAttribute("href");
    assert.match(target ?? "", /^#/, `${address} begins with a skip link`);
    assert.ok(await first.isVisible());
    assert.equal(await page.locator(`main${target}`).count(), 1);
  }
  await close();
});
