// Of a whole session: its end card, its report, and who was fastest as far as can be known.
import { useState } from "preact/hooks";
import { get, html, language, say, t } from "../core.js";
import { seconds } from "../format.js";
import Card from "./card.js";
import OwnFigures from "./own-figures.js";

const alike = (a, b) => a.drill === b.drill && a.level === b.level;

function Board({ board, boards, title }) {
  const { terms } = board;
  const isOne = boards.every((b) => !alike(b.terms, terms) || b.terms.rules === terms.rules);
  const parts = [t(`measure.${terms.measure}`), terms.sense && t(`sense.${terms.sense}`), terms.measure === "transition" && terms.wait, !isOne && t("board.version", { version: terms.rules.slice(0, 8) })];
  return html`<h3>${title}${terms.level != null && ` ${t("level")} ${terms.level}`} · ${parts.filter(Boolean).join(", ")}</h3>
    <table class="board"><thead><tr><th scope="col">${t("board.rank")}</th><th scope="col">${t("board.who")}</th><th scope="col">${t("board.best")}</th></tr></thead>
    <tbody>${board.places.map(
      (p) => html`<tr key=${p.athlete.id}><td>${p.rank}</td><th scope="row">${p.athlete.name}</th>
        <td>${seconds(p.ns / 1e6, 3)} s<small> ± ${seconds(p.uncertainty_ns / 1e6, 3)}</small></td></tr>`,
    )}</tbody></table>`;
}

/** Files and the report, with everybody's name only where that is asked. */
function Take({ session }) {
  const [names, setNames] = useState(false);
  const at = (what, wish) => `/api/v1/sessions/${session}/${what}?${wish}${names ? "&names=true" : ""}`;
  return html`<section class="block"><h2>${t("take")}</h2>
    <div class="row">
      ${["csv", "xlsx", "jsonl"].map((form) => html`<a class="button" key=${form} href=${at("export", `format=${form}`)} download>${t(`take.${form}`)}</a>`)}
      <a class="button" href=${at("report", `language=${language.value}`)} target="_blank" rel="noopener">${t("report")}</a>
    </div>
    <label class="switch"><span><b>${t("take.names")}</b><small>${t("take.names.note")}</small></span>
      <input type="checkbox" role="switch" checked=${names} onChange=${(e) => setNames(e.currentTarget.checked)} /></label>
  </section>`;
}

export default function Session({ session, runs }) {
  const [boards, setBoards] = useState(null);
  const read = (event) => {
    if (event.currentTarget.open && !boards)
      get(`sessions/${session}/ranks`).then((doc) => setBoards(doc.boards), (problem) => say(problem.message, "warn"));
  };
  return html`<${Take} session=${session} />
    <${Card} session=${session} />
    <${OwnFigures} session=${session} runs=${runs} />
    <details class="fold block" onToggle=${read}><summary>${t("board")}</summary>
      <p class="small">${t("board.note")}</p>
      ${boards?.length === 0 && html`<p class="small">${t("board.none")}</p>`}
      ${boards?.map((board) => html`<${Board} key=${JSON.stringify(board.terms) + board.surface} board=${board} boards=${boards} title=${runs.find((run) => run.drill === board.terms.drill)?.title} />`)}
    </details>`;
}
