// The field: a map of the stations as they are now, each with its test; and what this phone looks like.
import { signal } from "@preact/signals";
import { get, html, language, LANGUAGES, setLanguage, setTheme, t, theme } from "../core.js";
import { command, isClub, isRunning, state } from "../live.js";
import { Button, Choice } from "../ui.js";
import { Stations } from "../stations.js";
import { Timing } from "./timing.js";

const field = signal(null);
const picked = signal(null);
const CROWD = 10; // with more stations only those that do something, or were picked, show their name
const MARGIN = 2; // metres around the outermost station

async function read() {
  field.value = {};
  try {
    field.value = await get("field");
  } catch {
    // the map needs positions only, and those are in the live state
  }
}

function bounds(stations) {
  const at = stations.map(([, s]) => s.at);
  const [xs, ys] = [at.map((p) => p[0]), at.map((p) => p[1])];
  const [x0, x1] = [Math.min(...xs) - MARGIN, Math.max(...xs) + MARGIN];
  const [y0, y1] = [Math.min(...ys) - MARGIN, Math.max(...ys) + MARGIN];
  return { x0, y0, w: x1 - x0, h: y1 - y0, y1 };
}

function Mark({ name, s, ends, size, below, isNamed }) {
  const [x, y] = [s.at[0], -s.at[1]];
  const pick = () => (picked.value = picked.value === name ? null : name);
  return html`<g class="spot" data-lit=${s.lit ?? "off"} data-on=${s.pad || s.beam} data-picked=${picked.value === name} data-station=${name} onClick=${pick}>
    <circle cx=${x} cy=${y} r=${size * 1.1} class="reach" />
    ${ends && html`<line class="beam" x1=${ends[0][0]} y1=${-ends[0][1]} x2=${ends[1][0]} y2=${-ends[1][1]} stroke-width=${size * 0.22} />`}
    ${s.carries.includes("beam") && !ends && html`<line class="beam" x1=${x - size} y1=${y} x2=${x + size} y2=${y} stroke-width=${size * 0.22} />`}
    ${s.carries.includes("pad") && html`<rect class="pad" x=${x - size * 0.7} y=${y - size * 0.5} width=${size * 1.4} height=${size} rx=${size * 0.2} stroke-width=${size * 0.12} />`}
    ${s.carries.includes("gate") && html`<circle class="gate" cx=${x} cy=${y} r=${size * 0.5} stroke-width=${size * 0.14} />`}
    ${isNamed && html`<text class="name" x=${x} y=${y + size * (1.65 + 0.9 * below)} font-size=${size * 0.85}>${name}</text>`}
    ${s.carries.includes("speaker") && !s.carries.includes("gate") && html`<circle class="speaker" cx=${x} cy=${y} r=${size * 0.22} />`}
  </g>`;
}

/** How many stations before this one stand on the same spot: their names are written one below the other. */
const below = (stations, i) => stations.slice(0, i).filter(([, s]) => String(s.at) === String(stations[i][1].at)).length;

function Map() {
  const stations = Object.entries(state.value.stations);
  if (!stations.length) return null;
  const { x0, y0, w, h, y1 } = bounds(stations);
  const size = Math.max(w, h) / 26;
  const ends = Object.fromEntries((field.value?.stations ?? []).map((s) => [s.name, s.ends]));
  const lines = [];
  for (let x = Math.ceil(x0); x <= x0 + w; x++) lines.push([x, -y1, x, -y0, x % 5 === 0]);
  for (let y = Math.ceil(y0); y <= y1; y++) lines.push([x0, -y, x0 + w, -y, y % 5 === 0]);
  return html`<svg class="map" viewBox=${`${x0} ${-y1} ${w} ${h}`} role="img" aria-label=${t("map.label", { n: stations.length })}>
    ${lines.map(([x1, ya, x2, yb, strong], i) => html`<line key=${i} class=${strong ? "grid strong" : "grid"} x1=${x1} y1=${ya} x2=${x2} y2=${yb} stroke-width=${size * 0.06} />`)}
    ${stations.map(([name, s], i) => html`<${Mark} key=${name} name=${name} s=${s} ends=${ends[name]} size=${size} below=${below(stations, i)}
      isNamed=${stations.length <= CROWD || s.lit || s.pad || s.beam || picked.value === name} />`)}
  </svg>`;
}

function Picked() {
  const name = picked.value;
  const s = state.value.stations[name];
  if (!s) return html`<p class="small">${t("map.hint")}</p>`;
  return html`<div class="picked">
    <h3>${name}</h3>
    <p>${s.carries.map((c) => t(`carries.${c}`)).join(", ")} · ${t("at", { x: s.at[0], y: s.at[1] })}</p>
    ${(s.carries.includes("gate") || s.carries.includes("speaker")) &&
    html`<${Button} kind="accent" class="wide" disabled=${isRunning.value} onClick=${() => command("field/test", { station: name })}>${t("test")}<//>`}
  </div>`;
}

const ThisPhone = () => html`<section class="block"><h2>${t("this-phone")}</h2>
  <${Choice} label=${t("theme")} value=${theme.value} onChange=${setTheme} options=${[{ value: "light", text: t("theme.light") }, { value: "dark", text: t("theme.dark") }]} />
  <${Choice} label=${t("language")} value=${language.value} onChange=${setLanguage} options=${Object.entries(LANGUAGES).map(([value, text]) => ({ value, text }))} />
</section>`;

export default function FieldView() {
  if (field.value === null) read();
  const { notes, field: here } = state.value;
  return html`<div class="field">
    <h1>${field.value?.title ?? here?.name}</h1>
    ${here?.simulated && html`<p class="lead">${t("on-simulated")}</p>`}
    ${notes?.map((note) => html`<p class="note" key=${note}>${note}</p>`)}
    ${isClub.value ? html`<p class="lead">${t("no-field")}</p>` : html`<${Place} />`}
    <${ThisPhone} />
  </div>`;
}

const Place = () => html`<${Map} />
    <p class="legend"><span><i class="k-gate"></i>${t("carries.gate")}</span><span><i class="k-pad"></i>${t("carries.pad")}</span><span><i class="k-beam"></i>${t("carries.beam")}</span></p>
    <${Picked} />
    <${Stations} all />
    <${Timing} />`;
