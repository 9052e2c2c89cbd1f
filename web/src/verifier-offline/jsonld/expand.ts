/**
 * A restricted JSON-LD 1.1, as the server reads it: from a document to its quads, over bundled contexts only. Only
 * documents in their own compact form are read; a member is either turned into quads or refused by name.
 */
import type { Term as Node, Quad } from "rdf-canonize";
import { jcs } from "../judge/checks.ts";
import { isObject, type Json, type JsonObject } from "../read.ts";
import { type Context, EMPTY, type Term } from "./context.ts";
import { NotCovered } from "./refused.ts";

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XSD = "http://www.w3.org/2001/XMLSchema#";
const MOST_QUADS = 2000;
const MOST_DEPTH = 32;
const MOST_CONTEXTS = 8;

const notATerm = (name: string) =>
  new NotCovered(`« ${name} » n’est pas un mot du standard : la signature ne le protège pas.`);
const notCompact = (name: string) =>
  new NotCovered(`« ${name} » est écrit d’une façon détournée, que la signature ne protège pas.`);
const dropped = (name: string) =>
  new NotCovered(`La valeur de « ${name} » ne serait pas couverte par la signature.`);
const relative = () => new NotCovered("Un identifiant de ce badge n’est pas une adresse entière.");

const iriNode = (value: string): Node => ({ termType: "NamedNode", value });
const literal = (value: string, datatype: string): Node => ({
  termType: "Literal",
  value,
  datatype: iriNode(datatype),
});

/** The quads of a whole document. */
export function quads(document: JsonObject): Quad[] {
  const walk = new Walk();
  const node = walk.node(EMPTY, undefined, document, undefined, 0);
  if (!walk.quads.some((quad) => quad.subject.value === node.value)) throw dropped("@id");
  // A dataset is a set: what is said twice of a named node is said once.
  return [...new Map(walk.quads.map((quad) => [JSON.stringify(quad), quad])).values()];
}

class Walk {
  readonly quads: Quad[] = [];
  private blanks = 0;

  private blank(): Node {
    this.blanks += 1;
    return { termType: "BlankNode", value: `_:b${this.blanks - 1}` };
  }

  private say(subject: Node, predicate: string, object: Node, graph: Node | undefined): void {
    if (this.quads.length >= MOST_QUADS) throw new NotCovered("Ce badge est trop grand pour être vérifié.");
    this.quads.push({
      subject,
      predicate: iriNode(predicate),
      object,
      graph: graph ?? { termType: "DefaultGraph", value: "" },
    });
  }

  /** A node object: its quads are written, its name is returned. `term` is the term it is a value of. */
  node(
    around: Context,
    term: Term | undefined,
    object: JsonObject,
    graph: Node | undefined,
    depth: number,
  ): Node {
    if (depth > MOST_DEPTH) throw new NotCovered("Ce badge est trop imbriqué.");
    let active = around;
    if (active.previous && !isReference(active, object)) active = active.previous;
    if (term?.scoped) active = active.apply(term.scoped, true, true);
    if (object["@context"] !== undefined) active = loadAll(active, object["@context"]);
    const outer = active;
    const types = typesOf(outer, object);
    for (const name of [...types].sort()) {
      const scoped = outer.terms.get(name)?.scoped;
      if (scoped) active = active.apply(scoped, false, false);
    }
    const name = this.nameOf(active, object);
    for (const type of types) this.say(name, `${RDF}type`, classOf(outer, type), graph);
    for (const [member, value] of Object.entries(object)) {
      if (member !== "@context") this.member(active, name, member, value, graph, depth);
    }
    return name;
  }

  private nameOf(active: Context, object: JsonObject): Node {
    const found = keyword(active, object, "@id");
    if (!found) return this.blank();
    if (typeof found.value !== "string") throw dropped(found.member);
    return identifier(active, found.value);
  }

  private member(
    active: Context,
    subject: Node,
    member: string,
    value: Json,
    graph: Node | undefined,
    depth: number,
  ): void {
    const term = active.terms.get(member);
    if (term) {
      if (term.iri === "@id" || term.iri === "@type") return;
      if (term.iri.startsWith("@") || active.isSecondBest(member)) throw notCompact(member);
      if (!isAbsolute(term.iri)) throw notATerm(member);
      this.values(active, term, subject, term.iri, member, value, graph, depth);
      return;
    }
    if (member === "@id" || member === "@type") return;
    if (member.startsWith("@") || member.includes(":")) throw notCompact(member);
    const iri = active.vocabIri(member);
    if (iri === undefined || !isAbsolute(iri) || member === "") throw notATerm(member);
    if (active.hasTermFor(iri)) throw notCompact(member);
    this.values(active, undefined, subject, iri, member, value, graph, depth);
  }

  private values(
    active: Context,
    term: Term | undefined,
    subject: Node,
    predicate: string,
    member: string,
    value: Json,
    graph: Node | undefined,
    depth: number,
  ): void {
    if (term?.kind === "@json") {
      this.say(subject, predicate, literal(jcs(value), `${RDF}JSON`), graph);
      return;
    }
    const items = Array.isArray(value) ? value : [value];
    if (term?.container === "list") {
      const objects = items.map((item) => this.object(active, term, member, item, graph, depth));
      this.say(subject, predicate, this.list(objects, graph), graph);
      return;
    }
    for (const item of items) {
      let object: Node;
      if (term?.container === "graph") {
        if (!isObject(item)) throw dropped(member);
        object = this.blank();
        const before = this.quads.length;
        this.node(active, term, item, object, depth + 1);
        if (this.quads.length === before) throw dropped(member);
      } else {
        object = this.object(active, term, member, item, graph, depth);
      }
      this.say(subject, predicate, object, graph);
    }
  }

  private list(objects: Node[], graph: Node | undefined): Node {
    let rest = iriNode(`${RDF}nil`);
    for (const object of [...objects].reverse()) {
      const cell = this.blank();
      this.say(cell, `${RDF}first`, object, graph);
      this.say(cell, `${RDF}rest`, rest, graph);
      rest = cell;
    }
    return rest;
  }

  /** One value as the object of a quad. */
  private object(
    active: Context,
    term: Term | undefined,
    member: string,
    value: Json,
    graph: Node | undefined,
    depth: number,
  ): Node {
    const kind = term?.kind;
    if (value === null) throw dropped(member);
    if (Array.isArray(value)) throw notCompact(member);
    if (isObject(value)) {
      return "@value" in value
        ? inALanguage(kind, member, value)
        : this.node(active, term, value, graph, depth + 1);
    }
    if (typeof value === "boolean") return literal(String(value), datatype(kind, "boolean"));
    if (typeof value === "number") return numberLiteral(kind, member, value);
    if (kind !== "@id" && kind !== "@vocab") return literal(value, datatype(kind, "string"));
    const inside = term?.scoped ? active.apply(term.scoped, true, true) : active;
    return kind === "@vocab" ? classOf(inside, value) : identifier(inside, value);
  }
}

/** `{"id": …}` alone: it keeps the context of its type-scoped parent. */
function isReference(active: Context, object: JsonObject): boolean {
  const [only, ...more] = Object.keys(object);
  return only !== undefined && more.length === 0 && (only === "@id" || active.terms.get(only)?.iri === "@id");
}

function loadAll(active: Context, contexts: Json): Context {
  const list = Array.isArray(contexts) ? contexts : [contexts];
  if (list.length > MOST_CONTEXTS) throw new NotCovered("Ce badge nomme trop de vocabulaires.");
  let result = active;
  for (const url of list) {
    if (typeof url !== "string") {
      throw new NotCovered("Ce badge redéfinit ses propres mots : la signature ne le protège pas.");
    }
    result = result.load(url);
  }
  return result;
}

/** The one member that stands for a keyword: two of them cannot be told apart. */
function keyword(
  active: Context,
  object: JsonObject,
  name: string,
): { member: string; value: Json } | undefined {
  if (name in object && active.hasAlias(name)) throw notCompact(name);
  const found = Object.entries(object).filter(
    ([member]) => member === name || active.terms.get(member)?.iri === name,
  );
  const [first, second] = found;
  if (second) throw notCompact(second[0]);
  return first && { member: first[0], value: first[1] };
}

function typesOf(active: Context, object: JsonObject): string[] {
  const found = keyword(active, object, "@type");
  if (!found) return [];
  const list = Array.isArray(found.value) ? found.value : [found.value];
  return list.map((name) => {
    if (typeof name !== "string") throw dropped(found.member);
    return name;
  });
}

/** A type, or a value of a term typed `@vocab`: a term, or an IRI that no term stands for. */
function classOf(active: Context, said: string): Node {
  const iri = active.vocabIri(said);
  if (iri === undefined) throw notATerm(said);
  if (!active.terms.has(said) && active.hasTermFor(iri)) throw notCompact(said);
  return named(iri);
}

/** An identifier: an absolute IRI as it stands, or a blank node's name. */
function identifier(active: Context, said: string): Node {
  const colon = said.indexOf(":");
  if (colon >= 0 && active.prefix(said.slice(0, colon), said.slice(colon + 1)) !== undefined) {
    throw notCompact(said);
  }
  return named(said);
}

function named(iri: string): Node {
  if (iri.startsWith("_:")) {
    if (!/^_:[\p{Alphabetic}\p{N}_]+$/u.test(iri)) throw relative();
    return { termType: "BlankNode", value: `_:u${iri.slice(2)}` };
  }
  if (!isAbsolute(iri)) throw relative();
  return iriNode(iri);
}

/** A scheme, a colon, and no letter that an IRI cannot have. */
function isAbsolute(iri: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no IRI has one
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(iri) && !/[\x00-\x20\x7f\s\x85<>"{}|\\^`]/u.test(iri);
}

/** The term's datatype, or the one that the JSON value has by itself. */
function datatype(kind: string | undefined, own: string): string {
  return kind === undefined || kind.startsWith("@") ? XSD + own : kind;
}

/** `{"@value": text, "@language": tag}`, the one value that has no shorter form. */
function inALanguage(kind: string | undefined, member: string, object: JsonObject): Node {
  const { "@value": value, "@language": language, ...more } = object;
  const whole = typeof value === "string" && typeof language === "string" && Object.keys(more).length === 0;
  if (kind !== undefined || !whole || !/^[A-Za-z0-9-]+$/.test(language)) throw notCompact(member);
  return { ...literal(value, `${RDF}langString`), language };
}

/** Section 8.2.2 of JSON-LD 1.1 API: whole numbers as integers, all others as doubles. */
function numberLiteral(kind: string | undefined, member: string, value: number): Node {
  if (!Number.isInteger(value) || kind === `${XSD}double`)
    return literal(double(value), datatype(kind, "double"));
  if (Math.abs(value) >= 2 ** 53) {
    throw new NotCovered(`Le nombre de « ${member} » ne se lit pas partout de la même façon.`);
  }
  return literal(String(value + 0), datatype(kind, "integer"));
}

/** The canonical lexical form of `xsd:double`, at most 15 digits after the point. */
function double(value: number): string {
  const [digits = "", exponent = "0"] = value.toExponential(15).split("e");
  const short = digits.replace(/0+$/, "");
  return `${short}${short.endsWith(".") ? "0" : ""}E${exponent.replace("+", "")}`;
}
