// One rep decided anew: its raw edges on a line, another edge for an answer, the coach's words, and all of it taken back.
import { useEffect, useState } from "preact/hooks";
import { get, html, post, say, t } from "../core.js";
import { Button, Sheet } from "../ui.js";
import { mainTime, outcomeWords, seconds } from "../format.js";
import { ms } from "./figures.js";
import { Line } from "./line.js";

const FORMS = ["clean", "feet", "hips", "eyes", "arms"];
const REASONS = ["arm", "other", "ball", "stumble"];
const path = (row) => `runs/${row.run}/attempts/${row.seq}`;
const lane = (row) => `?lane=${row.lane}`;

/** The newest word of each kind that still says something. */
const standing = (words) => [...new Map(words.map((word) => [word.kind, word])).values()].filter((word) => word.value !== null);

function told(word, athletes) {
  if (word.kind === "reassign") return t("word.reassign", { name: athletes.find((a) => a.id === word.value)?.name ?? "?" });
  if (word.kind === "form") return `${t(`form.${word.value}`)} ${word.detail && t(`form.${word.detail}`)}`;
  return t(`word.${word.kind}`);
}

function Pick({ doc, onPick }) {
  const [answer, setAnswer] = useState(null);
  const [edge, setEdge] = useState(null);
  const [why, setWhy] = useState("");
  const mine = doc.answers.find((a) => a.answer === answer);
  const fits = (e) => e.active === mine.active && e.sensor === mine.sensor && (e.ms >= 0 || mine.ms < 0);
  const others = mine ? doc.edges.filter((e) => fits(e) && !(e.t_ns === mine.t_ns && e.station === mine.station)) : [];
  const choose = (a) => (setAnswer(a.answer), setEdge(null));
  return html`<h3>${t("pick.answer")}</h3>
    <div class="chips" role="group" aria-label=${t("pick.answer")}>
      ${doc.answers.map((a) => html`<${Button} key=${a.answer} aria-pressed=${a.answer === answer} onClick=${() => choose(a)}>
        ${a.name || a.station} ${seconds(a.ms, 3)}<//>`)}
    </div>
    ${mine && html`<h3>${t("pick.edge")}</h3>
      <div class="chips" role="group" aria-label=${t("pick.edge")}>
        ${others.map((e) => html`<${Button} key=${e.station + e.t_ns} aria-pressed=${e === edge} onClick=${() => setEdge(e)}>${e.station} ${seconds(e.ms, 3)}<//>`)}
        ${!others.length && html`<p class="small">${t("pick.none")}</p>`}
      </div>`}
    ${edge && html`<h3>${t("pick.why")}</h3>
      <div class="chips" role="group" aria-label=${t("pick.why")}>
        ${REASONS.map((r) => html`<${Button} key=${r} aria-pressed=${why === t(`why.${r}`)} onClick=${() => setWhy(t(`why.${r}`))}>${t(`why.${r}`)}<//>`)}
      </div>
      <${Button} kind="accent" class="wide" onClick=${() => onPick({ answer, station: edge.station, sensor: edge.sensor, t_ns: edge.t_ns }, why)}>${t("pick.take")}<//>`}`;
}

function Words({ doc, athletes, onUndo }) {
  const words = standing(doc.words);
  return words.length > 0 && html`<h3>${t("words")}</h3>
    <ul class="plain">${words.map((word) => html`<li key=${word.id} class="word"><span>${told(word, athletes)}<small> ${word.why}</small></span>
      <${Button} onClick=${() => onUndo(word)}>${t("undo")}<//></li>`)}</ul>`;
}

const part = (p) => t(`doubt.${p.shape}`, { name: p.name, ms: ms(p.size_ms) }) + (p.per === "session" ? ` ${t("doubt.session")}` : "");

/** How sure the time is: clock and body apart and together, each onset, and what all of it is made of. */
function Doubt({ doc }) {
  const { uncertainty_ms, uncertainty_clock_ms, uncertainty_body_ms } = doc.result;
  return html`<details class="fold doubt"><summary>${t("doubt")}</summary>
    ${uncertainty_ms != null && html`<p>${t("doubt.whole", { whole: ms(uncertainty_ms), clock: ms(uncertainty_clock_ms), body: ms(uncertainty_body_ms) })}</p>`}
    <dl class="facts">
      ${doc.onsets.map((o) => html`<dt>${o.station}, ${t(`doubt.${o.kind}`)}</dt><dd>${t("doubt.onset", { ms: ms(o.uncertainty_ms) })}</dd><dd><small>${o.how}</small></dd>`)}
      ${doc.doubt_clock.length > 0 && html`<dt>${t("doubt.clock")}</dt>${doc.doubt_clock.map((p) => html`<dd>${part(p)}</dd>`)}`}
      ${doc.doubt_body.length > 0 && html`<dt>${t("doubt.body")}</dt>${doc.doubt_body.map((p) => html`<dd>${part(p)}</dd>`)}`}
    </dl>
  </details>`;
}

export default function Attempt({ row, athletes, onClose, onChange }) {
  const [doc, setDoc] = useState(null);
  const [trouble, setTrouble] = useState(""); // the page's own message would be behind the sheet
  const read = () => get(path(row) + lane(row)).then(setDoc, (problem) => say(problem.message, "warn"));
  useEffect(() => void read(), [row]);
  const tell = async (to, body) => {
    try {
      await post(to, body);
      await read();
      setTrouble("");
      onChange();
    } catch (problem) {
      setTrouble(problem.message);
    }
  };
  const word = (body) => tell(`${path(row)}/words${lane(row)}`, body);
  if (!doc) return null;
  const now = doc.result;
  const main = mainTime(now);
  const title = `${now.athlete}, ${t("rep-n", { rep: row.rep })}: ${main ? `${seconds(main.ms, 3)} s` : outcomeWords(now)}`;
  return html`<${Sheet} title=${title} onClose=${onClose}>
    <p class="small">${outcomeWords(now)} · ${t("by-rule", { rule: now.scoring })}${now.notes.length > 0 && ` · ${now.notes.join(", ")}`}</p>
    ${trouble && html`<p class="note" role="alert">${trouble}</p>`}
    <${Line} doc=${doc} />
    <${Doubt} doc=${doc} />
    <${Words} doc=${doc} athletes=${athletes} onUndo=${(said) => tell(`words/${said.id}/undo`, {})} />
    ${!now.void && html`<${Button} kind="stop" class="wide" onClick=${() => word({ kind: "void", value: "void" })}>${t("void.only")}<//>`}
    ${doc.answers.length > 0 && html`<details class="fold"><summary>${t("pick")}</summary><${Pick} key=${doc.verdicts.length} doc=${doc} onPick=${(pick, why) => word({ kind: "edge", pick, why })} /></details>`}
    <details class="fold"><summary>${t("form.mark")}</summary><div class="chips">
      ${FORMS.map((f) => html`<${Button} key=${f} aria-pressed=${now.form === f || now.form_what === f} onClick=${() => word(f === "clean" ? { kind: "form", value: f } : { kind: "form", value: "not yet", detail: f })}>${t(`form.${f}`)}<//>`)}
    </div></details>
    ${athletes.length > 1 && html`<details class="fold"><summary>${t("who.button")}</summary><div class="chips">
      ${athletes.filter((a) => a.id !== now.athlete_id).map((a) => html`<${Button} key=${a.id} onClick=${() => word({ kind: "reassign", value: a.id })}>${t("who.was", { name: a.name })}<//>`)}
    </div></details>`}
  <//>`;
}
