/** A formula as the build has typeset it. */
export interface TypesetFormula {
  /** By KaTeX, with MathML for those who hear it. */
  readonly html: string;
  /** On a line of its own. */
  readonly isDisplay: boolean;
}

/** A formula within a line, typeset by the build: see `build/typeset-formulas.ts`. @param source TeX, nothing put in */
export function tex(source: TemplateStringsArray): TypesetFormula {
  throw new Error(`the build has not typeset ${source.raw.join()}`);
}

/** A formula on a line of its own, typeset by the build. @param source TeX, nothing put in */
export function displayTex(source: TemplateStringsArray): TypesetFormula {
  return tex(source);
}
