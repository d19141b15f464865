// How right the times are: what the last self-test found, and which loudspeakers are in use, how late and how surely.
import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import { get, html, t } from "../core.js";
import { clock } from "../format.js";
import { state } from "../live.js";
import { figure, ms } from "./figures.js";
import { Rig } from "./rig.js";

const timing = signal(null);
const trouble = signal(null);

async function read() {
  try {
    timing.value = await get("field/timing");
    trouble.value = null;
  } catch (problem) {
    trouble.value = problem.message; // a file that is wrong: the sentence says which
  }
}

function Part({ part }) {
  const name = t(`timing.part.${part.name}`);
  if (!part.n) return html`<li><b>${name}</b> <span class="tag">${t("timing.untried")}</span><p class="small">${part.why}</p></li>`;
  return html`<li data-part=${part.name}>
    <b>${name}</b> <span class=${part.passed ? "tag good" : "tag bad"}>${part.passed ? "✓" : "×"} ${t(part.passed ? "timing.part.passed" : "timing.part.failed")}</span>
    <p>${t("timing.part.right", { ms: ms(part.p99_ms) })}</p>
  </li>`;
}

function Figures({ part, wall_s }) {
  const name = t(`timing.part.${part.name}`);
  const figures = { median: figure(part.median_ms), sd: figure(part.sd_ms), p99: figure(part.p99_ms), worst: figure(part.worst_ms), n: part.n };
  return html`<li><b>${name}</b>
    <p class="small">${t("timing.part.figures", figures)}</p>
    <img class="plot" src=${`/api/v1/field/timing/plots/${encodeURIComponent(part.name)}?at=${wall_s}`} alt=${t("timing.plot", { name })} width="360" height="300" loading="lazy" />
  </li>`;
}

function SelfTest({ found }) {
  const how = html`<p class="small">${t("timing.how")} <code>cue-trainer selftest</code></p>`;
  if (!found) return html`<p class="note">${t("timing.never")}</p>${how}`;
  const words = t(found.passed ? "timing.passed" : "timing.failed", { when: clock(found.wall_s) });
  return html`${found.right_to_ms != null && html`<p class="right">${t("timing.right")} <b>${ms(found.right_to_ms)} ms</b></p>`}
    <p class=${found.passed ? "" : "note"}>${words}</p>
    <ul class="plain">${found.parts.map((part) => html`<${Part} key=${part.name} part=${part} />`)}</ul>
    <details class="fold"><summary>${t("timing.figures")}</summary>
      <p class="small">${t("timing.rule")}</p>
      <ul class="plain">${found.parts.filter((part) => part.n).map((part) => html`<${Figures} key=${part.name} part=${part} wall_s=${found.wall_s} />`)}</ul>
    </details>
    ${how}`;
}

function delayWords(one) {
  if (one.driver === "") return t("timing.silent");
  if (one.notes.length) return t("timing.delay.unknown", { within: ms(one.uncertainty_ms) });
  return t("timing.delay", { early: figure(one.latency_ms), within: ms(one.uncertainty_ms) });
}

function originWords({ calibration }) {
  if (!calibration) return t("timing.from-file");
  const places = { how: t(`timing.method.${calibration.method}`), n: calibration.n, when: clock(calibration.wall_s) };
  return t(calibration.n ? "timing.calibrated" : "timing.entered", places);
}

const Loudspeaker = ({ one }) => html`<li>
  <b>${one.title}</b> <span class="tag">${[one.driver ?? one.calibration?.driver, one.device].filter(Boolean).join(", ")}</span>
  <p>${delayWords(one)}</p>
  ${one.notes.length > 0
    ? html`<p class="small">${t("timing.calibrate")} <code>cue-trainer calibrate --station ${one.station}</code></p>`
    : one.driver !== "" && html`<p class="small">${originWords(one)}</p>`}
</li>`;

export function Timing() {
  useEffect(() => void read(), [state.value.link]); // again when the engine is back: it was stopped for a self-test
  const found = timing.value;
  if (trouble.value) return html`<section class="block"><h2>${t("timing.title")}</h2><p class="note">${trouble.value}</p></section>`;
  if (!found) return null;
  return html`<section class="block timing">
    <h2>${t("timing.title")}</h2>
    ${state.value.field?.simulated && html`<p class="small">${t("timing.simulated")}</p>`}
    <${SelfTest} found=${found.selftest} />
    ${found.loudspeakers.length > 0 &&
    html`<h3>${t("timing.loudspeakers")}</h3><ul class="plain">${found.loudspeakers.map((one) => html`<${Loudspeaker} key=${one.station} one=${one} />`)}</ul>`}
    ${found.rig && html`<details class="fold taken"><summary>${t("rig.title.now")}</summary><${Rig} rig=${found.rig} /></details>`}
  </section>`;
}
