/** What is used of rdf-canonize, which brings no types. */
declare module "rdf-canonize" {
  interface Term {
    termType: "NamedNode" | "BlankNode" | "Literal" | "DefaultGraph";
    value: string;
    datatype?: Term;
    language?: string;
  }
  interface Quad {
    subject: Term;
    predicate: Term;
    object: Term;
    graph: Term;
  }
  interface Options {
    algorithm: "RDFC-1.0";
    format: "application/n-quads";
    maxWorkFactor: number;
  }
  export function canonize(quads: Quad[], options: Options): Promise<string>;
}
