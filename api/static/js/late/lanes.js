// Those who are on together, lane beside lane: what each is doing, then the time and the place.
import { html, t } from "../core.js";
import { reps, state } from "../live.js";
import { outcomeMark, outcomeWords, seconds } from "../format.js";

const SIGNS = { ready: "○", wait: "●", go: "▶", time: "✓" };

function Lane({ lane, isShared }) {
  const good = lane.outcome === "hit" || lane.outcome === "withheld";
  const place = isShared ? t("lanes.same") : lane.place && t(`place.${lane.place}`);
  return html`<li class="lane" data-phase=${lane.phase} data-first=${lane.place === 1}>
    <p class="lane-who"><b>${lane.athlete}</b><small>${t("lanes.lane", { n: lane.lane })}</small></p>
    ${lane.outcome == null
      ? html`<p class="lane-state"><span aria-hidden="true">${SIGNS[lane.phase]}</span> ${t(`phase.${lane.phase}`)}</p>`
      : html`<p class="lane-state"><span aria-hidden="true">${outcomeMark(lane)}</span> ${good && lane.total_ms != null ? `${seconds(lane.total_ms, 2)} s` : outcomeWords(lane)}</p>`}
    <p class="lane-place">${place || lane.words || " "}</p>
  </li>`;
}

const SAME_MS = 50; // nearer arrivals are one, as in trainer/race.py

/** How often each athlete of a run was first; those who were level all were. */
function wins(rows) {
  const races = Map.groupBy?.(rows, (row) => row.seq - row.lane) ?? new Map();
  const found = new Map();
  for (const race of races.values()) {
    const best = Math.min(...race.filter((row) => row.outcome === "hit").map((row) => row.total_ms));
    for (const row of race)
      if (row.outcome === "hit" && row.total_ms - best <= SAME_MS && race.length > 1) found.set(row.athlete, (found.get(row.athlete) ?? 0) + 1);
  }
  return [...found].sort((a, b) => b[1] - a[1]);
}

export default function Lanes({ isOver }) {
  const { lanes, run } = state.value;
  const won = isOver && run?.format === "versus" ? wins(reps.value) : [];
  const first = lanes.filter((lane) => lane.place === 1).length;
  return html`<section class="block" aria-label=${t("lanes")}>
    ${won.length > 0 && html`<p class="small">${t("lanes.wins", { who: won.map(([name, n]) => `${name} ${n}`).join(" · ") })}</p>`}
    <ul class="lanes">${lanes.map((lane) => html`<${Lane} key=${lane.lane} lane=${lane} isShared=${lane.place === 1 && first > 1} />`)}</ul>
  </section>`;
}
