/** /verifier: a badge may be dropped anywhere on its form, or scanned. Without this file the form works as it is. */
import { enhance } from "./scan/form.ts";

const zone = document.querySelector<HTMLElement>("[data-depot]");
const file = zone?.querySelector<HTMLInputElement>('input[type="file"]');
const name = zone?.querySelector<HTMLElement>("[data-depot-nom]");

if (zone && file) {
  zone.classList.add("vivante");
  let depth = 0;
  const over = (on: boolean): void => {
    zone.classList.toggle("survol", on);
  };
  const tell = (): void => {
    if (name) name.textContent = file.files?.[0]?.name ?? "";
  };
  file.addEventListener("change", tell);
  // A file let go beside the zone must not make the browser leave the page.
  for (const kind of ["dragover", "drop"] as const) {
    addEventListener(kind, (event) => event.preventDefault());
  }
  zone.addEventListener("dragenter", () => {
    depth += 1;
    over(true);
  });
  zone.addEventListener("dragleave", () => {
    depth -= 1;
    if (depth <= 0) over(false);
  });
  zone.addEventListener("drop", (event) => {
    depth = 0;
    over(false);
    const dropped = event.dataTransfer?.files;
    if (!dropped?.length) return;
    file.files = dropped;
    tell();
    file.form?.requestSubmit();
  });
}

const scan = document.querySelector<HTMLElement>("[data-scan]");
if (scan && file?.form) enhance(file.form, scan);

// Paper needs no script (the browser's own menu prints the same): only the button does.
const print = document.querySelector<HTMLButtonElement>("[data-imprimer]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => globalThis.print());
}
