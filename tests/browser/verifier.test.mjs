import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
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
  await page.locator("form.verifier [type=submit]").click();
  assert.equal(await page.locator(".reponses .reponse").count(), 4);
  await picture(page, "verdict-390-sans-script");
  await close();
});

test("a_picture_that_holds_no_badge_is_told_so_and_may_be_tried_again", { skip: !here }, async () => {
  const { page, open, close } = await visitor(browser, server.origin, { scripts: false });
  await open("/verifier");
  await page.locator("#badge").setInputFiles(pictureOnly);
  await page.locator("form.verifier [type=submit]").click();
  assert.equal(await page.locator(".reponses").count(), 0);
  assert.equal(await page.locator(".verdict").count(), 1);
  assert.ok(await page.locator("#badge").isVisible());
  await close();
});

test("a_verdict_is_printed_on_one_page_without_form_or_navigation", { skip: !here }, async () => {
  const { page, open, nothingWrong, close } = await visitor(browser, server.origin, { dark: true });
  await open("/verifier");
  await page.locator("#badge").setInputFiles(badge);
  await Promise.all([page.waitForSelector(".reponses"), page.locator("form.verifier [type=submit]").click()]);
  const button = page.locator("[data-imprimer]");
  await page.waitForSelector("[data-imprimer]:not([hidden])");
  await page.evaluate(() => {
    globalThis.print = () => {
      globalThis.printed = true;
    };
  });
  await button.click();
  assert.ok(await page.evaluate(() => globalThis.printed));
  assert.ok(!(await page.locator("div.papier").isVisible()), "for paper alone");

  await page.emulateMedia({ media: "print" });
  for (const shown of [".reponses .reponse", ".verdict h2", "div.papier .constat", ".controles li"]) {
    for (const one of await page.locator(shown).all()) assert.ok(await one.isVisible(), shown);
  }
  assert.equal(await page.locator(".reponses .reponse").count(), 4);
  assert.ok((await page.locator(".controles li").count()) > 4);
  assert.match(await page.locator(".constat").innerText(), /Vérifié le \d\d\/\d\d\/\d{4} à \d\d:\d\d/);
  for (const hidden of ["form", "nav", "footer", "details", "[data-imprimer]", "h1"]) {
    for (const one of await page.locator(hidden).all()) assert.ok(!(await one.isVisible()), hidden);
  }
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g);
  assert.equal(pages?.length, 1, "one page");
  if (process.env.TERRITOIRE_SCREENSHOTS) {
    writeFileSync(path.join(process.env.TERRITOIRE_SCREENSHOTS, "verdict.pdf"), pdf);
  }
  await nothingWrong();
  await close();
});

test("without_scripts_no_button_promises_to_print", { skip: !here }, async () => {
  const { page, open, close } = await visitor(browser, server.origin, { scripts: false });
  await open("/verifier");
  await page.locator("#badge").setInputFiles(badge);
  await page.locator("form.verifier [type=submit]").click();
  assert.ok(!(await page.locator("[data-imprimer]").isVisible()));
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator("div.papier").isVisible());
  await close();
});
