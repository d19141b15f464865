// This unit and its club: what waits, what came of the last sync, and where two places disagree.
import { useState } from "preact/hooks";
import { count, get, html, post, say, t } from "../core.js";
import { state } from "../live.js";
import { Button } from "../ui.js";
import { clock } from "../format.js";

const warn = (problem) => say(problem.message, "warn");

/** What a place wrote, in the words of this page. */
function words(field, said) {
  if (field === "agreed") return said === "no" ? t("club.no") : t("club.yes", { by: said.replace(/^yes, /, "") });
  return said || t(field === "drill" ? "club.removed" : "club.nothing");
}

function Choice({ one, choice, sure, onTap }) {
  const isDrill = one.field === "drill" && choice.said;
  const name = isDrill ? t(choice.counts ? "club.file.here" : "club.file.there") : words(one.field, choice.said);
  return html`<li>
    ${isDrill && html`<details class="fold"><summary>${name}</summary><pre>${choice.said}</pre></details>`}
    <${Button} class="wide" kind=${sure ? "accent" : "plain"} aria-label=${`${one.name}: ${sure ? t("club.sure") : name}`} onClick=${onTap}>
      ${sure ? t("club.sure") : html`<span>${isDrill ? t("club.take", { name }) : name}${choice.counts && !isDrill && html`<small> ${t("club.counts")}</small>`}</span>`}
    <//></li>`;
}

function Conflict({ one, onDecided }) {
  const [sure, setSure] = useState(null); // the choice that was tapped once
  const tap = (choice) =>
    sure === choice.id
      ? post("conflicts", { of: one.of, field: one.field, keep: choice.id }).then((doc) => onDecided(doc.conflicts), warn)
      : setSure(choice.id);
  return html`<section class="conflict"><h3>${one.name}: ${t(`club.field.${one.field}`)}</h3>
    <ul class="plain">${one.choices.map((choice) => html`<${Choice} key=${choice.id} one=${one} choice=${choice} sure=${sure === choice.id} onTap=${() => tap(choice)} />`)}</ul>
  </section>`;
}

export default function Club() {
  const [doc, setDoc] = useState(null);
  const [busy, setBusy] = useState(false);
  const read = () => get("sync").then(setDoc, warn);
  const sync = async () => {
    setBusy(true);
    await post("sync").then(setDoc, warn);
    setBusy(false);
  };
  const waiting = doc ? Object.values(doc.waiting).reduce((sum, n) => sum + n, 0) : 0;
  return html`<details class="fold block" onToggle=${(e) => e.currentTarget.open && read()}><summary>${t("club")}</summary>
    ${doc && !doc.club && state.value?.link !== "no field" && html`<p class="small">${t("club.none")}</p>`}
    ${doc?.club && html`<p class="small">${doc.club} · ${count("club.waiting", waiting)}</p>
      ${doc.last && html`<p class=${doc.last.ok ? "small" : "lacks"}>${clock(doc.last.wall_s)}: ${doc.last.said}</p>`}
      <${Button} class="wide" disabled=${busy} onClick=${sync}>${t(busy ? "club.syncing" : "club.sync")}<//>`}
    ${doc?.not_taken.map((why) => html`<p class="lacks" key=${why}>${why}</p>`)}
    ${doc?.disagree.length > 0 && html`<h2>${t("club.conflicts")}</h2><p class="small">${t("club.conflicts.note")}</p>
      ${doc.disagree.map((one) => html`<${Conflict} key=${one.of + one.field} one=${one} onDecided=${(disagree) => setDoc({ ...doc, disagree })} />`)}`}
    ${doc && !doc.disagree.length && html`<p class="small">${t("club.agreed")}</p>`}
  </details>`;
}
