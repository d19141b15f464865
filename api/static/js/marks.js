// One tap on the last rep: its form, strike it out, give it to another; and the next athlete.
import { signal } from "@preact/signals";
import { html, say, t } from "./core.js";
import { command, state } from "./live.js";
import { Button, Sheet } from "./ui.js";
import { mainTime, seconds } from "./format.js";

const PARTS = ["feet", "hips", "eyes", "arms"];
const given = signal({}); // "run/seq" -> "clean" or the part that is not there yet
const sheet = signal(null);
const keyOf = (row) => `${row.run}/${row.seq}`;

async function mark(row, what) {
  const taken = await command("run/form", {
    seq: row.seq,
    mark: what === "clean" ? "clean" : "not yet",
    what: what === "clean" ? "" : what,
  });
  if (taken) given.value = { ...given.value, [keyOf(row)]: what };
}

async function tell(path, fields, words) {
  sheet.value = null;
  if (await command(path, fields)) say(words);
}

function Form({ row }) {
  const now = given.value[keyOf(row)];
  return html`<div class="form" role="group" aria-label=${t("form.title", { name: row.athlete })}>
    <p class="small">${t("form.title", { name: row.athlete })}</p>
    <div class="row tight">
      <button type="button" class="mark clean" aria-pressed=${now === "clean"} onClick=${() => mark(row, "clean")}>✓ ${t("form.clean")}</button>
      ${PARTS.map(
        (part) => html`<button type="button" key=${part} class="mark" aria-pressed=${now === part}
          aria-label=${t("form.not-yet-long", { part: t(`form.${part}`) })} onClick=${() => mark(row, part)}>${t(`form.${part}`)}</button>`,
      )}
    </div>
  </div>`;
}

function VoidSheet({ row }) {
  const main = mainTime(row);
  const time = main ? `${seconds(main.ms, 3)} s` : t(`outcome.${row.outcome}`);
  return html`<${Sheet} title=${t("void.title", { name: row.athlete, time })} onClose=${() => (sheet.value = null)}>
    ${
      state.value.phase !== "stopped" &&
      html`<${Button} kind="accent" class="wide" onClick=${() => tell("run/void", { seq: row.seq, again: true }, t("void.done-again"))}>${t("void.again")}<//>`
    }
    <${Button} kind="stop" class="wide" onClick=${() => tell("run/void", { seq: row.seq, again: false }, t("void.done"))}>${t("void.only")}<//>
  <//>`;
}

function WhoSheet({ row }) {
  const others = state.value.run.athletes.filter((a) => a.id !== row.athlete_id);
  return html`<${Sheet} title=${t("who.title", { name: row.athlete })} onClose=${() => (sheet.value = null)}>
    ${others.map(
      (a) => html`<${Button} key=${a.id} class="wide" onClick=${() => tell("run/reassign", { seq: row.seq, athlete: a.id }, t("who.done", { name: a.name }))}>
        ${t("who.was", { name: a.name })}<//>`,
    )}
  <//>`;
}

export function Marks() {
  const row = state.value.last;
  const Open = { void: VoidSheet, who: WhoSheet }[sheet.value];
  const canMark = row && row.outcome !== "void";
  return html`<section class="marks">
    ${canMark && html`<${Form} row=${row} />`}
    <div class="row tight">
      <${Button} disabled=${!canMark} onClick=${() => (sheet.value = "void")}>${t("void.button")}<//>
      <${Button} disabled=${!canMark || state.value.run.athletes.length < 2} onClick=${() => (sheet.value = "who")}>${t("who.button")}<//>
      <${Button} onClick=${() => command("run/skip")}>${t("next-athlete")}<//>
    </div>
    ${Open && row && html`<${Open} row=${row} />`}
  </section>`;
}
