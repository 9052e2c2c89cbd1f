/**
 * The four answers in words. What a badge says of itself is worth nothing until it is authentic: a forger may write the
 * name of a recognised issuer, and any date.
 */
import { day } from "./judge/currency.ts";
import type { Verdict } from "./judge/judge.ts";

export type Tone = "oui" | "non" | "doute";

export interface Answer {
  question: "authentic" | "current" | "issuer" | "recipient";
  /** The word of the contract: `yes`, `no`, `revoked`, `unknown`, … */
  value: string;
  tone: Tone;
  title: string;
  text: string;
}

export function answers(verdict: Verdict): Answer[] {
  return [authentic(verdict), current(verdict), issuer(verdict), recipient(verdict)];
}

/** The line on which an answer rests: the first that speaks against it, else the first that was looked at. */
function because(verdict: Verdict, ids: string[], outcome: string): string {
  return verdict.checks.find((check) => ids.includes(check.id) && check.outcome === outcome)?.text ?? "";
}

const PROOFS = ["structure", "proof", "key", "claims", "hosted", "scope", "badge-class", "issuer-profile"];

function authentic(verdict: Verdict): Answer {
  const said = { question: "authentic", value: verdict.authentic } as const;
  if (verdict.authentic === "yes") {
    const text = because(verdict, ["proof", "hosted"], "pass") || because(verdict, PROOFS, "warning");
    return { ...said, tone: "oui", title: "Authentique", text };
  }
  if (verdict.authentic === "no") {
    const title = "Modifié après délivrance, ou mal signé";
    return { ...said, tone: "non", title, text: because(verdict, PROOFS, "fail") };
  }
  return {
    ...said,
    tone: "doute",
    title: "Authenticité inconnue",
    text: because(verdict, PROOFS, "unknown"),
  };
}

const CURRENT = {
  yes: "En vigueur",
  revoked: "Retiré",
  suspended: "Suspendu",
  expired: "Expiré",
  not_yet: "Pas encore valable",
  unknown: "Validité inconnue",
};

function current(verdict: Verdict): Answer {
  const said = { question: "current", value: verdict.current } as const;
  if (verdict.authentic !== "yes" && verdict.current === "yes") {
    const text = "Tant que l’authenticité n’est pas établie, ses dates ne prouvent rien.";
    return { ...said, tone: "doute", title: "Dates sans valeur", text };
  }
  const title = CURRENT[verdict.current];
  if (verdict.current === "yes") {
    return { ...said, tone: "oui", title, text: because(verdict, ["status"], "pass") };
  }
  if (verdict.current === "unknown") {
    const text = because(verdict, ["status"], "unknown") || "Ses dates sont illisibles.";
    return { ...said, tone: "doute", title, text };
  }
  const ids = ["revoked", "suspended"].includes(verdict.current) ? ["status"] : ["validity"];
  return { ...said, tone: "non", title, text: because(verdict, ids, "fail") };
}

function issuer(verdict: Verdict): Answer {
  const said = { question: "issuer", value: verdict.recognition } as const;
  if (!verdict.list) {
    const text = "Cette structure n’est dans aucune liste de ce dossier. Cela ne dit rien de mal d’elle.";
    return { ...said, tone: "doute", title: "Émetteur inconnu de ce dossier", text };
  }
  const list = `liste de ${verdict.list.network} signée le ${day(verdict.list.at)}`;
  if (verdict.recognition === "withdrawn") {
    return { ...said, tone: "non", title: "Émetteur retiré de la liste", text: `D’après la ${list}.` };
  }
  if (verdict.authentic !== "yes") {
    const text = "Le badge nomme une structure connue. Rien ne prouve que c’est elle qui l’a délivré.";
    return { ...said, tone: "doute", title: "Émetteur nommé, mais pas prouvé", text };
  }
  return { ...said, tone: "oui", title: "Émetteur reconnu", text: `Cette structure est dans la ${list}.` };
}

function recipient(verdict: Verdict): Answer {
  const said = { question: "recipient", value: verdict.recipient } as const;
  if (verdict.recipient === "not_asked") {
    const text = "Écrivez l’adresse de la personne pour savoir si le badge est à elle.";
    return { ...said, tone: "doute", title: "Titulaire non vérifié", text };
  }
  if (verdict.recipient === "mismatch") {
    const text = "Le badge n’a pas été donné à cette adresse.";
    return { ...said, tone: "non", title: "Ce n’est pas son badge", text };
  }
  if (verdict.authentic !== "yes") {
    const text = "Le badge nomme cette adresse. Rien ne prouve que c’est la structure qui l’a écrit.";
    return { ...said, tone: "doute", title: "Titulaire nommé, mais pas prouvé", text };
  }
  const text = "Le badge a bien été donné à cette adresse.";
  return { ...said, tone: "oui", title: "Titulaire confirmé", text };
}

/** Lines of their own, which change none of the answers. */
export function besides(verdict: Verdict): { tone: Tone; title: string; text: string; id: string }[] {
  const titles: Record<string, string> = {
    endorsement: "Recommandation",
    countersignature: "Autre signature",
    refresh: "Forme plus récente",
    "data-model": "Ancienne version",
  };
  return verdict.checks.flatMap(({ id, outcome, text }) => {
    const title = titles[id];
    if (title === undefined) return [];
    const tone = outcome === "pass" ? "oui" : outcome === "warning" && id === "endorsement" ? "non" : "doute";
    return [{ id, tone, title, text }];
  });
}
