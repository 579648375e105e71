import type { Plugin } from "vite";

/** Leaves of each font face only its WOFF2 file, which every browser reads that can run the kernels. */
export function modernFonts(): Plugin {
  return {
    name: "modern-fonts",
    enforce: "pre",
    transform: {
      filter: { id: /\.css$/ },
      handler: (code) => code.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("(?:woff|truetype)"\)/g, ""),
    },
  };
}
