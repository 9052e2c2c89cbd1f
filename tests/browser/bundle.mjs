/** The judgement of the offline page, out of its page: the same sources, bundled as vite bundles them, under node. */
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const web = fileURLToPath(new URL("../../web/", import.meta.url));

/** Bundles the judge into this folder; answers as the page does, of a file's bytes and a folder of documents. */
export async function offlineJudge(folder) {
  const vite = createRequire(path.join(web, "package.json")).resolve("vite");
  const { build } = await import(pathToFileURL(vite).href);
  const source = (name) => path.join(web, "src/verifier-offline", name);
  await build({
    configFile: false,
    root: web,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      target: "es2022",
      lib: {
        entry: { judge: source("judge/judge.ts"), folder: source("folder.ts"), read: source("read.ts") },
        formats: ["es"],
        fileName: (_, name) => `${name}.mjs`,
      },
    },
  });
  const load = (name) => import(pathToFileURL(path.join(folder, `${name}.mjs`)).href);
  const [{ judge }, { Folder }, { NotABadge, texts }] = await Promise.all(
    ["judge", "folder", "read"].map(load),
  );
  /** The four answers, or why it is no badge. */
  return async (bytes, { documents = {}, lists = [], keys = [], email = "", at = new Date() } = {}) => {
    const question = { folder: new Folder({ documents, lists, keys }), at: new Date(at), email };
    try {
      const [first] = await texts(new Uint8Array(bytes));
      const { authentic, current, recognition, recipient, checks } = await judge(first, question);
      return { answers: [authentic, current, recognition, recipient].join(" "), checks };
    } catch (error) {
      if (!(error instanceof NotABadge)) throw error;
      return { answers: "no badge", checks: [{ id: "refused", outcome: "fail", text: error.message }] };
    }
  };
}
