/** A recruiter's question: from the landing page to a card, without a mouse, without scripts, without a network. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  accessible,
  fits,
  mapDrawn,
  picture,
  recruiter,
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

for (const width of [1280, 390]) {
  test(`from_words_to_a_card_by_keyboard_alone_in_under_a_minute_at_${width}_px`, async () => {
    const { page, open, nothingWrong, close } = await recruiter(browser, server.origin, { width });
    await open(PAGE);
    await page.evaluate(() => document.fonts.ready);
    await accessible(page);
    await fits(page);
    await picture(page, `chercher-debut-${width}`);
    const begun = Date.now();
    await tabTo(page, ({ id }) => id === "q");
    await page.keyboard.type("guich");
    await page.locator("#mots a").first().waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "q", "who types goes on typing");
    await picture(page, `chercher-mots-${width}`);
    await tabTo(page, ({ href }) => href.includes(GREET));
    await page.keyboard.press("Enter");
    await page.waitForFunction(() =>
      /personnes/.test(document.getElementById("reponse-titre")?.textContent ?? ""),
    );
    assert.equal(await page.locator(`#niveau-${GREET}`).count(), 1);
    assert.match(new URL(page.url()).search, new RegExp(`competence=${GREET}%3A1`), "the address carries it");
    assert.match(await page.locator("#vive").textContent(), /personnes/, "the answer is said aloud");
    await tabTo(page, ({ href }) => href.startsWith("/recruteurs/proposer?carte="));
    assert.match(await page.locator(":focus").textContent(), /Proposer un échange/);
    assert.ok(Date.now() - begun < 60_000);
    await mapDrawn(page);
    await accessible(page);
    await fits(page);
    await page.evaluate(() => scrollTo(0, 0));
    await picture(page, `chercher-reponse-${width}`);
    await page.locator("#carte").scrollIntoViewIfNeeded();
    await page.waitForTimeout(400);
    await picture(page, `chercher-carte-${width}`);
    await nothingWrong();
    await close();
  });

  test(`an_answer_that_is_zero_explains_itself_at_${width}_px`, async () => {
    const { page, open, nothingWrong, close } = await recruiter(browser, server.origin, { width });
    await open(
      `${PAGE}?competence=faire-aboutir-des-revendications:3&competence=programmer:3&tous=oui&lieu=department:36`,
    );
    await page.getByRole("heading", { name: "Moins de 5 personnes" }).waitFor();
    await page.getByText("Demander à un animateur").waitFor();
    await accessible(page);
    await fits(page);
    await picture(page, `chercher-zero-${width}`);
    await page.getByRole("link", { name: "Garder cette recherche" }).first().click();
    await page.getByLabel("Son nom, pour vous").fill("Développeurs de l’Indre");
    await accessible(page);
    await picture(page, `chercher-garder-${width}`);
    await page.getByRole("button", { name: "Garder" }).click();
    await page.getByText("La recherche est gardée.").waitFor();
    await accessible(page);
    await fits(page);
    await picture(page, `chercher-gardees-${width}`);
    await page
      .getByRole("button", { name: /Oublier/ })
      .first()
      .click();
    await page.getByText("La recherche est oubliée.").waitFor();
    await nothingWrong();
    await close();
  });
}

test("a_forbidden_criterion_is_named_with_the_law", async () => {
  const { page, open, nothingWrong, close } = await recruiter(browser, server.origin, { width: 1280 });
  await open(PAGE);
  await page.locator("#q").fill("jeune et dynamique");
  await page.getByText("est un critère d’âge interdit").waitFor();
  await accessible(page);
  await picture(page, "chercher-interdit");
  await nothingWrong();
  await close();
});

test("the_question_changes_and_the_page_does_not_jump", async () => {
  const { page, open, nothingWrong, close } = await recruiter(browser, server.origin, { width: 1280 });
  await open(`${PAGE}?competence=${GREET}:1`);
  await mapDrawn(page);
  const painted = Number(await page.locator("#carte").getAttribute("data-peinte"));
  const times = [];
  for (const level of ["2", "1", "3", "1"]) {
    // From the change to the frame in which the answer is on the screen.
    times.push(
      await page.evaluate(
        ([code, level]) =>
          new Promise((done) => {
            const field = document.getElementById(`niveau-${code}`);
            const seen = new MutationObserver(() => {
              seen.disconnect();
              requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
            });
            seen.observe(document.getElementById("reponse"), { childList: true });
            field.focus();
            field.value = `${code}:${level}`;
            const begun = performance.now();
            field.dispatchEvent(new Event("change", { bubbles: true }));
          }),
        [GREET, level],
      ),
    );
    assert.equal(await page.evaluate(() => document.activeElement.id), `niveau-${GREET}`);
  }
  const asked = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => name.includes("/recruteurs/chercher?"))
      .map(({ requestStart, responseEnd }) => Math.round(responseEnd - requestStart)),
  );
  console.info(`of which the server: ${asked.join(", ")} ms`);
  console.info(`a changed question, to new pixels: ${times.map((ms) => Math.round(ms)).join(", ")} ms`);
  await page.waitForFunction(
    (painted) => Number(document.getElementById("carte").dataset.peinte) > painted,
    painted,
  );
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.goBack();
  await page.waitForFunction(
    (code) => document.getElementById(`niveau-${code}`)?.value.endsWith(":3"),
    GREET,
  );
  await nothingWrong();
  await close();
});

test("the_map_and_the_table_say_the_same_and_lead_to_the_same_question", async () => {
  const { page, open, nothingWrong, close } = await recruiter(browser, server.origin, { width: 1280 });
  await open(`${PAGE}?competence=${GREET}:1`);
  await mapDrawn(page);
  await page.locator("#carte canvas").focus();
  await page.keyboard.press("Enter");
  const told = await page.locator("#carte-lieu").innerText();
  assert.match(told, /personnes/, told);
  const rows = await page.locator("#tableau tbody tr").allInnerTexts();
  const [place, count] = told.split("\u00a0: ");
  assert.ok(
    rows.some((row) => row.includes(place) && row.includes(count)),
    `${told} | ${rows.join(" | ")}`,
  );
  // A radius chooses places on the screen: each has its own answer, and nothing is asked.
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.locator("#rayon").selectOption("20");
  const around = await page.locator("#carte-autour li").allInnerTexts();
  assert.ok(around.length > 1, around.join(" | "));
  for (const line of around) {
    const [place, count] = line.split("\u00a0: ");
    assert.ok(
      rows.some((row) => row.includes(place) && row.includes(count)),
      line,
    );
  }
  assert.deepEqual(asked, []);
  await accessible(page);
  await page.locator("#carte").scrollIntoViewIfNeeded();
  await picture(page, "chercher-rayon");
  // Every cell of the map is in one row of the table.
  const [cells, shapes] = await page.evaluate(async () => {
    const rows = [...document.querySelectorAll("#tableau tr[data-mailles]")];
    const answer = await fetch("/recruteurs/chercher/mailles.geojson");
    const { features } = await answer.json();
    const cells = rows.flatMap((row) => row.dataset.mailles.split(" "));
    return [cells.toSorted(), features.map(({ properties }) => properties.cell).toSorted()];
  });
  assert.deepEqual(cells, shapes);
  const link = page.locator("#tableau tbody a").first();
  const name = await link.innerText();
  await link.click();
  await page.waitForFunction((name) => document.querySelector("#reponse .ou")?.textContent === name, name);
  await nothingWrong();
  await close();
});

test("a_network_that_is_cut_while_one_types_keeps_the_question_and_the_answer", async () => {
  const { page, open, close } = await recruiter(browser, server.origin, { width: 1280 });
  await open(`${PAGE}?competence=${GREET}:1`);
  const before = await page.locator("#reponse-titre").innerText();
  await page.context().setOffline(true);
  await page.locator("#q").pressSequentially("jardin", { delay: 30 });
  await page.getByText("La connexion est coupée").waitFor();
  assert.equal(await page.locator("#q").inputValue(), "jardin");
  assert.equal(await page.locator("#reponse-titre").innerText(), before, "the old answer stays");
  await accessible(page);
  await picture(page, "chercher-coupure");
  await page.context().setOffline(false);
  await page.locator("#mots a", { hasText: "Cultiver un jardin" }).waitFor();
  assert.equal(await page.locator("#etat").isVisible(), false);
  await close();
});

test("without_scripts_the_same_page_asks_and_answers", async () => {
  const { page, open, close } = await recruiter(browser, server.origin, { width: 1280, scripts: false });
  await open(PAGE);
  await page.locator("#q").fill("guichet");
  await page.getByRole("button", { name: "Trouver" }).click();
  await page.locator(`#mots a[href*="${GREET}"]`).click();
  assert.match(await page.locator("#reponse-titre").innerText(), /personnes/);
  await page.locator("#commune").fill("Vendôme");
  await page.getByRole("button", { name: "Voir la réponse" }).click();
  assert.match(page.url(), /lieu=cell%3A\d+/);
  assert.match(await page.locator("#lieu").locator("option:checked").innerText(), /autour de Vendôme/);
  assert.ok((await page.locator("#tableau tbody tr").count()) > 1);
  await picture(page, "chercher-sans-script");
  await close();
});
