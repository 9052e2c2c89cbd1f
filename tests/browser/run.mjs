/**
 * Plays the stories of all files, or of those that are named. Demonstration people are invented once: the server of each
 * file begins with a copy of them, so that each finds the same people and none finds what another story did.
 */
import { spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { binary, freePort } from "./world.mjs";

const port = await freePort();
const folder = path.join(tmpdir(), `territoire-browser-people-${process.pid}`);
const clean = () => rmSync(folder, { recursive: true, force: true });
process.on("exit", clean);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

// The people's badges name the address at which they were issued: servers of these stories take turns at one port.
const fill = ["demo", "--fill-only", "--port", String(port), "--data-dir", folder];
const { DATABASE_URL: _, ...env } = process.env;
const filled = spawnSync(binary, fill, { stdio: ["ignore", "ignore", "inherit"], env });
if (filled.status !== 0)
  throw new Error(`the demonstration is not filled (${filled.status ?? filled.error})`);

const stories = spawn(process.execPath, ["--test", "--test-concurrency=1", ...process.argv.slice(2)], {
  cwd: import.meta.dirname,
  stdio: "inherit",
  env: { ...process.env, TERRITOIRE_PEOPLE: folder, TERRITOIRE_PEOPLE_PORT: String(port) },
});
stories.on("exit", (status) => process.exit(status ?? 1));
