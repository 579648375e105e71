import { mount } from "svelte";
import App from "./App.svelte";
import Unsupported from "./parts/Unsupported.svelte";
import { fontsReady } from "./session/fonts.ts";
import { missingFeatures } from "./session/missing-features.ts";
import "katex/dist/katex.min.css";
import "./style/page.css";

const target = document.getElementById("app");
if (!target) throw new Error("the page has no element #app");
// Letters on canvases would not be drawn again.
await fontsReady(["1em Inter"]);
// What stands there is for browsers that do not come this far.
target.replaceChildren();
const missing = missingFeatures();
if (missing.length > 0) mount(Unsupported, { target, props: { missing } });
else mount(App, { target });

// Only the built page has the list of its files; without a secure origin browsers offer no service workers.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  await navigator.serviceWorker.register("./offline.js").catch(() => undefined);
}
