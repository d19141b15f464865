// The page: its header, its three views, and what stands under the thumb.
import { render } from "preact";
import { signal } from "@preact/signals";
import { LANGUAGES, Late, html, language, message, setLanguage, setTheme, stored, t } from "./core.js";
import { age, connect, isRunning, link, state } from "./live.js";
import { RunView } from "./run.js";

const late = (part) => (props) => html`<${Late} part=${part} ...${props} />`;
const VIEWS = { run: RunView, results: late("results"), field: late("field") };
const view = signal(location.hash.slice(1) in VIEWS ? location.hash.slice(1) : "run");

function go(name) {
  view.value = name;
  history.replaceState(null, "", `#${name}`);
  scrollTo(0, 0);
}

function LinkDot() {
  const words = { live: t("link.live"), stale: t("link.stale", { n: age.value }), offline: t("link.offline") };
  const isEngineGone = link.value === "stale" && state.value?.link === "engine gone";
  const text = isEngineGone ? t("link.engine") : words[link.value];
  return html`<p class=${`link ${link.value}`} role="status"><i aria-hidden="true"></i>${text}</p>`;
}

function Header() {
  return html`<header class="top">
    <nav aria-label=${t("views")}>
      ${Object.keys(VIEWS).map(
        (name) => html`<button type="button" key=${name} aria-current=${view.value === name ? "page" : undefined}
          onClick=${() => go(name)}>${t(`view.${name}`)}</button>`,
      )}
    </nav>
    <${LinkDot} />
  </header>`;
}

function Page() {
  language.value; // every text is read again when it changes
  const View = VIEWS[view.value];
  const isOld = link.value !== "live" && state.value;
  return html`<${Header} />
    <p class="message" role="alert" data-kind=${message.value?.kind}>${message.value?.text}</p>
    <main class=${isOld ? "old" : ""} data-running=${isRunning.value}>
      ${state.value ? html`<${View} go=${go} />` : html`<p class="empty">${t("connecting")}</p>`}
    </main>`;
}

async function begin() {
  const wished = stored("language", navigator.language.slice(0, 2));
  setTheme(stored("theme", "light"));
  connect();
  await setLanguage(wished in LANGUAGES ? wished : "en");
  document.getElementById("page").replaceChildren();
  render(html`<${Page} />`, document.getElementById("page"));
}

begin();
