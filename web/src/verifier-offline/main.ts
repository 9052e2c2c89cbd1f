/** The page: shows what the folder holds, and what is dropped on it. Everything is written as text, never as HTML. */
import { Folder, type Question } from "./folder.ts";
import { day } from "./judge/currency.ts";
import { judge, type Verdict } from "./judge/judge.ts";
import { NotABadge, texts } from "./read.ts";
import { answers, besides, type Tone } from "./words.ts";

interface Shown {
  title: string;
  texts: string[];
  seen?: { at: string; authentic: unknown; current: unknown };
}

function place<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(id);
  return found as T;
}

function make(name: string, said = "", kind = ""): HTMLElement {
  const element = document.createElement(name);
  element.textContent = said;
  if (kind) element.className = kind;
  return element;
}

const folder = new Folder(JSON.parse(place("dossier").textContent ?? "null") ?? {});
const results = place("resultats");
const state = place("etat");
const email = place<HTMLInputElement>("adresse");
const files = place<HTMLInputElement>("fichiers");
const shown: Shown[] = (folder.inside.badges ?? []).map(({ name, texts, seen }) =>
  seen ? { title: name, texts, seen } : { title: name, texts },
);

function line(tone: Tone, title: string, text: string): HTMLElement {
  const item = make("li", "", `reponse ${tone}`);
  const sign = make("span", { oui: "✓", non: "✕", doute: "?" }[tone], "signe");
  sign.setAttribute("aria-hidden", "true");
  const words = make("div");
  words.append(make("strong", title), make("span", text, "dit"));
  item.append(sign, words);
  return item;
}

function card(verdict: Verdict, seen: Shown["seen"]): HTMLElement {
  const article = make("article");
  const when = verdict.from ? `, le ${day(verdict.from)}` : "";
  article.append(
    make("h2", verdict.name),
    make("p", `D’après le badge : délivré par ${verdict.issuerName}${when} (${verdict.standard})`, "venu"),
  );
  const list = make("ul", "", "reponses");
  list.setAttribute("role", "list");
  for (const { question, value, tone, title, text } of answers(verdict)) {
    const item = line(tone, title, text);
    item.dataset.question = question;
    item.dataset.valeur = value;
    list.append(item);
  }
  article.append(list);
  const more = make("ul", "", "reponses");
  more.setAttribute("role", "list");
  more.setAttribute("aria-label", "Ce qui s’y ajoute, sans changer les réponses");
  for (const { id, tone, title, text } of besides(verdict)) {
    const item = line(tone, title, text);
    item.dataset.ajout = id;
    more.append(item);
  }
  if (more.childElementCount > 0) article.append(more);
  if (seen && verdict.authentic === "unknown") {
    const words = seen.authentic === "yes" ? "authentique" : "pas établi comme authentique";
    article.append(
      make(
        "p",
        `Au dernier contrôle en ligne, le ${day(new Date(seen.at))}, il était ${words}. Ce n’est pas une preuve.`,
        "aide",
      ),
    );
  }
  return article;
}

/** One card a badge; another form of the same award is a line of it, unless it says something else. */
async function cards(badge: Shown, question: Question): Promise<HTMLElement[]> {
  const made: HTMLElement[] = [];
  let first: Verdict | undefined;
  for (const text of badge.texts) {
    try {
      const verdict = await judge(text, question);
      // An archive has no list of Open Badges 2.0's own: the other form of the award says whether it stands.
      const alike = first?.current === verdict.current || verdict.current === "unknown";
      if (first && alike && first.authentic === verdict.authentic) {
        made[0]?.append(
          make(
            "p",
            `Ce badge est aussi au format ${verdict.standard}, et le contrôle dit la même chose.`,
            "aide",
          ),
        );
      } else {
        first ??= verdict;
        made.push(card(verdict, badge.seen));
      }
    } catch (error) {
      const article = make("article");
      const said = error instanceof NotABadge ? error.message : "Ce fichier est illisible.";
      article.append(make("h2", badge.title), make("p", said, "avis"));
      made.push(article);
    }
  }
  return made;
}

let turn = 0;
async function show(): Promise<void> {
  turn += 1;
  const mine = turn;
  const all: HTMLElement[] = [];
  const question = { folder, at: new Date(), email: email.value };
  for (const badge of shown) all.push(...(await cards(badge, question)));
  if (mine !== turn) return;
  results.replaceChildren(...all);
  const many = shown.length > 1 ? `${shown.length} badges vérifiés` : "1 badge vérifié";
  state.textContent = shown.length === 0 ? "" : `${many} dans cette page, sans Internet.`;
  document.body.dataset.pret = String(shown.length);
}

async function take(list: FileList | null | undefined): Promise<void> {
  const taken: Shown[] = [];
  for (const file of list ?? []) {
    try {
      taken.push({ title: file.name, texts: await texts(new Uint8Array(await file.arrayBuffer())) });
    } catch (error) {
      const said = error instanceof NotABadge ? error.message : "Ce fichier est illisible.";
      state.textContent = `${file.name} : ${said}`;
      document.body.dataset.refuse = file.name;
    }
  }
  if (taken.length === 0) return;
  shown.unshift(...taken);
  await show();
  results.querySelector("h2")?.scrollIntoView({ block: "center" });
}

function bases(): void {
  const room = place("bases");
  const title = make("h2", "Sur quoi ces réponses reposent");
  title.id = "bases-titre";
  room.append(title);
  const { made } = folder.inside;
  if (made) {
    room.append(
      make("p", `Ce dossier a été préparé le ${day(new Date(made))}. Ce qui s’est passé depuis n’y est pas.`),
    );
  }
  const keys = folder.keys();
  if (keys.length === 0) {
    room.append(
      make(
        "p",
        "Cette page ne contient aucune clé : seuls les badges qui portent la leur sont vérifiables ici.",
      ),
    );
    return;
  }
  room.append(
    make(
      "p",
      "Cette page croit les clés de son dossier. Si quelqu’un vous l’a donnée, comparez l’empreinte avec celle que la structure publie, ou prenez cette page dans l’archive du réseau et déposez-y le badge.",
    ),
  );
  const details = make("details");
  details.append(make("summary", `Les clés de ce dossier (${keys.length})`));
  const list = make("ul");
  for (const key of keys) {
    const item = make(
      "li",
      `${key.organisation}, du ${day(new Date(key.validFrom))} au ${day(new Date(key.validUntil))} : `,
    );
    item.append(make("code", key.print));
    list.append(item);
  }
  details.append(list);
  room.append(details);
}

place("demande").addEventListener("submit", (event) => {
  event.preventDefault();
  void show();
});
files.addEventListener("change", () => void take(files.files));
for (const kind of ["dragover", "dragleave", "drop"] as const) {
  addEventListener(kind, (event) => {
    event.preventDefault();
    document.body.classList.toggle("survol", kind === "dragover");
    if (kind === "drop") void take(event.dataTransfer?.files);
  });
}
bases();
void show();
