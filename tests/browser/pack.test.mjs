import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { inflateRawSync } from "node:zlib";
import { accessible, binary, picture, startBrowser, startServer, visitor } from "./world.mjs";

/** A holder of the demonstration with a badge in force and a revoked one, all from members of the first network. */
const SOMEBODY = `
  select address.email from account.address
  join passport.credential on credential.holder_id = address.holder_id
  where credential.authentic = 'yes' and credential.issuer = 'recognised'
  group by address.email
  having bool_or(credential.current = 'revoked') and bool_or(credential.current = 'yes')
     and bool_and(credential.issuer_uri in (
           select organisation.issuer_uri from network.organisation
           join network.membership on membership.organisation_id = organisation.id
           join network.network on network.id = membership.network_id
           where network.slug = 'badgeons-le-41'))
  order by address.email limit 1`;

let browser;
let folder;
let email;

/** Unpacks a ZIP, as a person does. */
function unpack(zip, into) {
  let at = zip.readUInt32LE(zip.length - 6);
  for (let left = zip.readUInt16LE(zip.length - 12); left > 0; left -= 1) {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const file = path.join(into, zip.toString("utf8", at + 46, at + 46 + name));
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(start, start + size);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, method === 0 ? data : inflateRawSync(data));
    at += 46 + name + extra + comment;
  }
}

/** The night's archive, from its page: the worker makes it soon after the start. */
async function archiveOf({ origin }) {
  const address = "/reseaux/badgeons-le-41/archives";
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { archives } = await fetch(`${origin}${address}.json`).then((answer) => answer.json());
    if (archives.length > 0) break;
    assert.ok(Date.now() < deadline, "no archive was made within a minute");
    await pause(250);
  }
  const { page, open, nothingWrong, close } = await visitor(browser, origin, { width: 390 });
  await open(address);
  await accessible(page);
  await picture(page, "archives-390");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator('main a[href$=".zip"]').first().click(),
  ]);
  unpack(readFileSync(await download.path()), path.join(folder, "archive"));
  await nothingWrong();
  await close();
}

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "territoire-pack-"));
  // The installation makes the pack, and is gone before anybody opens it.
  const server = await startServer();
  try {
    assert.ok(server.folder, "this story needs a server of its own: unset TERRITOIRE_URL");
    const database = `postgres://territoire@localhost/territoire?host=${encodeURIComponent(server.folder)}`;
    email = execFileSync("psql", ["-qAt", database, "-c", SOMEBODY], { encoding: "utf8" }).trim();
    const out = path.join(folder, "dossier.zip");
    execFileSync(binary, ["pack", "--holder", email, "--out", out, "--data-dir", server.folder]);
    unpack(readFileSync(out), folder);
    browser = await startBrowser();
    await archiveOf(server);
  } finally {
    await server.stop();
  }
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The page opened from its folder, with the network off; what it asked for or was refused is told. */
async function offline(width, { dark = false, from = "." } = {}) {
  const context = await browser.newContext({
    offline: true,
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme: dark ? "dark" : "light",
    locale: "fr-FR",
  });
  const wrongs = [];
  const page = await context.newPage();
  page.on("request", (request) => {
    if (!request.url().startsWith("file:")) wrongs.push(`asked ${request.url()}`);
  });
  page.on("pageerror", (error) => wrongs.push(`threw ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrongs.push(message.text());
  });
  await page.goto(pathToFileURL(path.join(folder, from, "verifier.html")).href);
  await page.waitForSelector("body[data-pret]");
  const values = (question) =>
    page
      .locator(`[data-question="${question}"]`)
      .evaluateAll((found) => found.map((one) => one.dataset.valeur));
  const give = async (name, content) => {
    const known = await page.locator("article").count();
    const file = path.join(folder, name);
    writeFileSync(file, content);
    await page.locator("#fichiers").setInputFiles(file);
    await page.waitForFunction((count) => document.querySelectorAll("article").length > count, known);
  };
  return { page, wrongs, values, give, close: () => context.close() };
}

const contents = () => JSON.parse(readFileSync(path.join(folder, "contenu.json"), "utf8"));
const good = () => {
  const badge = contents().badges.find(({ seen }) => seen.authentic === "yes" && seen.current === "yes");
  const document = badge.documents.find((name) => name.endsWith(".json"));
  return { badge, text: readFileSync(path.join(folder, document), "utf8") };
};

test("a_pack_opened_from_its_folder_with_the_network_off_answers_for_every_badge", async () => {
  for (const [width, dark] of [
    [1280, false],
    [390, true],
  ]) {
    const { page, wrongs, values, close } = await offline(width, { dark });
    const seen = contents().badges.map((badge) => badge.seen.current);
    assert.deepEqual(await values("current"), seen, "what the server said last");
    assert.ok(seen.includes("revoked") && seen.includes("yes"));
    for (const value of await values("authentic")) assert.equal(value, "yes");
    for (const value of await values("issuer")) assert.equal(value, "recognised");
    await page.getByLabel("L’adresse e-mail de la personne").fill(` ${email.toUpperCase()}`);
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-valeur="confirmed"]');
    assert.ok((await values("recipient")).every((value) => value === "confirmed"));
    await accessible(page);
    await picture(page, `hors-ligne-${width}`);
    await page.locator("#resultats").scrollIntoViewIfNeeded();
    await page.evaluate(() =>
      document.querySelector('[data-valeur="revoked"]').scrollIntoView({ block: "center" }),
    );
    await picture(page, `hors-ligne-${width}-retire`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(wide, false, "nothing scrolls sideways");
    assert.deepEqual(wrongs, []);
    await close();
  }
});

test("a_badge_that_was_altered_in_any_way_is_not_authentic_offline", async () => {
  const { badge, text } = good();
  const { page, wrongs, values, give, close } = await offline(1280);
  const document = JSON.parse(text);
  await give("original.png", readFileSync(path.join(folder, badge.file)));
  assert.equal((await values("authentic"))[0], "yes", "the picture itself is good");
  const altered = {
    "une lettre": text.replace('"name":"', '"name":"X'),
    "un membre hors standard": JSON.stringify({ ...document, "https://example.org/mention": "Très bien" }),
    "un mot inconnu": JSON.stringify({ ...document, mention: "Très bien" }),
    "un contexte à soi": JSON.stringify({
      ...document,
      "@context": [...document["@context"], { validUntil: "https://example.org/rien" }],
    }),
    "une fin cachée": JSON.stringify({
      ...document,
      "https://www.w3.org/2018/credentials#validUntil": "2020-01-01T00:00:00Z",
    }),
    "une valeur vide": JSON.stringify({ ...document, validUntil: null }),
    "deux fois le nom": text.replace('"name":"', '"name":"Autre","name":"'),
    "sans preuve": JSON.stringify({ ...document, proof: undefined }),
    "un autre émetteur": text.replaceAll(":structures:", ":structures:x"),
  };
  const verdicts = {};
  for (const [what, content] of Object.entries(altered)) {
    assert.notEqual(content, text, what);
    await give(`${what}.json`, content);
    const article = page.locator("article").first();
    const answer = article.locator('[data-question="authentic"]');
    verdicts[what] = (await answer.count()) > 0 ? await answer.getAttribute("data-valeur") : "refused";
  }
  assert.deepEqual(verdicts, {
    "une lettre": "no",
    "un membre hors standard": "no",
    "un mot inconnu": "no",
    "un contexte à soi": "no",
    "une fin cachée": "no",
    "une valeur vide": "no",
    "deux fois le nom": "refused",
    "sans preuve": "no",
    // its key is not in the folder: out of reach is neither
    "un autre émetteur": "unknown",
  });
  const told = page.locator("article", { hasText: "Modifié" }).first();
  await told.scrollIntoViewIfNeeded();
  await picture(page, "hors-ligne-modifie");
  assert.deepEqual(wrongs, []);
  await close();
});

test("the_page_of_a_networks_archive_judges_the_badge_that_somebody_shows", async () => {
  const { badge, text } = good();
  const { page, wrongs, values, give, close } = await offline(390, { from: "archive" });
  assert.equal(await page.locator("article").count(), 0, "it knows nobody's badges");
  await give("montre.png", readFileSync(path.join(folder, badge.file)));
  assert.deepEqual(await values("authentic"), ["yes"]);
  assert.deepEqual(await values("current"), ["yes"]);
  await give("montre.json", text.replace('"name":"', '"name":"X'));
  assert.equal((await values("authentic"))[0], "no");
  await accessible(page);
  await picture(page, "hors-ligne-archive-390");
  assert.deepEqual(wrongs, []);
  await close();
});

test("the_offline_page_is_used_with_the_keyboard_alone", async () => {
  const { page, close } = await offline(1280);
  const visited = [];
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press("Tab");
    visited.push(await page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName));
  }
  assert.deepEqual(visited, ["fichiers", "adresse", "BUTTON", "SUMMARY"]);
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("#bases code").first().isVisible());
  await close();
});
