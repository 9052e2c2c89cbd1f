/**
 * A recruiter's minute: from words to a card, from the card to a sent proposal, by keyboard alone, the network cut while
 * one types; and an area that is drawn, by pointer and by keyboard.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  accessible,
  mapDrawn,
  picture,
  recruiter,
  sound,
  startBrowser,
  startServer,
  tabTo,
} from "./world.mjs";

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

const PAGE = "/recruteurs/chercher";
const GREET = "accueillir-et-guider-un-public";

for (const width of [390, 1280]) {
  test(`from_words_to_a_card_to_a_sent_proposal_by_keyboard_in_under_a_minute_at_${width}_px`, async () => {
    const { page, open, close } = await recruiter(browser, server.origin, { width });
    await open(PAGE);
    const begun = Date.now();
    await tabTo(page, ({ id }) => id === "q", 150);
    // The network goes while one types, and comes back: nothing typed is lost.
    await page.keyboard.type("gui");
    await page.context().setOffline(true);
    await page.keyboard.type("chet");
    await page.getByText("La connexion est coupée").waitFor();
    assert.equal(await page.locator("#q").inputValue(), "guichet");
    await page.context().setOffline(false);
    await page.locator(`#mots a[href*="${GREET}"]`).waitFor();
    await tabTo(page, ({ href }) => href.includes(GREET), 150);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() =>
      /personnes/.test(document.getElementById("reponse-titre")?.textContent ?? ""),
    );
    await tabTo(page, ({ href }) => href.startsWith("/recruteurs/proposer?carte="), 150);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /Proposer/ }).waitFor();
    const answered = Date.now() - begun;
    await sound(page, `proposer-carte-${width}`);
    const resumed = Date.now();
    await tabTo(page, ({ id }) => id.startsWith("offre-"), 150);
    await page.keyboard.press("Space");
    await tabTo(page, ({ id }) => id === "quoi", 150);
    await page.keyboard.type("Tenir l’accueil en juillet");
    await tabTo(page, ({ id }) => id.startsWith("quand-"), 150);
    await page.keyboard.press("Space");
    await tabTo(page, ({ id }) => id === "commune", 150);
    await page.keyboard.type("Vendôme (41)");
    await tabTo(page, ({ id }) => id === "mots", 150);
    const words = "Bonjour, nous cherchons deux personnes pour l’accueil. Venez nous voir.";
    await page.keyboard.type(words.slice(0, 30));
    await page.context().setOffline(true);
    await page.keyboard.type(words.slice(30));
    await tabTo(page, ({ text }) => text === "Envoyer la proposition", 150);
    await page.keyboard.press("Enter");
    await page.getByText("votre texte reste ici").waitFor();
    assert.equal(await page.locator("#mots").inputValue(), words, "it stays");
    await accessible(page);
    await page.context().setOffline(false);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/recruteurs\/propositions\/[0-9a-f-]{36}/);
    const took = answered + Date.now() - resumed;
    console.info(`from words to a sent proposal at ${width} px: ${Math.round(took / 1000)} s`);
    assert.ok(took < 60_000, `${took} ms`);
    await page.getByText("Tenir l’accueil en juillet").first().waitFor();
    await sound(page, `proposition-envoyee-${width}`);
    await close();
  });

  test(`an_area_is_drawn_by_keyboard_and_lists_the_answer_of_each_place_at_${width}_px`, async () => {
    const { page, open, nothingWrong, close } = await recruiter(browser, server.origin, { width });
    await open(`${PAGE}?competence=${GREET}:1`);
    await mapDrawn(page);
    const table = await page.locator("#tableau tbody tr").allInnerTexts();
    await page.locator("#aire-commencer").focus();
    await page.keyboard.press("Enter");
    await page.locator("#aire-lieu option").first().waitFor({ state: "attached" });
    const search = page.getByRole("button", { name: "Chercher dans cette aire" });
    for (const place of ["Blois", "Salbris", "Romorantin-Lanthenay"]) {
      assert.ok(await search.isDisabled());
      await page.locator("#aire-lieu").focus();
      await page.keyboard.type(place);
      await tabTo(page, ({ id }) => id === "aire-ajouter", 150);
      await page.keyboard.press("Enter");
      await page.locator("#aire-coins li", { hasText: place }).waitFor();
    }
    await sound(page, `aire-dessin-${width}`);
    // One is taken away, and the place under the middle of the map comes in its stead.
    await page.getByRole("button", { name: "Retirer : Romorantin-Lanthenay" }).press("Enter");
    assert.ok(await search.isDisabled());
    await page.locator("#aire-milieu").press("Enter");
    assert.equal(await page.locator("#aire-coins li").count(), 3);
    await search.press("Enter");
    await page.locator(".dans-l-aire").waitFor();
    assert.match(new URL(page.url()).search, /aire=\d+\.\d+\.\d+/);
    const said = await page.locator(".dans-l-aire .aide").first().innerText();
    assert.match(said, /Aire entre Blois, Salbris et .+\s:\s\d+\slieux/);
    for (const line of await page.locator(".dans-l-aire li").allInnerTexts()) {
      const [place = "", count = ""] = line.split(/\s:\s/);
      assert.ok(
        table.some((row) => row.includes(place.trim()) && row.includes(count.trim())),
        `${line} | ${table.join(" | ")}`,
      );
    }
    assert.equal(await page.locator("#lieu option:checked").innerText(), "L’aire dessinée");
    await page.locator("#carte").scrollIntoViewIfNeeded();
    await sound(page, `aire-${width}`);
    // The address carries it: a reload asks the same; clearing it asks the region again.
    await page.reload();
    await page.locator(".dans-l-aire").waitFor();
    await page.getByRole("link", { name: "Effacer l’aire" }).press("Enter");
    await page.waitForFunction(() => !document.querySelector(".dans-l-aire"));
    assert.ok(!page.url().includes("aire="));
    await nothingWrong();
    await close();
  });
}

test("an_area_is_drawn_with_the_pointer_and_closed_on_its_first_corner", async () => {
  const { page, open, nothingWrong, close } = await recruiter(browser, server.origin, { width: 1280 });
  await open(`${PAGE}?competence=${GREET}:1`);
  await mapDrawn(page);
  await page.locator("#aire-commencer").click();
  await page.locator("#aire-lieu option").first().waitFor({ state: "attached" });
  const canvas = page.locator("#carte canvas");
  await canvas.scrollIntoViewIfNeeded();
  const { width, height } = await canvas.boundingBox();
  const corners = [
    [0.4, 0.35],
    [0.6, 0.4],
    [0.5, 0.6],
  ];
  for (const [place, [x, y]] of corners.entries()) {
    await canvas.click({ position: { x: x * width, y: y * height } });
    await page.waitForFunction(
      (count) => document.querySelectorAll("#aire-coins li").length === count,
      place + 1,
    );
  }
  await picture(page, "aire-souris");
  const [x, y] = corners[0];
  await canvas.click({ position: { x: x * width, y: y * height } });
  await page.locator(".dans-l-aire").waitFor();
  assert.match(page.url(), /aire=/);
  await picture(page, "aire-souris-reponse");
  await nothingWrong();
  await close();
});

/** An area as an address carries it. */
async function areaBetween(...names) {
  const { page, open, close } = await recruiter(browser, server.origin, { width: 1280 });
  await open(`${PAGE}?competence=${GREET}:1`);
  const { places } = await page.evaluate(async () => {
    const answer = await fetch("/recruteurs/chercher/lieux.json");
    return answer.json();
  });
  await close();
  return names.map((name) => places.find((place) => place.name === name).cell).join(".");
}

for (const width of [390, 1280]) {
  test(`a_search_is_kept_with_its_area_and_opens_again_at_${width}_px`, async () => {
    const area = await areaBetween("Blois", "Vendôme", "Romorantin-Lanthenay");
    const { page, open, nothingWrong, close } = await recruiter(browser, server.origin, { width });
    await open(`${PAGE}?competence=${GREET}:1&aire=${area}`);
    await page.getByRole("link", { name: "Garder cette recherche" }).click();
    await page.locator("#alerte-aide", { hasText: "qui contient toute votre aire" }).waitFor();
    await sound(page, `recherche-a-garder-${width}`);
    await page.getByLabel("Son nom, pour vous").fill(`Accueil autour de Blois, ${width}`);
    await page.getByRole("button", { name: "Garder" }).click();
    await page.getByText("La recherche est gardée.").waitFor();
    await sound(page, `recherches-gardees-${width}`);
    assert.ok(await page.getByText("qui contient toute votre aire").count(), "it says where its alerts look");
    await page.getByRole("link", { name: `Accueil autour de Blois, ${width}` }).click();
    await page.locator(".dans-l-aire").waitFor();
    assert.equal(new URL(page.url()).searchParams.get("aire"), area);
    await nothingWrong();
    await close();
  });
}

test("without_scripts_a_drawn_area_is_still_read_from_its_address", async () => {
  const area = await areaBetween("Blois", "Vendôme", "Romorantin-Lanthenay");
  const { page, open, close } = await recruiter(browser, server.origin, { width: 1280, scripts: false });
  await open(`${PAGE}?competence=${GREET}:1&aire=${area}`);
  await page.locator(".dans-l-aire").waitFor();
  await page.getByRole("button", { name: "Voir la réponse" }).click();
  assert.match(page.url(), /aire=/);
  await page.locator("#lieu").selectOption({ label: "Loiret" });
  await page.getByRole("button", { name: "Voir la réponse" }).click();
  assert.equal(await page.locator(".dans-l-aire").count(), 0, "a place that is picked takes its place");
  await close();
});

test("an_answer_that_is_zero_leads_to_the_organisations_that_have_facilitators", async () => {
  const { page, open, nothingWrong, close } = await recruiter(browser, server.origin, { width: 1280 });
  await open(
    `${PAGE}?competence=faire-aboutir-des-revendications:3&competence=programmer:3&tous=oui&lieu=department:36`,
  );
  await page.getByRole("link", { name: "Structures du réseau Badgeons le 41" }).click();
  await page.getByRole("heading", { level: 1, name: "Badgeons le 41" }).waitFor();
  assert.ok((await page.locator('main a[href^="/structures/"]').count()) > 2);
  await nothingWrong();
  await close();
});
