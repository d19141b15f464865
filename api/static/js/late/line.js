// Raw edges on a line of time, a row for each pad and beam: a bar while it is pressed or broken, a mark where an answer counts.
import { html, t } from "../core.js";

const WIDTH = 360;
const LEFT = 92;
const ROW = 32;
const TOP = 22;

/** A trigger by its station; with what it is where the station has both. */
const nameOf = (edges, { station, sensor }) =>
  edges.some((e) => e.station === station && e.sensor !== sensor) ? `${station} ${t(`sensor.${sensor}`)}` : station;

/** From where to where each trigger was active, in ms; what has no end here goes to the end of the line. */
function bars(edges, from, to) {
  const rows = new Map();
  for (const edge of edges) {
    const key = nameOf(edges, edge);
    const row = rows.get(key) ?? { bars: [], since: edge.active ? null : from };
    if (edge.active) row.since ??= edge.ms;
    else if (row.since !== null) (row.bars.push([row.since, edge.ms]), (row.since = null));
    rows.set(key, row);
  }
  for (const row of rows.values()) if (row.since !== null) row.bars.push([row.since, to]);
  return [...rows];
}

const step = (span) => [100, 200, 250, 500, 1000, 2000, 5000].find((ms) => span / ms <= 6) ?? 10000;

export function Line({ doc }) {
  const times = doc.edges.map((e) => e.ms);
  if (!times.length) return null;
  const from = Math.max(Math.min(...times, 0), -1000);
  const to = Math.max(...times, 0) + 100;
  const rows = bars(doc.edges, from, to);
  const height = TOP + rows.length * ROW + 26;
  const x = (ms) => LEFT + ((Math.max(from, ms) - from) / (to - from)) * (WIDTH - LEFT - 8);
  const every = step(to - from);
  const ticks = [];
  for (let ms = Math.ceil(from / every) * every; ms <= to; ms += every) ticks.push(ms);
  const place = (a) => rows.findIndex(([key]) => key === nameOf(doc.edges, a));
  return html`<svg class="edges" viewBox=${`0 0 ${WIDTH} ${height}`} role="img" aria-label=${t("edges.label")}>
    ${ticks.map((ms) => html`<g key=${ms}><path class="tick" d=${`M${x(ms)} ${TOP}V${height - 20}`} /><text x=${x(ms)} y=${height - 4} text-anchor="middle">${ms / 1000}</text></g>`)}
    <path class="zero" d=${`M${x(0)} ${TOP - 6}V${height - 20}`} />
    <text x=${x(0)} y="12" text-anchor="middle">${t("edges.zero")}</text>
    ${rows.map(([key, row], n) => html`<g key=${key}><text x=${LEFT - 8} y=${TOP + n * ROW + 21} text-anchor="end">${key}</text>
      ${row.bars.map(([a, b]) => html`<rect key=${a} x=${x(a)} y=${TOP + n * ROW + 8} width=${Math.max(2, x(b) - x(a))} height="16" />`)}</g>`)}
    ${doc.answers.map((a) => html`<path key=${a.answer} class="answer" data-picked=${a.picked} d=${`M${x(a.ms)} ${TOP + place(a) * ROW + 3}l-7 -8h14z`}><title>${a.name || a.station}</title></path>`)}
  </svg>
  <p class="small">${t("edges.note")}</p>`;
}
