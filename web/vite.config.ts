import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** The communes of data/territory with the town halls that the map knows: public data, read on the device alone. */
function communes(): Plugin {
  const cells = (line: string): string[] =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
      quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
    );
  return {
    name: "communes",
    resolveId: (id) => (id === "virtual:communes" ? "\0communes" : null),
    load(id) {
      if (id !== "\0communes") return null;
      const table = readFileSync(new URL("../data/territory/communes.csv", import.meta.url), "utf8");
      const [head = "", ...lines] = table.trimEnd().split("\n");
      const at = (name: string): number => cells(head).indexOf(name);
      const columns = ["nom", "departement", "chef_lieu_lat", "chef_lieu_lon"].map(at);
      const rows = lines.map((line) => {
        const row = cells(line);
        const [name, department, lat, lon] = columns.map((column) => row[column]);
        return [name, department, Number(lat), Number(lon)];
      });
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(rows))});`;
    },
  };
}

// The server serves web/dist at /, reads manifest.json to learn the hashed names, and sends a content
// security policy without `unsafe-*` or `data:`; so nothing is inlined and every asset is a file of ours.
export default defineConfig({
  base: "/",
  plugins: [communes()],
  publicDir: "public",
  build: {
    outDir: "dist",
    assetsDir: "assets",
    assetsInlineLimit: 0,
    manifest: "manifest.json",
    modulePreload: false,
    sourcemap: false,
    target: "es2022",
    // MapLibre alone is 1.1 MB before compression; it is loaded by /carte only.
    chunkSizeWarningLimit: 1400,
    rollupOptions: {
      input: {
        site: "styles/site.css",
        map: "src/map.ts",
        presence: "src/presence/find.ts",
        verify: "src/verify.ts",
        passkeys: "src/passkeys.ts",
        earning: "src/earning.ts",
        search: "src/search/page.ts",
        offer: "src/offer.ts",
      },
    },
  },
});
