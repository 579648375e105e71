import { mount } from "svelte";
import App from "./App.svelte";
import Unsupported from "./parts/Unsupported.svelte";
import { missingFeatures } from "./session/missing-features.ts";
import "./style/page.css";

/** Milliseconds after which the page is shown in another font than its own. */
const PATIENCE = 500;

const target = document.getElementById("app");
if (!target) throw new Error("the page has no element #app");
// Letters that came later would move what stands already, and those on canvases would not be drawn again.
await Promise.race([
  document.fonts.load("1em Inter").catch(() => undefined),
  new Promise((resolve) => setTimeout(resolve, PATIENCE)),
]);
// What stands there is for browsers that do not come this far.
target.replaceChildren();
const missing = missingFeatures();
if (missing.length > 0) mount(Unsupported, { target, props: { missing } });
else mount(App, { target });

// Only the built page has the list of its files; without a secure origin browsers offer no service workers.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  await navigator.serviceWorker.register("./offline.js").catch(() => undefined);
}
