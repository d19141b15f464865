// Choose a drill: big cards.
import { signal } from "@preact/signals";
import { Late, get, html, stored, t } from "./core.js";
import { state } from "./live.js";
import { Empty } from "./ui.js";
import { inLanguage } from "./format.js";

const drills = signal(null);
const trouble = signal("");
const purpose = signal("");
const broken = signal([]); // a sentence for each file that is no drill
const isOwnOpen = signal(false);

async function read() {
  try {
    const doc = await get("drills");
    drills.value = doc.drills;
    broken.value = doc.broken;
    trouble.value = "";
  } catch (problem) {
    trouble.value = problem.message;
  }
}

const Card = ({ drill, isLast, onChoose }) => html`<li>
  <button type="button" class=${`card ${isLast ? "first" : ""}`} onClick=${() => onChoose(drill.name)}>
    ${isLast && html`<span class="tag good">${t("last-played")}</span>`}
    <b class="card-title">${inLanguage(drill).title}</b>
    <span class="card-about">${inLanguage(drill).first}</span>
    <span class="tags">${drill.tags.slice(0, 3).map((tag) => html`<span class="tag" key=${tag}>${tag}</span>`)}</span>
    ${drill.refused && html`<span class="lacks">${drill.refused}</span>`}
    ${drill.lacks.map((lack) => html`<span class="lacks" key=${lack}>${lack}</span>`)}
  </button>
</li>`;

export function Choose({ onChoose }) {
  if (drills.value === null && !trouble.value) read();
  if (trouble.value) return html`<${Empty}>${trouble.value}<//>`;
  const all = drills.value ?? [];
  const last = stored("last-drill", null);
  const tags = [...new Set(all.flatMap((d) => d.tags))].filter((tag) => all.filter((d) => d.tags.includes(tag)).length > 1);
  const shown = all
    .filter((d) => !purpose.value || d.tags.includes(purpose.value))
    .sort((a, b) => (b.name === last) - (a.name === last));
  return html`<div class="choose">
    <h1>${t("choose")}</h1>
    ${state.value.notes?.map((note) => html`<p class="note" key=${note}>${note}</p>`)}
    ${tags.length > 1 &&
    html`<div class="filter" role="group" aria-label=${t("filter")}>
      ${["", ...tags].map(
        (tag) => html`<button type="button" key=${tag} aria-pressed=${purpose.value === tag} onClick=${() => (purpose.value = tag)}>${tag || t("all")}</button>`,
      )}
    </div>`}
    <ul class="cards">${shown.map((d) => html`<${Card} key=${d.name} drill=${d} isLast=${d.name === last} onChoose=${onChoose} />`)}</ul>
    <details class="fold block" onToggle=${(e) => (isOwnOpen.value = e.currentTarget.open)}><summary>${t("own")}</summary>
      ${isOwnOpen.value && html`<${Late} part="own" drills=${all} broken=${broken.value} onChange=${read} />`}</details>
  </div>`;
}
