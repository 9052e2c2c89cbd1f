/** The tiles of a recruiter's map: of the question on the page, kept by no cache. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mapDrawn, startBrowser, startServer, visitor } from "./world.mjs";

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

const GREET = "accueillir-et-guider-un-public";

test("the_map_asks_for_the_tiles_of_the_question_and_follows_it", async () => {
  const one = await visitor(browser, server.origin, { width: 1280 });
  await one.open("/demonstration");
  await one.page.getByRole("button", { name: "Entrer : Une recruteuse" }).click();
  await one.page.waitForURL(/\/recruteurs$/);
  const { page } = one;
  const tiles = [];
  page.on("response", (response) => {
    if (response.url().includes("/recruteurs/mailles/")) tiles.push(response);
  });
  await one.open(`/recruteurs/chercher?competence=${GREET}:1`);
  await mapDrawn(page);
  assert.ok(tiles.length > 0, "the map is made of tiles");
  const left = await page.locator("#reponse").innerText();
  for (const answer of tiles) {
    assert.ok([200, 204].includes(answer.status()), `${answer.status()} ${answer.url()}`);
    assert.match(answer.url(), new RegExp(`\\.mvt\\?competence=${GREET}%3A1&lieu=region%3A24$`));
    assert.equal(await answer.headerValue("cache-control"), "private, no-store");
  }
  // The table and the map are one answer: a question, whatever the tiles.
  await page.reload();
  await mapDrawn(page);
  assert.equal(await page.locator("#reponse").innerText(), left);

  const before = await page.locator("#carte canvas").screenshot();
  tiles.length = 0;
  const painted = Number(await page.locator("#carte").getAttribute("data-peinte"));
  await page.locator(`#niveau-${GREET}`).selectOption(`${GREET}:3`);
  await page.waitForFunction(
    (painted) => Number(document.getElementById("carte").dataset.peinte) > painted,
    painted,
  );
  assert.ok(tiles.length > 0 && tiles.every((answer) => answer.url().includes(`${GREET}%3A3`)));
  const after = await page.locator("#carte canvas").screenshot();
  assert.notDeepEqual(before, after, "the map shows the other answer");
  await one.nothingWrong();
  await one.close();
});
