import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { accessible, picture, startBrowser, startServer, visitor } from "./world.mjs";

const vectors =
  process.env.TERRITOIRE_VECTORS ?? fileURLToPath(new URL("../../../shared/vectors", import.meta.url));
const badge = path.join(vectors, "1edtech-ob30/simple-json.png");
const pictureOnly = path.join(vectors, "openbadges-bakery/public_domain_heart.png");
const here = existsSync(badge);
if (!here) console.log(`no ${vectors}: the stories that drop a real badge are left out`);

let server;
let browser;
before(async () => {
  if (!here) return;
  server = await startServer();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test("a_baked_badge_dropped_on_the_form_gets_its_four_answers", { skip: !here }, async () => {
  const { page, open, nothingWrong, close } = await visitor(browser, server.origin);
  await open("/verifier");
  await page.waitForSelector("[data-depot].vivante");
  const bytes = readFileSync(badge).toString("base64");
  const dropped = await page.evaluateHandle((text) => {
    const content = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], "badge.png", { type: "image/png" }));
    return transfer;
  }, bytes);
  await Promise.all([
    page.waitForSelector(".reponses"),
    page.dispatchEvent("[data-depot]", "drop", { dataTransfer: dropped }),
  ]);
  assert.equal(await page.locator(".reponses .reponse").count(), 4);
  await picture(page, "verdict-1280");
  await accessible(page);
  await nothingWrong();
  await close();
});

test("a_badge_is_verified_without_scripts", { skip: !here }, async () => {
  const { page, open, close } = await visitor(browser, server.origin, { scripts: false, width: 390 });
  await open("/verifier");
  await page.locator("#badge").setInputFiles(badge);
  await page.locator("form.verifier button").click();
  assert.equal(await page.locator(".reponses .reponse").count(), 4);
  await picture(page, "verdict-390-sans-script");
  await close();
});

test("a_picture_that_holds_no_badge_is_told_so_and_may_be_tried_again", { skip: !here }, async () => {
  const { page, open, close } = await visitor(browser, server.origin, { scripts: false });
  await open("/verifier");
  await page.locator("#badge").setInputFiles(pictureOnly);
  await page.locator("form.verifier button").click();
  assert.equal(await page.locator(".reponses").count(), 0);
  assert.equal(await page.locator(".verdict").count(), 1);
  assert.ok(await page.locator("#badge").isVisible());
  await close();
});
