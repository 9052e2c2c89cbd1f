import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { film, png, squaresOf, squaresOfPath } from "./codes.mjs";
import { accessible, binary, picture, startBrowser, startServer, visitor } from "./world.mjs";

const PRETEND = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
const ADDRESS = "https://badges.example/obtenus/3f1c9d2e";
const OPEN = "[data-scan-ouvrir]";
const STATE = "[data-scan-etat]";
/** The dialog once it has closed, and what closing does is done. */
const CLOSED = "dialog[data-camera=eteinte]:not([open])";

let server;
let elsewhere;
let folder;
const browsers = [];

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "territoire-scan-"));
  writeFileSync(path.join(folder, "cle"), "07".repeat(32));
  elsewhere = await publish();
  server = await startServer();
});
after(async () => {
  for (const browser of browsers) await browser.close();
  await server?.stop();
  elsewhere?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody else's site: a hosted badge of Open Badges 2.0, its class and its issuer. */
async function publish() {
  const site = createServer((request, response) => {
    const base = `http://localhost:${site.address().port}`;
    const context = "https://w3id.org/openbadges/v2";
    const documents = {
      "/badge.json": {
        "@context": context,
        type: "Assertion",
        id: `${base}/badge.json`,
        recipient: { type: "email", identity: "ada@example.org", hashed: false },
        issuedOn: "2026-03-11T10:00:00Z",
        verification: { type: "HostedBadge" },
        badge: `${base}/modele.json`,
      },
      "/modele.json": {
        "@context": context,
        type: "BadgeClass",
        id: `${base}/modele.json`,
        name: "Accueillir le public",
        description: "Recevoir et orienter.",
        image: `${base}/image.png`,
        criteria: { narrative: "Recevoir." },
        issuer: `${base}/profil.json`,
      },
      "/profil.json": {
        "@context": context,
        type: "Issuer",
        id: `${base}/profil.json`,
        name: "La maison d’à côté",
        url: base,
        email: "contact@maison.example",
      },
    };
    const found = documents[request.url];
    response.writeHead(found ? 200 : 404, { "content-type": "application/ld+json" });
    response.end(JSON.stringify(found ?? {}));
  });
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  return site;
}

/** A browser whose camera films these squares; without any, it films what has no code in it. */
async function filming(squares) {
  const flags = [...PRETEND];
  if (squares) {
    const file = path.join(folder, `film-${browsers.length}.y4m`);
    writeFileSync(file, film(squares));
    flags.push(`--use-file-for-fake-video-capture=${file}`);
  }
  return browserWith(flags);
}

async function browserWith(flags) {
  const browser = await startBrowser(flags);
  browsers.push(browser);
  return browser;
}

/** /verifier, where every camera that is opened is remembered. */
async function verifier(browser, options) {
  const person = await visitor(browser, server.origin, options);
  await person.page.addInitScript(() => {
    globalThis.tracks = [];
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const stream = await real(wanted);
      globalThis.tracks.push(...stream.getTracks());
      return stream;
    };
  });
  await person.open("/verifier");
  const cameras = () => person.page.evaluate(() => globalThis.tracks.map((track) => track.readyState));
  /** What is sent when something is: the field of the text. */
  const sent = async (act) => {
    const [request] = await Promise.all([
      person.page.waitForRequest((one) => one.method() === "POST" && one.url().endsWith("/verifier")),
      act(),
    ]);
    return /name="texte"\r\n\r\n([\s\S]*?)\r\n--/.exec(request.postDataBuffer().toString("utf8"))?.[1];
  };
  return { ...person, cameras, sent };
}

/** What the service prints beside a verdict: its square, and the address under it. */
async function printed(record) {
  const file = path.join(folder, "record.json");
  const given = path.join(folder, "badge.json");
  const command = (...options) =>
    execFileSync(binary, ["issue", file, "--key", path.join(folder, "cle"), ...options], {
      encoding: "utf8",
    });
  writeFileSync(file, JSON.stringify(record("did:key:z6MkUnknown")));
  // An issuer that is a key is named by what it signs with.
  const own = JSON.parse(command()).proof.verificationMethod.split("#")[0];
  writeFileSync(file, JSON.stringify(record(own)));
  writeFileSync(given, command());
  const browser = await browserWith([]);
  const { page, open, close } = await visitor(browser, server.origin);
  await open("/verifier");
  await page.locator("#badge").setInputFiles(given);
  await Promise.all([page.waitForSelector(".reponses"), page.locator("form.verifier [type=submit]").click()]);
  await page.emulateMedia({ media: "print" });
  const square = page.locator("svg.carre");
  const found = (await square.count()) > 0 && {
    path: await square.locator("path").getAttribute("d"),
    side: Number((await square.getAttribute("viewBox")).split(" ")[2]),
    visible: await square.isVisible(),
  };
  await close();
  return found;
}

const record = (id) => (issuer) => ({
  id,
  issuer: { id: issuer, name: "Maison" },
  achievement: {
    id: "https://badges.example/badges/accueil",
    name: "Accueillir",
    description: "Recevoir et orienter.",
    criteria: ["un", "deux", "trois"],
    creator: { id: "https://badges.example/reseau", name: "Réseau" },
  },
  level: 2,
  recipient: { email: "ada@example.org", salt: "c2Vs", subject: "0e3b8d52-7f0a-4f7e-9f52-6d4d1b6f5a10" },
  awardedAt: "2026-03-11T10:00:00Z",
});

test("the_square_of_a_printed_verdict_is_scanned_and_its_address_is_sent", async () => {
  assert.equal(
    await printed(record("urn:uuid:6a4bc1a8-4cc1-4f3c-9f6c-1d1f0a6b0f11")),
    false,
    "a name is no address",
  );
  const square = await printed(record(ADDRESS));
  assert.ok(square.visible);
  const browser = await filming(squaresOfPath(square.path, square.side));
  const { page, sent, close } = await verifier(browser, { width: 390 });
  assert.equal(await sent(() => page.locator(OPEN).click()), ADDRESS);
  // Nothing answers there on this machine: the page says so, and may be tried again.
  await page.waitForSelector(".verdict .doute");
  assert.ok(await page.locator(OPEN).isVisible());
  await close();
});

test("the_code_of_a_badge_published_elsewhere_leads_to_its_four_answers", async () => {
  const browser = await filming(squaresOf(`http://localhost:${elsewhere.address().port}/badge.json`));
  for (const width of [1280, 390]) {
    const { page, nothingWrong, close } = await verifier(browser, { width });
    await Promise.all([page.waitForSelector(".reponses"), page.locator(OPEN).click()]);
    assert.equal(await page.locator(".verdict h2").innerText(), "Accueillir le public");
    assert.equal((await page.locator(".reponses .oui").count()) >= 2, true, "authentic and in force");
    await nothingWrong();
    await close();
  }
});

test("the_camera_is_used_with_the_keyboard_and_goes_out_however_the_dialog_closes", async () => {
  const browser = await filming();
  for (const [width, dark] of [
    [1280, false],
    [390, true],
  ]) {
    const { page, cameras, nothingWrong, close } = await verifier(browser, { width, dark });
    await page.waitForSelector(OPEN);
    await accessible(page);
    await picture(page, `scanner-page-${width}`);
    await page.locator("#texte").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open][data-camera=allumee]");
    await page.waitForFunction((state) => document.querySelector(state).textContent.includes("cadre"), STATE);
    await accessible(page);
    await picture(page, `scanner-${width}`);
    for (let step = 0; step < 5; step += 1) {
      const outside = await page.evaluate(() => {
        const active = document.activeElement;
        return active !== document.body && !active.closest("dialog");
      });
      assert.equal(outside, false, "the focus stays in the dialog");
      await page.keyboard.press("Tab");
    }
    assert.deepEqual(await cameras(), ["live"]);
    assert.equal(await page.locator("[data-scan-encore]").isVisible(), false, "nothing to try again yet");
    await page.keyboard.press("Escape");
    await page.waitForSelector(CLOSED, { state: "attached" });
    assert.deepEqual(await cameras(), ["ended"]);
    assert.ok(
      await page.evaluate((open) => document.activeElement?.matches(open), OPEN),
      "back where it was",
    );
    // Once more with the button of the dialog.
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog[open][data-camera=allumee]");
    await page.locator("[data-scan-fermer]").click();
    await page.waitForSelector(CLOSED, { state: "attached" });
    assert.deepEqual(await cameras(), ["ended", "ended"]);
    await nothingWrong();
    await close();
  }
});

test("after_20_seconds_without_a_code_the_camera_is_off_and_the_page_says_what_to_do", async () => {
  const browser = await filming();
  const { page, cameras, nothingWrong, close } = await verifier(browser, { width: 390 });
  await page.clock.install();
  await page.locator(OPEN).click();
  await page.waitForSelector("dialog[data-camera=allumee]");
  await page.waitForFunction((state) => document.querySelector(state).textContent.includes("cadre"), STATE);
  await page.clock.fastForward(10_000);
  assert.deepEqual(await cameras(), ["live"]);
  await page.clock.fastForward(10_500);
  await page.waitForSelector("[data-scan-encore]", { state: "visible" });
  assert.match(await page.locator(STATE).innerText(), /20 secondes.*photo/s);
  assert.deepEqual(await cameras(), ["ended"]);
  assert.ok(await page.evaluate(() => document.activeElement?.matches("[data-scan-encore]")));
  await accessible(page);
  await picture(page, "scanner-rien-390");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[data-camera=allumee]");
  assert.deepEqual(await cameras(), ["ended", "live"]);
  await nothingWrong();
  await close();
});

test("a_code_that_is_no_badges_is_said_and_not_sent", async () => {
  const browser = await filming(squaresOf("WIFI:S:Maison;T:WPA;P:secret;;"));
  const { page, nothingWrong, close } = await verifier(browser);
  await page.locator(OPEN).click();
  await page.waitForFunction(
    (state) => document.querySelector(state).textContent.includes("ne mène pas"),
    STATE,
  );
  assert.equal(await page.locator("#texte").inputValue(), "");
  assert.ok(await page.locator("dialog[open]").isVisible());
  await nothingWrong();
  await close();
});

test("a_refused_camera_and_a_missing_one_are_told_apart", async () => {
  for (const [flags, said] of [
    [["--use-fake-device-for-media-stream"], /pas autorisée.*icône/s],
    [["--use-fake-ui-for-media-stream"], /Aucune caméra/],
  ]) {
    const browser = await browserWith(flags);
    const { page, nothingWrong, close } = await verifier(browser, { width: 390 });
    await page.locator(OPEN).click();
    await page.waitForSelector("[data-scan-encore]", { state: "visible" });
    assert.match(await page.locator(STATE).innerText(), said);
    await accessible(page);
    await picture(page, `scanner-${said.source.startsWith("pas") ? "refusee" : "absente"}-390`);
    await nothingWrong();
    await close();
  }
});

test("the_photo_of_a_code_is_read_on_the_device_and_only_its_address_is_sent", async () => {
  const browser = await browserWith([]);
  const { page, sent, close } = await verifier(browser);
  const file = { name: "capture.png", mimeType: "image/png", buffer: png(squaresOf(ADDRESS), 1700, 1300) };
  await page.locator("#badge").setInputFiles(file);
  assert.equal(await sent(() => page.locator("form.verifier [type=submit]").click()), ADDRESS);
  await page.waitForSelector(".verdict .doute");
  await close();

  const { page: other, sent: sentThere, close: end } = await verifier(browser, { width: 390 });
  const photo = (buffer) =>
    other.evaluate(async (text) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const drawn = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [drawn.width, drawn.height];
      // A photo is never straight.
      const drawing = canvas.getContext("2d");
      drawing.fillStyle = "#ccc";
      drawing.fillRect(0, 0, canvas.width, canvas.height);
      drawing.setTransform(0.97, 0.12, -0.12, 0.97, 60, -30);
      drawing.drawImage(drawn, 0, 0);
      return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
    }, buffer.toString("base64"));
  const jpeg = async (buffer) => ({
    name: "photo.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from(await photo(buffer), "base64"),
  });
  const blank = Array.from({ length: 20 }, () => Array(20).fill(false));
  await other.locator("#badge").setInputFiles(await jpeg(png(blank)));
  let posts = 0;
  other.on("request", (request) => {
    if (request.method() === "POST") posts += 1;
  });
  await other.locator("form.verifier [type=submit]").click();
  await other.waitForFunction(() =>
    document.querySelector("[data-scan-image]").textContent.includes("Aucun QR code"),
  );
  assert.equal(posts, 0, "the photo stays on the device");
  await accessible(other);
  await other.locator("[data-scan]").scrollIntoViewIfNeeded();
  await picture(other, "scanner-photo-390");
  await other.locator("#badge").setInputFiles(await jpeg(png(squaresOf(ADDRESS), 1200, 900)));
  assert.equal(await sentThere(() => other.locator("form.verifier [type=submit]").click()), ADDRESS);
  await end();
});

test("without_scripts_nothing_promises_a_camera_and_other_pages_may_not_ask_for_it", async () => {
  const browser = await browserWith([]);
  const { page, open, close } = await visitor(browser, server.origin, { scripts: false, width: 390 });
  await open("/verifier");
  assert.equal(await page.locator("[data-scan]").isVisible(), false);
  assert.ok(await page.locator("#texte").isVisible());
  await close();
  const policy = async (address) => (await fetch(server.origin + address)).headers.get("permissions-policy");
  assert.match(await policy("/verifier"), /camera=\(self\)/);
  for (const address of ["/", "/carte", "/nulle-part"]) assert.match(await policy(address), /camera=\(\)/);
});
