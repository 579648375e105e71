/** Milliseconds after which the page is shown in other fonts than its own. */
const PATIENCE = 500;

/** Waits until these fonts are there: letters that came later would move what stands already. @param fonts as CSS has them */
export async function fontsReady(fonts: readonly string[]): Promise<void> {
  const loaded = Promise.allSettled(fonts.map((font) => document.fonts.load(font)));
  await Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
}

/** Waits for all that the formulas of the studio are set in. */
export function formulaFontsReady(): Promise<void> {
  return fontsReady(["1em KaTeX_Main", "italic 1em KaTeX_Math", "1em KaTeX_Size1", "1em KaTeX_Size2"]);
}
