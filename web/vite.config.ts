import { defineConfig } from "vite";

// The server serves web/dist at /, reads manifest.json to learn the hashed names, and sends a content
// security policy without `unsafe-*` or `data:`; so nothing is inlined and every asset is a file of ours.
export default defineConfig({
  base: "/",
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
        verify: "src/verify.ts",
        passkeys: "src/passkeys.ts",
        earning: "src/earning.ts",
      },
    },
  },
});
