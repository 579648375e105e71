import { mount } from "svelte";
import App from "./App.svelte";
import "./style/page.css";

const target = document.getElementById("app");
if (!target) throw new Error("the page has no element #app");
mount(App, { target });

// Only the built page has the list of its files; without a secure origin browsers offer no service workers.
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  await navigator.serviceWorker.register("./offline.js").catch(() => undefined);
}
