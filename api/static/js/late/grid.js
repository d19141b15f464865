// A test by signals: what is run now, and everybody by name: a tap on who was not at the line, another takes it back.
import { html, t } from "../core.js";
import { command, isRunning, state } from "../live.js";

const SIGNS = { waiting: "○", running: "▶", over: "■", done: "✓" };

const word = (runner, what, on) => command("run/line", { athlete: runner.athlete_id, what, on });

function Cell({ runner, isOn, byTaps }) {
  const { athlete, status, missed, stopped, level, shuttle, metres } = runner;
  const canTap = isOn && (status === "running" || status === "over");
  const now = !isOn && status === "running" ? "done" : status; // a test that was stopped leaves nobody running
  const said = stopped ? "stopped" : now === "running" && missed ? "missed" : now;
  return html`<li class="runner" data-status=${said}>
    <button type="button" class="runner-tap" disabled=${!canTap} aria-pressed=${missed} onClick=${() => word(runner, "missed", !missed)}>
      <b>${athlete}</b>
      <span><span aria-hidden="true">${said === "missed" ? "!" : SIGNS[now]}</span> ${t(`grid.${said}`)}</span>
      <small>${t("grid.far", { level, shuttle, m: metres })}</small>
      ${canTap && byTaps && html`<small>${t("grid.taps")}</small>`}
    </button>
    ${canTap && html`<button type="button" class="runner-stop" aria-pressed=${stopped} onClick=${() => word(runner, "stopped", !stopped)}>
      ${stopped ? t("grid.on") : t("grid.stop")}</button>`}
  </li>`;
}

export default function Grid() {
  const { test } = state.value;
  const isOn = isRunning.value;
  const runners = Object.values(test.runners);
  const anyBeams = runners.some((runner) => runner.beams);
  return html`<section class="block" aria-label=${t("grid")}>
    ${isOn && html`<h2>${t("grid.now", test)}</h2>
      <p class="small">${t("grid.help")}</p>`}
    <ul class="grid">${runners.map((runner) => html`<${Cell} key=${runner.athlete_id} runner=${runner} isOn=${isOn} byTaps=${anyBeams && !runner.beams} />`)}</ul>
  </section>`;
}
