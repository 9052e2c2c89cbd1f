import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { binary, startBrowser } from "./world.mjs";

const built = fileURLToPath(new URL("../../web/dist/hors-ligne/verifier.html", import.meta.url));
const HOME = "https://maison.example";
const DID = "did:web:maison.example";
const record = {
  id: "urn:uuid:6a4bc1a8-4cc1-4f3c-9f6c-1d1f0a6b0f11",
  issuer: { id: DID, name: "Maison" },
  achievement: {
    id: `${HOME}/badges/accueil`,
    name: "Accueillir",
    description: "Recevoir et orienter.",
    criteria: ["un", "deux", "trois"],
    creator: { id: `${HOME}/reseau`, name: "Réseau" },
  },
  level: 2,
  recipient: { email: "ada@example.org", salt: "c2Vs", subject: "0e3b8d52-7f0a-4f7e-9f52-6d4d1b6f5a10" },
  awardedAt: "2026-03-11T10:00:00Z",
  openBadges2: {
    issuer: `${HOME}/profil.json`,
    email: "contact@maison.example",
    key: `${HOME}/cle.json`,
    classes: [1, 2, 3].map((level) => ({
      id: `${HOME}/niveau-${level}.json`,
      image: `${HOME}/${level}.png`,
    })),
    revocationList: `${HOME}/retraits.json`,
  },
};

let browser;
let folder;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "territoire-hors-ligne-"));
  writeFileSync(path.join(folder, "cle"), "07".repeat(32));
  writeFileSync(path.join(folder, "autre"), "08".repeat(32));
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What `territoire issue` signs. */
function issue(changes, ...options) {
  const file = path.join(folder, "record.json");
  writeFileSync(file, JSON.stringify({ ...record, ...changes }));
  const key = options.includes("--key") ? [] : ["--key", path.join(folder, "cle")];
  return execFileSync(binary, ["issue", file, ...key, ...options], { encoding: "utf8" }).trim();
}

/** The four answers of the page with this folder inside, to each of its badges. */
async function answers(inside, email = "") {
  const page = readFileSync(built, "utf8");
  const place = '<script type="application/json" id="dossier">null</script>';
  assert.ok(page.includes(place));
  const json = JSON.stringify(inside).replaceAll("<", "\\u003c");
  const file = path.join(folder, "page.html");
  writeFileSync(
    file,
    page.replace(place, () => place.replace("null", () => json)),
  );
  const context = await browser.newContext({ offline: true });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(file).href);
  await tab.waitForSelector("body[data-pret]");
  if (email) {
    await tab.locator("#adresse").fill(email);
    await tab.locator("form button").click();
    await tab.waitForSelector('[data-valeur="confirmed"], [data-valeur="mismatch"]');
  }
  const told = await tab.locator("article").evaluateAll((articles) =>
    articles.map((one) => {
      const said = [...one.querySelectorAll("[data-question]")].map((answer) => answer.dataset.valeur);
      return said.length > 0 ? said.join(" ") : "refused";
    }),
  );
  await context.close();
  return told;
}

const badges = (...texts) => texts.map((text) => ({ name: "Accueillir", texts: [text] }));

test("an_assertion_of_open_badges_2_is_judged_offline_by_the_issuers_own_key", async () => {
  const published = path.join(folder, "publie");
  const good = issue({}, "--standard", "ob2", "--publish", published);
  const index = JSON.parse(readFileSync(path.join(published, "index.json"), "utf8"));
  const documents = Object.fromEntries(
    Object.entries(index).map(([url, file]) => [url, readFileSync(path.join(published, file), "utf8")]),
  );
  const other = issue({}, "--standard", "ob2", "--key", path.join(folder, "autre"));
  const [head, body, signature] = good.split(".");
  const payload = Buffer.from(body, "base64url").toString();
  const altered = [head, Buffer.from(payload.replace("2026-03", "2025-03")).toString("base64url"), signature];
  const bare = [Buffer.from('{"alg":"none"}').toString("base64url"), body, ""];
  const ended = issue({ validUntil: "2026-04-01T00:00:00Z" }, "--standard", "ob2");
  const told = await answers(
    { badges: badges(good, other, altered.join("."), bare.join("."), ended), documents },
    "Ada@example.org",
  );
  assert.deepEqual(told, [
    "yes yes unknown confirmed",
    "no yes unknown confirmed",
    "no yes unknown confirmed",
    "refused",
    "yes expired unknown confirmed",
  ]);
  const list = JSON.parse(documents[`${HOME}/retraits.json`]);
  list.revokedAssertions.push({ id: record.id, revocationReason: "Erreur" });
  const revoked = { ...documents, [`${HOME}/retraits.json`]: JSON.stringify(list) };
  const stranger = { ...documents };
  const profile = JSON.parse(stranger[`${HOME}/profil.json`]);
  stranger[`${HOME}/profil.json`] = JSON.stringify({ ...profile, publicKey: `${HOME}/autre.json` });
  assert.deepEqual(await answers({ badges: badges(good), documents: revoked }), [
    "yes revoked unknown not_asked",
  ]);
  assert.deepEqual(await answers({ badges: badges(good), documents: stranger }), [
    "no yes unknown not_asked",
  ]);
  assert.deepEqual(await answers({ badges: badges(good) }), ["unknown unknown unknown not_asked"]);
});

test("a_credential_is_judged_offline_by_a_key_in_its_time", async () => {
  const method = `${DID}#cle`;
  const good = issue({}, "--method", method);
  const canonical = issue({}, "--method", method, "--suite", "jcs");
  const own = JSON.parse(issue({})).proof.verificationMethod.split("#");
  const selfSigned = issue({ issuer: { id: own[0], name: "Moi" } });
  const did = (expires) =>
    JSON.stringify({
      id: DID,
      verificationMethod: [
        { id: method, type: "Multikey", controller: DID, publicKeyMultibase: own[1], expires },
      ],
      assertionMethod: [method],
    });
  const address = `${HOME}/.well-known/did.json`;
  const documents = { [address]: did("2027-01-01T00:00:00Z") };
  const future = issue({ awardedAt: "2999-01-01T00:00:00Z", issuer: { id: own[0], name: "Moi" } });
  assert.deepEqual(await answers({ badges: badges(good, canonical, selfSigned, future), documents }), [
    "yes yes unknown not_asked",
    "yes yes unknown not_asked",
    "yes yes unknown not_asked",
    "yes not_yet unknown not_asked",
  ]);
  assert.deepEqual(await answers({ badges: badges(good), documents }, "ida@example.org"), [
    "yes yes unknown mismatch",
  ]);
  const ended = { [address]: did("2026-02-01T00:00:00Z") };
  assert.deepEqual(await answers({ badges: badges(good), documents: ended }), ["no yes unknown not_asked"]);
  const tampered = canonical.replace('"Recevoir', '"Décevoir');
  assert.deepEqual(await answers({ badges: badges(tampered), documents }, "ada@example.org"), [
    "no yes unknown confirmed",
  ]);
});

test("what_an_unproved_badge_says_of_itself_is_shown_as_worth_nothing", async () => {
  const stranger = issue({}, "--method", `${DID}#cle`);
  const inside = { badges: badges(stranger.replace('"Recevoir', '"Décevoir')) };
  assert.deepEqual(await answers(inside, "ada@example.org"), ["unknown yes unknown confirmed"]);
  const context = await browser.newContext({ offline: true });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(path.join(folder, "page.html")).href);
  await tab.waitForSelector("body[data-pret]");
  await tab.locator("#adresse").fill("ada@example.org");
  await tab.locator("form button").click();
  await tab.waitForSelector('[data-valeur="confirmed"]');
  const tones = await tab
    .locator("[data-question]")
    .evaluateAll((all) => all.map((one) => one.className.replace("reponse ", "")));
  assert.deepEqual(tones, ["doute", "doute", "doute", "doute"]);
  assert.match(await tab.locator('[data-question="current"]').innerText(), /ne prouvent rien/);
  assert.match(await tab.locator('[data-question="recipient"]').innerText(), /Rien ne prouve/);
  await context.close();
});

test("a_drawing_that_holds_a_badge_is_read_and_one_with_entities_is_not", async () => {
  const did = JSON.parse(issue({})).proof.verificationMethod.split("#")[0];
  const plain = path.join(folder, "dessin.svg");
  writeFileSync(plain, '<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>');
  const baked = path.join(folder, "badge.svg");
  issue({ issuer: { id: did, name: "Moi" } }, "--image", plain, "-o", baked);
  const hostile = path.join(folder, "entites.svg");
  writeFileSync(hostile, `<!DOCTYPE svg [<!ENTITY a "b">]>${readFileSync(baked, "utf8")}`);
  const context = await browser.newContext({ offline: true });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(built).href);
  await tab.waitForSelector("body[data-pret]");
  await tab.locator("#fichiers").setInputFiles([baked]);
  await tab.waitForSelector('[data-question="authentic"][data-valeur="yes"]');
  for (const refused of [plain, hostile]) {
    await tab.locator("#fichiers").setInputFiles([refused]);
    await tab.waitForSelector(`body[data-refuse="${path.basename(refused)}"]`);
    assert.match(await tab.locator("#etat").innerText(), new RegExp(path.basename(refused)));
  }
  assert.equal(await tab.locator("article").count(), 1);
  await context.close();
});

test("a_folder_cannot_run_anything_in_the_page", async () => {
  const evil = '</script><script>document.body.dataset.pris = "oui"</script><img src=x onerror=alert(1)>';
  const told = await answers({ badges: [{ name: evil, texts: [evil] }], documents: {}, keys: [] });
  assert.deepEqual(told, ["refused"]);
  const context = await browser.newContext({ offline: true });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(path.join(folder, "page.html")).href);
  await tab.waitForSelector("body[data-pret]");
  assert.equal(await tab.evaluate(() => document.body.dataset.pris), undefined);
  assert.equal(await tab.locator("img").count(), 0);
  await context.close();
});
