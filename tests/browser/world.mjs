/**
 * What the stories stand on: one real server with demonstration people, Debian's Chromium, and pages
 * that remember everything a person would not see (refused styles, errors, calls to other origins).
 */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const root = fileURLToPath(new URL("../../", import.meta.url));
export const binary = process.env.TERRITOIRE_BIN ?? path.join(root, "target/debug/territoire");
const screenshots = process.env.TERRITOIRE_SCREENSHOTS;

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // a software WebGL, so that the map is really drawn where there is no graphics card
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

export async function freePort() {
  const probe = createServer();
  await new Promise((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

/** What a log must not hold, after everything that a story did: addresses of people, secrets of links. */
function personal(said) {
  const email = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;
  const secret = /\/(connexion|p|cv|r|mon-compte\/adresses)\/[\w-]{9,}/g;
  return [...new Set([email, secret].flatMap((form) => said.match(form) ?? []))];
}

/** Starts `territoire demo` on a port and in a folder of its own; TERRITOIRE_URL uses a running one. */
export async function startServer({ command = "demo", env: settings = {} } = {}) {
  if (process.env.TERRITOIRE_URL && command === "demo") {
    return { origin: process.env.TERRITOIRE_URL, folder: null, stop: async () => {} };
  }
  assert.ok(existsSync(binary), `no ${binary}: run cargo build first`);
  // people who are there already (run.mjs), unless this server is to be another than usual
  const people = command === "demo" && Object.keys(settings).length === 0 && process.env.TERRITOIRE_PEOPLE;
  const port = people ? Number(process.env.TERRITOIRE_PEOPLE_PORT) : await freePort();
  // made by the server itself: as root it gives the folder to PostgreSQL's own user
  const folder = path.join(tmpdir(), `territoire-browser-${process.pid}-${port}`);
  if (people) execFileSync("cp", ["-a", "--reflink=auto", people, folder]);
  const args = [command, "--port", String(port), "--data-dir", folder];
  const { DATABASE_URL: _, ...env } = process.env;
  // a badge may name addresses anywhere: here, none beyond this machine is asked
  env.TERRITOIRE_LOOPBACK_ONLY = "1";
  Object.assign(env, settings);
  const server = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], env });
  let said = "";
  server.stdout.on("data", (text) => {
    said += text;
  });
  server.stderr.on("data", (text) => {
    said += text;
  });
  const origin = `http://localhost:${port}`;
  const deadline = Date.now() + 180_000;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the server stopped (${server.exitCode}):\n${said}`);
    const ready = await fetch(`${origin}/readyz`).catch(() => null);
    if (ready?.ok) break;
    if (Date.now() > deadline) throw new Error(`the server is not ready after three minutes:\n${said}`);
    await pause(200);
  }
  return {
    origin,
    folder,
    stop: async () => {
      const gone = new Promise((done) => server.once("exit", done));
      server.kill("SIGINT");
      await Promise.race([gone, pause(15_000).then(() => server.kill("SIGKILL"))]);
      rmSync(folder, { recursive: true, force: true });
      assert.deepEqual(personal(said), [], "what the server logged says who somebody is, or lets them in");
    },
  };
}

/** Debian's Chromium; some stories need flags of their own. */
export async function startBrowser(flags = []) {
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...flags] });
}

/** A page that keeps a list of every wrong, and the promise to tell it. */
export async function visitor(browser, origin, { width = 1280, dark = false, scripts = true } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    locale: "fr-FR",
    javaScriptEnabled: scripts,
  });
  const wrongs = [];
  const page = await context.newPage();
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== origin) wrongs.push(`asked ${url}`);
  });
  page.on("pageerror", (error) => wrongs.push(`threw ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    // swiftshader tells how slow it is; that is about this machine, not about the page
    if (["error", "warning"].includes(message.type()) && !text.includes("GL Driver Message")) {
      wrongs.push(`console ${message.type()}: ${text}`);
    }
  });
  if (scripts) {
    await page.addInitScript(() => {
      globalThis.cspReports = [];
      document.addEventListener("securitypolicyviolation", (event) => {
        globalThis.cspReports.push(`${event.effectiveDirective} ${event.blockedURI}`);
      });
    });
  }
  return {
    page,
    open: (address) => page.goto(origin + address, { waitUntil: "load" }),
    nothingWrong: async () => {
      if (scripts) {
        for (const report of await page.evaluate(() => globalThis.cspReports)) wrongs.push(`CSP ${report}`);
      }
      assert.deepEqual(wrongs, []);
    },
    close: () => context.close(),
  };
}

/** axe-core, all rules of WCAG 2.2 A and AA and its best practices. */
export async function accessible(page) {
  // evaluated from outside the page: its content security policy stays in force
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
  assert.deepEqual(told, []);
}

export async function mapDrawn(page) {
  await page.waitForSelector("#carte[data-ready]", { timeout: 60_000 });
}

/** Enters by a door of the demonstration. */
export async function enter({ page, open }, door) {
  await open("/demonstration");
  await page.getByRole("button", { name: `Entrer : ${door}` }).click();
  await page.waitForURL((url) => url.pathname !== "/demonstration");
}

/** A visitor who came in by the recruiter's door of the demonstration. */
export async function recruiter(browser, origin, settings) {
  const one = await visitor(browser, origin, settings);
  await enter(one, "Une recruteuse");
  await one.page.waitForURL(/\/recruteurs$/);
  return one;
}

/** No page is wider than the screen. */
export async function fits(page, name = "the page") {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(overflow <= 0, `${name} is ${overflow} px wider than the screen`);
}

/** Accessible, and as wide as the screen. */
export async function sound(page, name) {
  await page.evaluate(() => document.fonts.ready);
  await picture(page, name);
  await accessible(page);
  await fits(page, name);
}

export async function picture(page, name) {
  if (!screenshots) return;
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
}

/** Presses Tab until what has the focus is `wanted`: a locator, or a test of its identifier, words and address; fewer than
 * `most` times, or there is no way there that anybody would go. */
export async function tabTo(page, wanted, most = 80) {
  for (let step = 0; step < most; step += 1) {
    if (await hasFocus(page, wanted)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the Tab key does not lead to ${wanted}`);
}

async function hasFocus(page, wanted) {
  if (typeof wanted !== "function") return wanted.evaluate((element) => element === document.activeElement);
  const here = await page.evaluate(() => {
    const one = document.activeElement;
    return {
      id: one?.id ?? "",
      text: one?.textContent?.trim() ?? "",
      href: one?.getAttribute("href") ?? "",
    };
  });
  return wanted(here);
}
