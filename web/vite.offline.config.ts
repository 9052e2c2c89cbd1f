import { createHash } from "node:crypto";
import { defineConfig, type Plugin } from "vite";

/** Puts scripts and styles into the page itself, and lets nothing else in: a policy that names them by their hash. */
function oneFile(): Plugin {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return {
    name: "one-file",
    enforce: "post",
    generateBundle(_, bundle) {
      const page = bundle["verifier.html"];
      if (page?.type !== "asset") throw new Error("verifier.html was not made");
      let script = "";
      let style = "";
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === "chunk") script += file.code.replaceAll("</script", "<\\/script");
        else if (name.endsWith(".css")) style += String(file.source);
        else continue;
        delete bundle[name];
      }
      const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
      page.source = String(page.source)
        .replace(/\s*<script type="module"[^>]*><\/script>/, "")
        .replace(/\s*<link rel="stylesheet"[^>]*>/, "")
        .replace(
          "</title>",
          () =>
            `</title>\n    <meta http-equiv="Content-Security-Policy" content="${policy}">\n    <style>${style}</style>`,
        )
        .replace("</body>", () => `<script type="module">${script}</script>\n  </body>`);
    },
  };
}

// The offline verifier: one file that works from a folder, put into survival packs and archives.
export default defineConfig({
  root: "src/verifier-offline",
  base: "./",
  publicDir: false,
  build: {
    outDir: "../../dist/hors-ligne",
    emptyOutDir: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    target: "es2022",
    rollupOptions: { input: "src/verifier-offline/verifier.html" },
  },
  plugins: [oneFile()],
});
