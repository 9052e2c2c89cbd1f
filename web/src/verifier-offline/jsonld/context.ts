/** Active contexts: what each term means at one place of a document (JSON-LD 1.1 API, section 4). */
import { NotCovered, NotKnown } from "./refused.ts";
import { BUNDLE, type Entry, type Local, type Terms } from "./table.ts";

/** What a term means. */
export interface Term {
  /** An IRI, or a keyword for an alias. */
  iri: string;
  /** How it reads a text: as it stands, as `@id`, `@vocab` or `@json`, else as a datatype's IRI. */
  kind: string | undefined;
  container: Entry["container"];
  scoped: Local | undefined;
  prefix: boolean;
  protected: boolean;
}

const REDEFINED = "Ce badge redéfinit les mots du standard : la signature ne le protège pas.";
const undefinedTerm = (name: string) =>
  new NotCovered(`« ${name} » n’est pas un mot du standard : la signature ne le protège pas.`);

/** Equal but for protection: such a redefinition is allowed. */
function same(one: Term, other: Term): boolean {
  if (one.iri.startsWith("@")) return one.iri === other.iri;
  const alike =
    one.iri === other.iri &&
    one.kind === other.kind &&
    one.container === other.container &&
    one.prefix === other.prefix;
  return alike && written(one.scoped) === written(other.scoped);
}

/** A scoped context as a text: two copies of one, published in two files, are the same when all they say is. */
function written(local: Local | undefined): string {
  return JSON.stringify(local, (_, value) => (value instanceof Map ? [...value].sort() : value)) ?? "";
}

/** The terms in force at one place of a document. */
export class Context {
  terms = new Map<string, Term>();
  vocab: string | undefined;
  /** What nested nodes return to, when this context came with a type. */
  previous: Context | undefined;
  /** Terms that compaction would never choose, because another term of the same IRI serves better. */
  private readonly secondBest = new Set<string>();
  /** IRIs that a term stands for. */
  private readonly iris = new Map<string, string>();
  private readonly derived = new Map<Local, Context[]>();

  /** Applies the bundled context of an address. */
  load(url: string): Context {
    const local = BUNDLE.get(url);
    if (!local) throw new NotKnown(`Cette page ne connaît pas le vocabulaire ${url.slice(0, 200)}.`);
    return this.apply(local, false, true);
  }

  /**
   * Applies a bundled or scoped context. `overriding`: protected terms may be redefined (property-scoped);
   * `propagate`: nested nodes keep it (everything but type-scoped).
   */
  apply(local: Local, overriding: boolean, propagate: boolean): Context {
    const step = Number(overriding) + 2 * Number(propagate);
    const known = this.derived.get(local) ?? [];
    this.derived.set(local, known);
    const found = known[step];
    if (found) return found;
    const result = new Context();
    result.terms = new Map(this.terms);
    result.vocab = this.vocab;
    result.previous = this.previous ?? (propagate ? undefined : this);
    result.take(local, overriding);
    result.rank();
    known[step] = result;
    return result;
  }

  private take(local: Local, overriding: boolean): void {
    for (const piece of local) {
      if (piece === null) {
        if (!overriding && [...this.terms.values()].some((term) => term.protected)) {
          throw new NotCovered(REDEFINED);
        }
        this.terms.clear();
        this.vocab = undefined;
      } else if (typeof piece === "string") {
        const other = BUNDLE.get(piece);
        if (!other) throw new NotKnown(`Cette page ne connaît pas le vocabulaire ${piece}.`);
        this.take(other, overriding);
      } else {
        this.vocab = piece.vocab ?? this.vocab;
        const before = new Map(this.terms);
        const defined = new Map<string, boolean>();
        for (const name of piece.entries.keys()) this.define(name, piece, before, overriding, defined);
      }
    }
  }

  /** Section 4.2: one term, after those that its IRI is written with. */
  private define(
    name: string,
    terms: Terms,
    before: Map<string, Term>,
    overriding: boolean,
    defined: Map<string, boolean>,
  ): void {
    const entry = terms.entries.get(name);
    if (defined.get(name) || !entry) return;
    if (defined.has(name)) throw undefinedTerm(name);
    defined.set(name, false);
    this.terms.delete(name);
    for (const said of [entry.iri, entry.kind]) {
      const needed = said?.split(":")[0];
      if (needed !== undefined && needed !== name && terms.entries.has(needed)) {
        this.define(needed, terms, before, overriding, defined);
      }
    }
    const own = this.vocab === undefined ? undefined : this.vocab + name;
    const iri = entry.iri !== undefined && entry.iri !== name ? this.vocabIri(entry.iri) : own;
    const kind = entry.kind?.startsWith("@") ? entry.kind : entry.kind && this.vocabIri(entry.kind);
    if (iri === undefined || (entry.kind !== undefined && kind === undefined)) throw undefinedTerm(name);
    const term: Term = {
      iri,
      kind,
      container: entry.container,
      scoped: entry.scoped,
      prefix: entry.simple && !/[:/]/.test(name) && /[:/?#[\]@]$/.test(iri),
      protected: terms.protected,
    };
    const earlier = before.get(name);
    if (earlier?.protected && !overriding) {
      if (!same(term, earlier)) throw new NotCovered(REDEFINED);
      term.protected = true;
    }
    this.terms.set(name, term);
    defined.set(name, true);
  }

  /**
   * Notes which terms compaction would not choose: of two terms for one IRI, the one that types its values serves
   * better, then the shorter one, then the first in the alphabet. Where a class and a property share an IRI
   * (`Achievement`, `achievement`), the property is the member that readers look at, whatever the alphabet says.
   */
  private rank(): void {
    const better = (a: string, b: string) => {
      const marks = (name: string) => [
        Number(/^[A-Z]/.test(name)),
        Number(this.terms.get(name)?.kind === undefined),
        name.length,
      ];
      const [one, other] = [marks(a), marks(b)];
      const place = one.findIndex((mark, at) => mark !== other[at]);
      return place < 0 ? a < b : (one[place] ?? 0) < (other[place] ?? 0);
    };
    for (const [name, { iri }] of this.terms) {
      if (iri.startsWith("@")) continue;
      const best = this.iris.get(iri);
      if (best !== undefined) this.secondBest.add(better(name, best) ? best : name);
      if (best === undefined || better(name, best)) this.iris.set(iri, name);
    }
  }

  /** Whether compaction would write another term for the same IRI. */
  isSecondBest(name: string): boolean {
    return this.secondBest.has(name);
  }

  /** Whether some term stands for this IRI. */
  hasTermFor(iri: string): boolean {
    return this.iris.has(iri);
  }

  /** Whether a term is an alias of this keyword. */
  hasAlias(keyword: string): boolean {
    return this.terms.get(keyword.replace(/^@+/, ""))?.iri === keyword;
  }

  /** Section 5.2 with `vocab`: a keyword, a term, a compact or absolute IRI, or a name of `@vocab`. */
  vocabIri(said: string): string | undefined {
    if (said.startsWith("@")) return said;
    const term = this.terms.get(said);
    if (term) return term.iri;
    const colon = said.indexOf(":");
    if (colon >= 0) {
      const rest = said.slice(colon + 1);
      const iri = this.prefix(said.slice(0, colon), rest);
      return iri === undefined ? said : iri + rest;
    }
    return this.vocab === undefined ? undefined : this.vocab + said;
  }

  /** The IRI that a prefix stands for in `prefix:rest`. */
  prefix(prefix: string, rest: string): string | undefined {
    const term = this.terms.get(prefix);
    return term?.prefix && prefix !== "_" && !rest.startsWith("//") ? term.iri : undefined;
  }
}

/** The context before any `@context`. */
export const EMPTY = new Context();
