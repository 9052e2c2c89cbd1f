/** Nobody is lost: who can see me is always in sight, every place is a click away, the language stays. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, enter, fits, picture, startBrowser, startServer, visitor } from "./world.mjs";

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

/** Nothing is wider than the screen, and what is pressed is large enough for a finger (WCAG 2.2, 2.5.8). */
async function fitsFingers(page) {
  await fits(page);
  const wrong = await page.evaluate(() => {
    const found = [];
    for (const one of document.querySelectorAll("header a, header button, footer a, footer button")) {
      const { width, height } = one.getBoundingClientRect();
      if (!one.matches(".evitement") && width > 0 && height < 24)
        found.push(`${one.textContent}: ${height} px`);
    }
    return found;
  });
  assert.deepEqual(wrong, []);
}

const OWN = [
  "/mes-badges",
  "/mes-demandes",
  "/mes-partages",
  "/mes-partages/cv",
  "/mes-propositions",
  "/qui-m-a-vu",
  "/ma-presence",
  "/mon-compte",
  "/mon-compte/effacer",
];

for (const width of [390, 1280]) {
  test(`who_can_see_me_is_in_sight_on_every_page_of_mine_at_${width}_px`, async () => {
    const one = await visitor(browser, server.origin, { width });
    await enter(one, "Une titulaire");
    for (const address of OWN) {
      await one.open(address);
      await one.page.evaluate(() => document.fonts.ready);
      const told = one.page.getByText("Qui peut me voir :").first();
      const box = await told.boundingBox();
      assert.ok(box && box.y + box.height < 420, `${address}: seen without scrolling`);
      assert.equal(await one.page.locator(".pieces a").count(), 5, address);
      await fitsFingers(one.page);
      await accessible(one.page);
      await picture(one.page, `reperes${address.replaceAll("/", "-")}-${width}`);
    }
    // One click, from any of them: the last to be there leaves.
    if (width === 390) return one.close();
    await one.open("/qui-m-a-vu");
    await one.page.getByRole("button", { name: "Me retirer de la carte" }).click();
    await one.page.getByText("Vous n’êtes plus sur la carte").waitFor();
    await one.nothingWrong();
    await one.close();
  });

  test(`whoever_works_here_finds_each_of_their_pages_by_the_row_at_${width}_px`, async () => {
    const rows = {
      "Une animatrice": ["/a-traiter", "/a-traiter/codes", "/a-traiter/cartes", "/a-traiter/besoins"],
      "Une recruteuse": [
        "/recruteurs/chercher",
        "/recruteurs/recherches",
        "/recruteurs/propositions",
        "/recruteurs",
      ],
    };
    for (const [door, row] of Object.entries(rows)) {
      const one = await visitor(browser, server.origin, {
        width,
        scripts: false,
      });
      await enter(one, door);
      for (const address of row) {
        await one.page.locator(`.pieces a[href="${address}"]`).click();
        await one.page.waitForURL(`**${address}`);
        assert.equal(
          await one.page.locator(".pieces a[aria-current]").getAttribute("href"),
          address,
          "the row says where one is",
        );
        await fitsFingers(one.page);
      }
      await one.open("/mon-compte");
      await one.page.locator(`main a[href="${row[0]}"]`).waitFor();
      await one.close();
    }
  });
}

test("the_language_at_the_foot_stays_without_scripts", async () => {
  const one = await visitor(browser, server.origin, { scripts: false });
  await one.open("/recruteurs");
  await one.page.getByRole("button", { name: "English" }).click();
  await one.page.waitForURL("**/recruteurs");
  await one.page.getByRole("heading", { name: "Are you hiring?" }).waitFor();
  await one.page.getByRole("link", { name: "Help" }).click();
  await one.page.getByRole("heading", { name: "The map and me" }).waitFor();
  await one.page.getByText("How do I leave?").click();
  await one.page.getByText("It is done within a second").waitFor();
  await one.page.getByRole("button", { name: "Français" }).click();
  await one.page.getByRole("heading", { name: "La carte et moi" }).waitFor();
  await one.nothingWrong();
  await one.close();
});
