/**
 * What a person sees, in Chromium, and when: `node seen.mjs ORIGIN COOKIE ADDRESS…`.
 *
 * Each time with nothing kept of before: the page of a question, from the moment that it is asked for until its answer is
 * on the screen; then another level is chosen, until another answer is. Milliseconds, one JSON object a visit.
 */
import { createRequire } from "node:module";

const tools = createRequire(new URL("../../browser/world.mjs", import.meta.url));
const { chromium } = tools("playwright-core");
const [origin, cookie, ...addresses] = process.argv.slice(2);
const VISITS = 5;

/** In the page: when the answer is first painted, and when it is painted anew. */
function watch() {
  globalThis.painted = {};
  // Two frames: what was there in the first is on the screen before the second begins.
  const afterPainting = (told) => requestAnimationFrame(() => requestAnimationFrame(told));
  const look = () => {
    if (!document.getElementById("reponse-titre")) return requestAnimationFrame(look);
    afterPainting(() => {
      globalThis.painted.first = performance.now();
    });
  };
  look();
  document.addEventListener(
    "change",
    () => {
      const chosen = performance.now();
      const part = document.getElementById("reponse");
      new MutationObserver((_, watching) => {
        watching.disconnect();
        afterPainting(() => {
          globalThis.painted.again = performance.now() - chosen;
        });
      }).observe(part, { childList: true });
    },
    { capture: true, once: true },
  );
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
for (let visit = 0; visit < VISITS; visit++) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "fr-FR" });
  const value = cookie.slice(cookie.indexOf("=") + 1);
  const host = new URL(origin).hostname;
  await context.addCookies([
    { name: "__Host-session", value, domain: host, path: "/", secure: true, httpOnly: true, sameSite: "Lax" },
  ]);
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(origin + addresses[visit % addresses.length], { waitUntil: "load" });
  await page.waitForFunction(() => globalThis.painted.first !== undefined);
  // The scripts are at work once the map is there.
  await page.waitForSelector("#carte canvas");
  const level = page.locator("select[name=competence]").first();
  const value2 = await level.locator("option").nth(1).getAttribute("value");
  await level.selectOption(value2);
  await page.waitForFunction(() => globalThis.painted.again !== undefined);
  console.log(JSON.stringify(await page.evaluate(() => globalThis.painted)));
  await context.close();
}
await browser.close();
