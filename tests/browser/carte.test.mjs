import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mapDrawn, picture, startBrowser, startServer, visitor } from "./world.mjs";

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

test("the_map_draws_places_and_not_only_a_background", async () => {
  const { page, open, nothingWrong, close } = await visitor(browser, server.origin);
  const tiles = [];
  page.on("response", (response) => {
    if (response.url().includes("/tuiles/places/")) tiles.push(response.status());
  });
  await open("/carte");
  await mapDrawn(page);
  assert.ok(tiles.includes(200), `tiles answered ${tiles}`);
  await picture(page, "carte-region");
  const colours = await coloursOf(page);
  assert.ok(colours > 8, `only ${colours} colours are drawn`);
  await nothingWrong();
  await close();
});

test("a_place_chosen_on_the_map_is_told_in_words_and_kept_in_the_address", async () => {
  const { page, open, nothingWrong, close } = await visitor(browser, server.origin);
  await open("/carte");
  await mapDrawn(page);
  const canvas = page.locator("#carte canvas");
  await canvas.focus();
  await page.keyboard.press("Enter");
  const told = await page.locator("#carte-lieu").innerText();
  assert.match(told, /\d+.*personnes/, told);
  const chosen = new URL(page.url());
  assert.match(chosen.hash, /^#carte=[\d.]+\/[\d.-]+\/[\d.-]+\/\w+$/);

  await page.reload();
  await mapDrawn(page);
  await page.waitForFunction((text) => document.getElementById("carte-lieu").textContent === text, told);
  await nothingWrong();
  await close();
});

test("the_arrow_keys_move_the_map_and_the_address_follows", async () => {
  const { page, open, close } = await visitor(browser, server.origin);
  await open("/carte");
  await mapDrawn(page);
  await page.locator("#carte canvas").focus();
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction(() => location.hash.startsWith("#carte="));
  await close();
});

test("a_row_of_the_table_shows_its_place_on_the_map", async () => {
  const { page, open, nothingWrong, close } = await visitor(browser, server.origin, { width: 390 });
  await open("/carte");
  await mapDrawn(page);
  const row = page.locator("tr[data-code]").first();
  const name = (await row.locator("th").innerText()).trim();
  await row.getByRole("button").click();
  assert.ok((await page.locator("#carte-lieu").innerText()).startsWith(name));
  const code = await row.getAttribute("data-code");
  await page.waitForFunction((end) => location.hash.endsWith(`/${end}`), code);
  await nothingWrong();
  await close();
});

test("a_territory_is_picked_without_scripts_and_the_table_follows", async () => {
  const { page, open, close } = await visitor(browser, server.origin, { scripts: false });
  await open("/carte");
  const whole = await page.locator("tr[data-code]").count();
  assert.ok(whole > 20, `${whole} places in the region`);
  await page.locator("#territoire").selectOption("department:41");
  await page.locator("form.choix button").click();
  assert.equal(new URL(page.url()).searchParams.get("territoire"), "department:41");
  const department = await page.locator("tr[data-code]").count();
  assert.ok(department > 0 && department < whole, `${department} of ${whole} places are in Loir-et-Cher`);
  await picture(page, "carte-41-sans-script");
  await page.goBack();
  assert.equal(await page.locator("tr[data-code]").count(), whole);
  await close();
});

test("department_41_and_a_phone_are_worth_showing", async () => {
  for (const width of [1280, 390]) {
    const { page, open, nothingWrong, close } = await visitor(browser, server.origin, { width });
    await open("/carte?territoire=department:41");
    await mapDrawn(page);
    await page.locator("#carte").scrollIntoViewIfNeeded();
    await picture(page, `carte-41-${width}`);
    assert.ok((await coloursOf(page)) > 8);
    await nothingWrong();
    await close();
  }
});

/** How many clearly different colours the map shows, read off a picture of it as an eye would. */
async function coloursOf(page) {
  const png = (await page.locator("#carte").screenshot()).toString("base64");
  const blank = await page.context().newPage();
  const count = await blank.evaluate(async (data) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    const drawing = canvas.getContext("2d");
    drawing.drawImage(image, 0, 0);
    const { data: bytes } = drawing.getImageData(0, 0, image.width, image.height);
    const seen = new Map();
    for (let i = 0; i < bytes.length; i += 4) {
      const key = `${bytes[i] >> 3},${bytes[i + 1] >> 3},${bytes[i + 2] >> 3}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    return [...seen.values()].filter((pixels) => pixels > 60).length;
  }, png);
  await blank.close();
  return count;
}
