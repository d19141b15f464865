// What was: sessions, their runs, every rep, and the files to take away.
import { signal } from "@preact/signals";
import { Late, count, get, html, say, t } from "../core.js";
import { Button, Empty } from "../ui.js";
import { clock, mainTime, seconds } from "../format.js";
import { RepList } from "../run.js";
import { RunRig } from "./rig.js";

const sessions = signal(null);
const next = signal(null);
const open = signal(null); // the id of the session shown
const rows = signal([]);
const looked = signal(null); // the row that is looked at

async function readSessions(cursor = null) {
  try {
    const doc = await get(cursor ? `sessions?cursor=${encodeURIComponent(cursor)}` : "sessions");
    sessions.value = cursor ? [...sessions.value, ...doc.sessions] : doc.sessions;
    next.value = doc.next;
    if (!open.value && doc.sessions.length) show(doc.sessions[0].id);
  } catch (problem) {
    sessions.value ??= [];
    say(problem.message, "warn");
  }
}

async function show(id) {
  if (open.value !== id) rows.value = [];
  open.value = id;
  try {
    rows.value = (await get(`sessions/${id}/results`)).results;
  } catch (problem) {
    say(problem.message, "warn");
  }
}

/** Median of the hits of each athlete in a run, in the order they come. */
function byAthlete(reps) {
  const people = new Map();
  for (const row of reps.filter((row) => !["void", "stopped"].includes(row.outcome))) {
    const mine = people.get(row.athlete) ?? { name: row.athlete, reps: 0, good: 0, times: [], what: null };
    mine.reps += 1;
    const main = mainTime(row);
    if (row.outcome === "hit" || row.outcome === "withheld") mine.good += 1;
    if (row.outcome === "hit" && main) (mine.times.push(main.ms), (mine.what = main.key));
    people.set(row.athlete, mine);
  }
  return [...people.values()];
}

function median(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

function Run({ run }) {
  const reps = rows.value.filter((row) => row.run === run.id);
  return html`<section class="block run-card">
    <h2>${run.title} ${run.level != null && html`<span class="tag">${t("level")} ${run.level}</span>`}</h2>
    <ul class="sums">
      ${byAthlete(reps).map(
        (a) => html`<li key=${a.name}><b>${a.name}</b><span>${t("good-of", { good: a.good, n: a.reps })}</span>
          <span class="sum-time">${a.times.length ? html`${seconds(median(a.times), 3)} s<small>${t("median-of", { what: t(`measure.${a.what}`) })}</small>` : "–"}</span></li>`,
      )}
    </ul>
    <details class="fold"><summary>${count("reps", reps.length)}</summary><${RepList} rows=${[...reps].reverse()} onOpen=${(row) => (looked.value = row)} /></details>
    <${RunRig} id=${run.id} />
    <${Late} part="keep" run=${run.id} rows=${reps} isPast onChange=${() => show(open.value)} />
    ${looked.value?.run === run.id && html`<${Late} part="attempt" row=${looked.value} athletes=${run.athletes} onClose=${() => (looked.value = null)} onChange=${() => show(open.value)} />`}
  </section>`;
}

function Session({ session }) {
  return html`<article>
    <h1>${clock(session.opened_wall_s)}</h1>
    <p class="lead">${[session.simulated ? t("on-simulated") : session.field, ...Object.values(session.underfoot).filter(Boolean).map((word) => t(`underfoot.is.${word}`)), count("runs", session.runs.length)].join(" · ")}</p>
    <${Late} part="session" key=${session.id} session=${session.id} runs=${session.runs} />
    ${[...session.runs].reverse().map((run) => html`<${Run} key=${run.id} run=${run} />`)}
  </article>`;
}

/** What is here may be other than what is shown. */
function readAnew() {
  open.value = null;
  rows.value = [];
  readSessions();
}

const Below = () => html`<${Late} part="club" /><${Late} part="database" onChange=${readAnew} />`;

export default function ResultsView() {
  if (sessions.value === null) readSessions();
  const all = sessions.value ?? [];
  const shown = all.find((s) => s.id === open.value);
  if (sessions.value !== null && !all.length) return html`<div class="results"><${Empty}>${t("no-sessions")}<//><${Below} /></div>`;
  return html`<div class="results">
    ${shown && html`<${Session} session=${shown} />`}
    ${all.length > 1 &&
    html`<section class="block"><h2>${t("sessions")}</h2><ul class="plain list">
      ${all.map(
        (s) => html`<li key=${s.id}><button type="button" class="line" aria-pressed=${s.id === open.value} onClick=${() => (show(s.id), scrollTo(0, 0))}>
          <b>${clock(s.opened_wall_s)}</b><small>${s.runs.map((r) => r.title).join(", ") || "–"}</small></button></li>`,
      )}</ul></section>`}
    <${Late} part="twice" onChange=${() => open.value && show(open.value)} />
    <div class="row">
      ${next.value && html`<${Button} onClick=${() => readSessions(next.value)}>${t("older")}<//>`}
      <${Button} onClick=${() => readSessions().then(() => open.value && show(open.value))}>${t("read-again")}<//>
    </div>
    <${Below} />
  </div>`;
}
