/** The offline page answers as the service does, of every badge of a table, with the same documents. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { offlineJudge } from "./bundle.mjs";
import { EMAIL, LIST, made } from "./made.mjs";
import { accessible, binary, picture, startBrowser } from "./world.mjs";

const AT = "2026-11-24T09:00:00Z";

let folder;
let judge;
let table;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "territoire-egal-"));
  judge = await offlineJudge(path.join(folder, "juge"));
  table = made(folder);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** What the command line says of these files, with these documents. */
function command(files, documents, options) {
  const beside = mkdtempSync(path.join(folder, "documents-"));
  const index = {};
  for (const [number, [url, text]] of Object.entries(documents).entries()) {
    index[url] = `${number}.json`;
    writeFileSync(path.join(beside, `${number}.json`), text);
  }
  writeFileSync(path.join(beside, "index.json"), JSON.stringify(index));
  // No document at all is what --offline says.
  const asked =
    Object.keys(documents).length === 0 ? ["--offline"] : ["--documents", path.join(beside, "index.json")];
  const args = ["verify", "--json", "--at", AT, ...asked, ...options, ...files];
  const { stdout, stderr } = spawnSync(binary, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(lines.length, files.length, stderr);
  return lines.map(({ error, authentic, current, issuer, recipient }) =>
    error === undefined ? [authentic, current, issuer, recipient].join(" ") : "no badge",
  );
}

for (const [what, email, recognised] of [
  ["of whom and by whom is not asked", "", false],
  ["of its recipient, by a recognised issuer", EMAIL.toUpperCase(), true],
  ["of somebody else", "ida@example.org", false],
]) {
  test(`the_offline_page_and_the_service_give_the_same_answers, ${what}`, async (t) => {
    const { cases, sets } = table;
    const differing = [];
    const seen = new Map();
    for (const [set, documents] of Object.entries(sets)) {
      const of = cases.filter((one) => one.set === set);
      if (of.length === 0) continue;
      const room = mkdtempSync(path.join(folder, "badges-"));
      const files = of.map(({ bytes }, number) => {
        const file = path.join(room, String(number));
        writeFileSync(file, bytes);
        return file;
      });
      const listed = recognised && LIST in documents;
      if (listed) writeFileSync(path.join(room, "liste"), documents[LIST]);
      const options = [
        ...(email ? ["--recipient", email] : []),
        ...(listed ? ["--trust", path.join(room, "liste")] : []),
      ];
      const said = command(files, documents, options);
      for (const [number, { name, bytes }] of of.entries()) {
        const lists = listed ? [LIST] : [];
        const { answers, checks } = await judge(bytes, { documents, lists, email, at: AT });
        seen.set(answers, (seen.get(answers) ?? 0) + 1);
        if (answers !== said[number]) {
          const why = checks
            .filter(({ outcome }) => outcome !== "pass")
            .map(({ id, text }) => `${id}: ${text}`);
          differing.push(`${name} (${set}): page ${answers}, service ${said[number]} [${why.join(" | ")}]`);
        }
        // Where something is not known, or speaks against the badge, a sentence says why.
        for (const { id, text } of checks) assert.ok(text.length > 10, `${name}: ${id} says nothing`);
      }
    }
    t.diagnostic(`${cases.length} badges, ${seen.size} different sets of answers`);
    assert.deepEqual(differing, []);
    assert.ok(seen.size >= 8, "the table holds badges of every fate");
  });
}

const vectors =
  process.env.TERRITOIRE_VECTORS ?? fileURLToPath(new URL("../../../shared/vectors", import.meta.url));
const here = existsSync(path.join(vectors, "manifest.json"));
if (!here) console.log(`no ${vectors}: the badges that others made are left out`);

test("badges_that_others_made_get_the_same_answers_too", { skip: !here }, async (t) => {
  const read = (name) => readFileSync(path.join(vectors, name));
  const rows = readFileSync(new URL("../conformance/expected.csv", import.meta.url), "utf8").split("\n");
  // An SVG needs a browser: those are played in one.
  const names = rows
    .slice(1)
    .map((row) => row.split(",")[0])
    .filter((name) => name && !name.endsWith(".svg"));
  assert.ok(names.length > 50);
  const documents = {};
  for (const name of readdirSync(path.join(vectors, "1edtech-ob20/assets"))) {
    const text = read(path.join("1edtech-ob20/assets", name)).toString();
    for (const scheme of ["http", "https"]) documents[`${scheme}://example.org/${name}`] = text;
    const own = /"id"\s*:\s*"([^"]+)"/.exec(text)?.[1];
    if (own) documents[own] = text;
  }
  const status = "dcc-verifier-core/status/e5WK8CbZ1GjycuPombrj.json";
  documents[JSON.parse(read(status)).id] = read(status).toString();
  const differing = [];
  for (const with_ of [documents, {}]) {
    const said = command(
      names.map((name) => path.join(vectors, name)),
      with_,
      [],
    );
    for (const [number, name] of names.entries()) {
      const { answers } = await judge(read(name), { documents: with_, at: AT });
      if (answers !== said[number]) differing.push(`${name}: page ${answers}, service ${said[number]}`);
    }
  }
  t.diagnostic(`${names.length} badges, with their documents and without any`);
  assert.deepEqual(differing, []);
});

test("a_browser_with_the_network_off_answers_the_same_and_tells_what_others_say", async () => {
  const { cases, sets } = table;
  const named = (name) => cases.find((one) => one.name === name && one.set === "all");
  const names = [
    "rdfc, all",
    "RS256 token",
    "RS256 token, altered",
    "ES256 token",
    "EdDSA token by jwk",
    "a longer chain",
    "a set with a stranger",
    "revoked in a list, all",
    "an endorsement that holds",
    "an endorsement that is altered",
    "an endorsement that is out of reach",
    "jcs, another suite",
  ];
  const files = ["rdfc in a picture", "jwt in a picture", "ob2 in a picture"].map((name) => ({
    name: `${name}.png`,
    mimeType: "image/png",
    buffer: named(name).bytes,
  }));
  const drawing = path.join(folder, "dessin.svg");
  writeFileSync(drawing, '<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>');
  for (const [name, of] of [
    ["jwt.svg", "jwt, all"],
    ["rdfc.svg", "rdfc, all"],
  ]) {
    writeFileSync(path.join(folder, "a-cuire"), named(of).bytes);
    const baked = path.join(folder, name);
    execFileSync(binary, ["bake", drawing, path.join(folder, "a-cuire"), "-o", baked]);
    files.push({ name, mimeType: "image/svg+xml", buffer: readFileSync(baked) });
  }
  const inside = {
    badges: names.map((name) => ({ name, texts: [named(name).bytes.toString()] })),
    documents: sets.all,
    lists: [LIST],
  };
  const built = fileURLToPath(new URL("../../web/dist/hors-ligne/verifier.html", import.meta.url));
  const place = '<script type="application/json" id="dossier">null</script>';
  const json = JSON.stringify(inside).replaceAll("<", "\\u003c");
  const page = path.join(folder, "page.html");
  writeFileSync(
    page,
    readFileSync(built, "utf8").replace(place, () => place.replace("null", () => json)),
  );

  const browser = await startBrowser();
  const context = await browser.newContext({ offline: true, viewport: { width: 390, height: 844 } });
  const tab = await context.newPage();
  const wrongs = [];
  tab.on("request", (request) => request.url().startsWith("file:") || wrongs.push(request.url()));
  tab.on("pageerror", (error) => wrongs.push(error.message));
  tab.on("console", (message) => message.type() === "error" && wrongs.push(message.text()));
  await tab.goto(pathToFileURL(page).href);
  await tab.waitForSelector(`body[data-pret="${names.length}"]`);
  await tab.locator("#fichiers").setInputFiles(files);
  await tab.waitForSelector(`body[data-pret="${names.length + files.length}"]`);
  const told = await tab
    .locator("article")
    .evaluateAll((articles) =>
      articles.map((one) =>
        [...one.querySelectorAll("[data-question]")].map((answer) => answer.dataset.valeur).join(" "),
      ),
    );
  const question = { documents: sets.all, lists: [LIST] };
  const expected = [
    "yes yes recognised not_asked",
    "yes yes recognised not_asked",
    "yes yes unknown not_asked",
  ];
  expected.push(expected[0], expected[0]);
  for (const name of names) expected.push((await judge(named(name).bytes, question)).answers);
  assert.deepEqual(told, expected);

  const beside = (name) =>
    tab.locator("article", { has: tab.getByRole("heading", { name }) }).locator("[data-ajout=endorsement]");
  assert.equal(await beside("Accueillir").count(), 3, "one line for each recommendation");
  const lines = await beside("Accueillir").evaluateAll((all) =>
    all.map((one) => [one.className.replace("reponse ", ""), one.innerText.replaceAll(/\s+/g, " ")]),
  );
  assert.deepEqual(
    lines.map(([tone]) => tone),
    ["oui", "non", "doute"],
  );
  assert.match(lines[0][1], /Voisins.*tient/);
  assert.match(lines[1][1], /ne tient pas/);
  assert.match(lines[2][1], /Impossible de savoir/);
  await accessible(tab);
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(wide, false, "nothing scrolls sideways");
  await tab.locator("[data-ajout=endorsement]").first().scrollIntoViewIfNeeded();
  await picture(tab, "hors-ligne-recommandation-390");
  assert.deepEqual(wrongs, []);
  await browser.close();
});

test("a_signature_from_before_its_key_began_or_after_it_ended_is_refused", async () => {
  const { cases, sets } = table;
  const key = (validFrom, validUntil) => [
    {
      organisation: "Maison",
      verificationMethod: "did:web:maison.example#cle",
      publicKeyMultibase: JSON.parse(sets.all["https://maison.example/.well-known/did.json"])
        .verificationMethod[0].publicKeyMultibase,
      validFrom,
      validUntil,
    },
  ];
  const year = key("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
  const young = key("2026-06-01T00:00:00Z", "2027-01-01T00:00:00Z");
  const ended = key("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
  const authentic = async (name, keys) => {
    const { bytes } = cases.find((one) => one.name === name);
    const said = await judge(bytes, { documents: sets.all, keys, at: AT });
    const line = said.checks.find(({ id, outcome }) => id === "key" && outcome === "fail");
    return [said.answers.split(" ")[0], line?.text];
  };
  for (const name of ["rdfc, all", "jcs, all", "a longer chain", "ob2, all", "jwt, all"]) {
    assert.deepEqual(await authentic(name, year), ["yes", undefined], name);
    assert.deepEqual(
      await authentic(name, ended),
      ["no", "La clé était terminée quand ce badge a été signé."],
      name,
    );
  }
  const early = ["no", "La clé n’existait pas encore quand ce badge a été signé."];
  assert.deepEqual(await authentic("signed the day after", young), early);
  assert.deepEqual(await authentic("signed the day after", year), ["yes", undefined]);
  // Dated as the award is: when it was given, by an organisation that may have signed it later.
  assert.deepEqual(await authentic("jcs, all", young), ["yes", undefined]);
});
