// The run: before it the choice, during it who is on and what is happening, after it what it was.
import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import { Late, count, get, html, t } from "./core.js";
import { command, isClub, isRunning, link, reps, state, stop } from "./live.js";
import { Button, Empty } from "./ui.js";
import { doubt, isRepeated, kindWords, mainTime, outcomeMark, outcomeWords, seconds } from "./format.js";
import { Choose } from "./choose.js";
import { Setup } from "./setup.js";
import { Marks } from "./marks.js";
import { Stations } from "./stations.js";

export const chosen = signal(null); // the drill being set up
export const putAway = signal(null); // the id of a finished run whose card was closed
const isCounting = signal(false); // who is here, on a sheet
const SIGNS = { ready: "○", wait: "●", go: "▶", rest: "~", paused: "‖" };

export function RunView({ go }) {
  const run = state.value.run;
  useEffect(() => void readReps().catch(() => {}), [run?.id]);
  useEffect(() => scrollTo(0, 0), [isRunning.value, chosen.value]);
  if (isClub.value) return html`${state.value.notes.map((note) => html`<p class="note" key=${note}>${note}</p>`)}<${Empty}>${t("no-field")}<//>`;
  if (isRunning.value) return html`<${Running} />`;
  if (run && !chosen.value && putAway.value !== run.id && state.value.phase !== "idle") return html`<${Finished} go=${go} />`;
  return chosen.value
    ? html`<${Setup} name=${chosen.value} onBack=${() => (chosen.value = null)} onStarted=${() => (chosen.value = null)} />`
    : html`<${Choose} onChoose=${(name) => (chosen.value = name)} />`;
}

const verdictWord = (row) => t(mainTime(row) ? "phase.time" : isRepeated(row) ? "phase.again" : "phase.next");

function Stage() {
  const { phase, turn, run, rest_s, said, pausing, last } = state.value;
  const isTime = phase === "time" && last;
  const who = isTime ? last : turn; // while a time is shown the next athlete is called already
  const { lanes } = state.value;
  const names = state.value.test ? run.title : lanes.length > 1 && !isTime ? lanes.map((lane) => lane.athlete).join(" · ") : who?.athlete;
  const words = phase === "rest" && rest_s ? t("rest-for", { n: Math.round(rest_s) }) : turn?.words;
  return html`<section class="stage" data-phase=${phase}>
    <div class="who">
      <h1>${names ?? run.title}</h1>
      ${who && html`<p>${t("rep-of", { rep: who.rep, reps: run.reps })}${run.sets > 1 && html` · ${t("set-of", { set: who.set, sets: run.sets })}`}</p>`}
    </div>
    <p class="phase" role="status"><span aria-hidden="true">${isTime ? outcomeMark(last) : SIGNS[phase]}</span> ${isTime ? verdictWord(last) : t(`phase.${phase}`)}</p>
    <p class="ask">${isTime ? kindWords(last) : (words ?? said)}</p>
    ${pausing && phase !== "paused" && html`<p class="soft-note">${t("will-pause")}</p>`}
    <progress max=${run.total} value=${run.done} aria-label=${t("progress", { done: run.done, total: run.total })} />
  </section>`;
}

function LastTime() {
  const row = state.value.last;
  const saving = state.value.saving && html`<p class="soft-note">${t("saving")}</p>`; // a later one: none is shown before it is kept
  if (!row) return html`<section class="last none" aria-live="polite">${saving || html`<p>${t("no-time-yet")}</p>`}</section>`;
  const main = mainTime(row);
  const pm = doubt(row);
  return html`<section class="last" aria-live="polite">
    <p class="last-who"><b>${row.athlete}</b><span class=${`tag ${row.outcome === "hit" || row.outcome === "withheld" ? "good" : ""}`}>
      <span aria-hidden="true">${outcomeMark(row)}</span> ${outcomeWords(row)}</span></p>
    ${main
      ? html`<p class="digits">${seconds(main.ms, 3)}<small> s</small></p>
          <p class="last-what">${t(`measure.${main.key}`)}${pm && html` <b>± ${pm} s</b>`}</p>`
      : html`<p class="last-kind">${kindWords(row)}</p>`}
    ${saving}
    ${main?.key !== "total" && row.total_ms != null && html`<p class="last-more">${t("total")} <b>${seconds(row.total_ms, 2)} s</b></p>`}
  </section>`;
}

function Running() {
  const { phase, pausing, turn, last } = state.value;
  const isCalled = phase === "time" && turn && last && turn.athlete_id !== last.athlete_id;
  const queue = isCalled ? [turn.athlete, ...state.value.queue] : state.value.queue;
  const paused = phase === "paused";
  const rests = phase === "rest" && !pausing;
  return html`<div class="running">
    <${Stage} />
    ${state.value.care.length > 0 && html`<${Late} part="asks" />`}
    ${state.value.lanes.length > 1 && html`<${Late} part="lanes" />`}
    ${state.value.test ? html`<${Late} part="grid" />` : html`<${LastTime} /><${Marks} />`}
    <button type="button" class="queue" aria-label=${t("people.open", { names: queue.join(", ") })} onClick=${() => (isCounting.value = true)}>
      <b>${t("then")}</b> ${queue.slice(0, 4).join(" · ") || "–"}${queue.length > 4 && " …"}<i aria-hidden="true">›</i></button>
    ${isCounting.value && html`<${Late} part="people" onClose=${() => (isCounting.value = false)} />`}
    <${Stations} />
    <${RepList} />
    ${state.value.calls.length > 0 && html`<${Late} part="calls" />`}
    <div class="thumb">
      ${paused
        ? html`<${Button} kind="accent big" onClick=${() => command("run/resume")}>${t("resume")}<//>`
        : html`${rests && html`<${Button} class="big soft" onClick=${() => command("run/resume")}>${t("go-now")}<//>`}
            <${Button} class="big soft" aria-pressed=${pausing} onClick=${() => command(pausing ? "run/resume" : "run/pause")}>
            ${pausing ? t("go-on") : rests ? t("pause") : t("pause-after")}<//>`}
      <${Button} kind="stop big" onClick=${stop}>${t("stop")}<//>
    </div>
  </div>`;
}

export const RepList = ({ rows = reps.value, onOpen }) =>
  rows.length > 0 &&
  html`<section class="block">
    <h2>${t("reps")}</h2>
    <ol class="reps">
      ${rows.map((row) => {
        const main = mainTime(row);
        return html`<li key=${`${row.run}${row.seq}${row.lane}`} class=${row.outcome === "void" ? "void" : ""}>
          <span class="rep-mark" data-good=${row.outcome === "hit" || row.outcome === "withheld"} aria-hidden="true">${outcomeMark(row)}</span>
          <span class="rep-who"><b>${row.athlete}</b><small>${outcomeWords(row)}${row.form && ` · ${t(`form.${row.form}`)}`}</small></span>
          <span class="rep-time">${main ? html`${seconds(main.ms, 3)}<small> ± ${doubt(row) ?? "?"}</small>` : "–"}</span>
          ${onOpen && html`<button type="button" class="round" aria-label=${t("look", { name: row.athlete, rep: row.rep })} onClick=${() => onOpen(row)}>›</button>`}
        </li>`;
      })}
    </ol>
  </section>`;

function Finished({ go }) {
  const { run, phase } = state.value;
  useEffect(() => void readReps(true).catch(() => {}), [run.id]); // a run may have been deleted
  const hits = reps.value.filter((row) => row.outcome === "hit" || row.outcome === "withheld").length;
  return html`<div class="finished">
    <section class="stage" data-phase=${phase}>
      <p class="phase">${phase === "done" ? t("done") : t("stopped")}</p>
      <h1>${run.title}</h1>
      <p class="ask">${t("done-of", { done: run.done, total: run.total })}${hits > 0 && ` · ${count("good-reps", hits)}`}</p>
    </section>
    <div class="row">
      <${Button} onClick=${() => ((putAway.value = run.id), (chosen.value = run.drill))}>${t("once-more")}<//>
      <${Button} onClick=${() => go("results")}>${t("view.results")}<//>
    </div>
    ${state.value.lanes.length > 1 && html`<${Late} part="lanes" isOver=${true} />`}
    ${state.value.test && html`<${Late} part="grid" />`}
    <${Late} part="card" session=${run.session} key=${`${run.id} ${reps.value.filter((row) => row.outcome === "void").length}`} />
    <${Late} part="keep" run=${run.id} key=${`keep ${run.id}`} rows=${reps.value} onChange=${() => readReps(true)} />
    <${RepList} />
    <div class="thumb">
      <${Button} kind="accent big" disabled=${link.value === "offline"} onClick=${() => (putAway.value = run.id)}>${t("next-drill")}<//>
    </div>
  </div>`;
}

/** After a reload the page knows the last rep only: read those before it; or ``anew`` what the database has of all. */
async function readReps(anew = false) {
  const run = state.value?.run;
  if (!run || (!anew && reps.value.length >= run.done)) return;
  const doc = await get(`sessions/${run.session}/results`);
  if (state.value?.run?.id !== run.id) return;
  const read = doc.results.filter((row) => row.run === run.id);
  const [first, second] = anew ? [read, reps.value] : [reps.value, read];
  const known = new Set(first.map((row) => row.seq));
  reps.value = [...first, ...second.filter((row) => !known.has(row.seq))].sort((a, b) => b.seq - a.seq);
}
