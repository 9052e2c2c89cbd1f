/**
 * The page of a recruiter's question, alive: the answer, the table and the map follow what is typed and chosen.
 *
 * What is asked is the page itself, at the address that the question has without scripts; of what comes back the parts
 * marked `data-part` take the place of those shown. The old answer stays until the new one is there, and if none comes
 * a sentence says so and the question is kept.
 *
 * Invariant: this file knows nothing that the page does not say.
 */
import { startMap } from "./map.ts";

/** After a key: long enough that a word is not asked letter by letter, short enough to be felt as at once. */
const TYPING = 110;
/** How long an answer may take before a sentence says that it is on its way. */
const PATIENCE = 700;

function start(form: HTMLFormElement): void {
  const spoken = document.getElementById("vive");
  const state = document.getElementById("etat");
  const said = form.dataset;
  let waiting: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const map = startMap((href) => void go(href, "push"));

  /** The address of what the form says, without its empty fields. */
  const address = (): string => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && value.trim()) query.append(name, value.trim());
    }
    return `${form.action.split("?")[0]}?${query}`;
  };

  const tell = (text: string, retry?: () => void): void => {
    if (!state) return;
    state.hidden = !text;
    state.replaceChildren(text);
    state.classList.toggle("panne", retry !== undefined);
    if (!retry) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sobre";
    button.textContent = said.encore ?? "";
    button.addEventListener("click", retry);
    state.append(" ", button);
  };

  async function go(href: string, how: "push" | "typing" | "stay"): Promise<void> {
    clearTimeout(timer);
    waiting?.abort();
    const mine = new AbortController();
    waiting = mine;
    const slow = setTimeout(() => tell(said.lent ?? ""), PATIENCE);
    document.body.classList.add("attend");
    try {
      // While somebody types only the words are asked about: the question is the same, and so is its answer.
      const asked = how === "typing" ? `${href}&vue=mots` : href;
      const answer = await fetch(asked, { headers: { accept: "text/html" }, signal: mine.signal });
      // Signed out, suspended, or something else than this page: the browser shows it as it is.
      if (!new URL(answer.url).pathname.endsWith("/recruteurs/chercher")) {
        location.assign(answer.url);
        return;
      }
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!next.getElementById("reponse")) throw new Error(`answer ${answer.status}`);
      show(next, how === "typing" ? "#mots" : "[data-part]");
      if (how === "push") history.pushState(null, "", answer.url);
      else if (how === "typing") history.replaceState(null, "", href);
      tell("");
    } catch (error) {
      if (mine.signal.aborted) return;
      console.info("no answer", error);
      const again = (): void => void go(href, how);
      tell(said.panne ?? "", again);
      addEventListener("online", again, { once: true, signal: mine.signal });
    } finally {
      clearTimeout(slow);
      if (waiting === mine) document.body.classList.remove("attend");
    }
  }

  /** Puts the parts of the page that came in the place of those that are shown; who has the focus keeps it. */
  function show(next: Document, parts: string): void {
    const active = document.activeElement;
    const held = active?.id ?? "";
    const link = active instanceof HTMLAnchorElement ? active.getAttribute("href") : null;
    const typed = active instanceof HTMLInputElement ? active : null;
    for (const part of document.querySelectorAll<HTMLElement>(parts)) {
      const other = next.getElementById(part.id);
      if (!other) continue;
      // A field in which somebody types is theirs.
      if (typed && part.contains(typed) && other.querySelector(`#${CSS.escape(held)}`)) {
        const fresh = other.querySelector<HTMLInputElement>(`#${CSS.escape(held)}`);
        if (fresh && fresh.value !== "") fresh.replaceWith(typed);
      }
      part.replaceChildren(...other.childNodes);
      for (const name of ["data-annonce", "data-lieu"]) {
        const value = other.getAttribute(name);
        if (value === null) part.removeAttribute(name);
        else part.setAttribute(name, value);
      }
    }
    const words = document.getElementById("q");
    const now = next.getElementById("q");
    if (words instanceof HTMLInputElement && now instanceof HTMLInputElement && words !== active) {
      words.value = now.value;
    }
    // What was taken out has lost the focus, also where it was put back: a field that somebody types in.
    if (document.activeElement !== active) {
      const again = held
        ? document.getElementById(held)
        : [...document.links].find((one) => one.getAttribute("href") === link);
      again?.focus({ preventScroll: true });
    }
    const announced = document.getElementById("reponse")?.dataset.annonce ?? "";
    if (spoken && spoken.textContent !== announced) spoken.textContent = announced;
    // The words first, in the next frame; then the map.
    if (parts !== "#mots") requestAnimationFrame(() => setTimeout(() => map.paint()));
  }

  form.addEventListener("input", (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.name !== "q") return;
    clearTimeout(timer);
    timer = setTimeout(() => void go(address(), "typing"), TYPING);
  });
  form.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
    if (field.name === "q") return;
    // A place that is picked takes the place of a commune that was typed before.
    const commune = form.elements.namedItem("commune");
    if (field.name === "lieu" && commune instanceof HTMLInputElement) commune.value = "";
    void go(address(), "push");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void go(address(), "push");
  });
  document.addEventListener("click", (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-vif]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const proposed = link.closest("#mots") !== null;
    void go(link.href, "push").then(() => {
      // What was pressed is gone: the next thing to do is to type on, or to read the answer.
      const words = document.getElementById("q");
      if (!(words instanceof HTMLInputElement)) return;
      if (proposed) words.value = "";
      if (document.activeElement === document.body) {
        (proposed || link.classList.contains("retirer") ? words : document.getElementById("tableau"))?.focus({
          preventScroll: true,
        });
      }
    });
  });
  addEventListener("popstate", () => void go(location.href, "stay"));
  map.paint();
}

const form = document.getElementById("question");
if (form instanceof HTMLFormElement) start(form);
