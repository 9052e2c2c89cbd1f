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
  interface MessageDigest {
    update(said: string): void;
    digest(): Promise<string>;
  }
  interface Options {
    algorithm: "RDFC-1.0";
    createMessageDigest: () => MessageDigest;
    format: "application/n-quads";
    maxWorkFactor: number;
  }
  export function canonize(quads: Quad[], options: Options): Promise<string>;
}
