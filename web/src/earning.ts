/**
 * /mes-demandes: a draft is saved as it is typed. /a-traiter/codes and cards: the button prints, another one copies.
 * All work without this file.
 */
export {};

/** How long nobody types before what was typed is saved, in milliseconds. */
const QUIET = 1500;

const draft = document.querySelector<HTMLFormElement>("[data-brouillon]");
const state = draft?.querySelector<HTMLElement>("[data-brouillon-etat]");

if (draft && state) {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let underWay: AbortController | undefined;
  /** The words alone: files and links are sent when a button is pressed. */
  const words = (): FormData => {
    const all = new FormData(draft);
    const said = new FormData();
    for (const name of ["niveau", "histoire"]) said.set(name, String(all.get(name) ?? ""));
    said.set("geste", "enregistrer");
    return said;
  };
  const save = async (): Promise<void> => {
    underWay?.abort();
    underWay = new AbortController();
    const { signal } = underWay;
    const answer = await fetch(draft.action, { method: "POST", body: words(), signal }).catch(() => null);
    if (signal.aborted) return;
    // The answer leads back to the page; a session that has ended leads nowhere, and is told by the button.
    state.textContent = answer?.ok ? (draft.dataset.brouillonGarde ?? "") : "";
  };
  const later = (): void => {
    clearTimeout(waiting);
    state.textContent = "";
    waiting = setTimeout(save, QUIET);
  };
  for (const name of ["niveau", "histoire"]) {
    for (const field of draft.querySelectorAll(`[name="${name}"]`)) field.addEventListener("input", later);
  }
  // What a button sends is newer than what is still on its way.
  draft.addEventListener("submit", () => {
    clearTimeout(waiting);
    underWay?.abort();
  });
}

const print = document.querySelector<HTMLButtonElement>("[data-imprimer]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => globalThis.print());
}

const copy = document.querySelector<HTMLButtonElement>("[data-copier]");
const copied = document.querySelector<HTMLElement>("[data-copier-etat]");
const source = copy && document.getElementById(copy.dataset.copier ?? "");
if (copy && copied && source && "clipboard" in navigator) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(source.textContent?.trim() ?? "").then(
      () => true,
      () => false,
    );
    copied.textContent = done ? (copy.dataset.copie ?? "") : "";
  });
}
