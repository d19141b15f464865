// The figures that some drills have of their own, each with its 95 % interval: for the coach's phone alone.
import { useState } from "preact/hooks";
import { get, html, say, t } from "../core.js";

const signed = (value, digits) => (value > 0 ? "+" : "") + value.toFixed(digits).replace("-", "−");

/** What there is to say of one athlete at one drill. */
function* lines({ change, drop_off: falls, decrements }) {
  if (change) {
    const [ms, low, high] = [change.ms, change.low, change.high].map((value) => signed(value / 1000, 2));
    yield t("own-figures.change", { ms, low, high, changed: change.changed, unchanged: change.unchanged });
    if (change.wrong_changed || change.wrong_unchanged)
      yield t("own-figures.wrong", { n: change.wrong_changed, of: change.of_changed, m: change.wrong_unchanged, others: change.of_unchanged });
  }
  if (falls) {
    const [percent, low, high] = [falls.percent, falls.low, falls.high].map((value) => signed(value, 1));
    yield t("own-figures.drop-off", { percent, low, high, ways: falls.ways });
  }
  for (const one of decrements) yield t("own-figures.sprints", { percent: signed(one.percent, 1) });
}

export default function OwnFigures({ session, runs }) {
  const [found, setFound] = useState(null);
  const read = (event) => {
    if (event.currentTarget.open && !found)
      get(`sessions/${session}/summary`).then((doc) => setFound(doc.summaries), (problem) => say(problem.message, "warn"));
  };
  const told = (found ?? []).map((one) => ({ one, said: [...lines(one)] })).filter(({ said }) => said.length);
  return html`<details class="fold block" onToggle=${read}><summary>${t("own-figures")}</summary>
    ${found && !told.length && html`<p class="small">${t("own-figures.none")}</p>`}
    <ul class="plain list">${told.map(
      ({ one, said }) => html`<li key=${`${one.athlete.id} ${one.drill} ${one.level}`}><b>${one.athlete.name}</b> ${runs.find((run) => run.drill === one.drill)?.title}
        ${said.map((text) => html`<br /><small>${text}</small>`)}</li>`,
    )}</ul>
  </details>`;
}
