/** What is used of jsonld, which brings no types. */
declare module "jsonld" {
  interface Options {
    documentLoader: (url: string) => Promise<{ contextUrl: null; document: unknown; documentUrl: string }>;
    safe?: boolean;
    algorithm?: string;
    format?: string;
    compactToRelative?: boolean;
    canonizeOptions?: { maxWorkFactor?: number };
  }
  const jsonld: {
    canonize(document: object, options: Options): Promise<string>;
    compact(document: object, context: unknown, options: Options): Promise<Record<string, unknown>>;
  };
  export default jsonld;
}
