// What times are taken with: the machine and its clock, what the engine was given, each loudspeaker, what falls short.
import { useState } from "preact/hooks";
import { get, html, say, t } from "../core.js";
import { figure, ms } from "./figures.js";

function speaker(one) {
  if (!one.driver) return t("rig.silent", one);
  return t("rig.speaker", { ...one, early: figure(one.latency_ms), within: ms(one.uncertainty_ms) });
}

export function Rig({ rig }) {
  const facts = {
    machine: [rig.machine],
    clock: [rig.clock],
    edges: [rig.edges],
    "real-time": rig.real_time,
    loudspeakers: rig.loudspeakers.map(speaker),
    notes: rig.notes,
  };
  const known = Object.entries(facts).filter(([, said]) => said.length);
  return html`<dl class="facts">${known.map(([name, said]) => html`<dt>${t(`rig.${name}`)}</dt>${said.map((words) => html`<dd>${words}</dd>`)}`)}</dl>`;
}

/** Of a run that was, read when it is opened. */
export function RunRig({ id }) {
  const [rig, setRig] = useState(null);
  async function read(event) {
    if (!event.target.open || rig) return;
    try {
      setRig((await get(`runs/${id}/timing`)).rig ?? "unknown");
    } catch (problem) {
      say(problem.message, "warn");
    }
  }
  return html`<details class="fold taken" onToggle=${read}><summary>${t("rig.title")}</summary>
    ${rig && (rig === "unknown" ? html`<p class="small">${t("rig.unknown")}</p>` : html`<${Rig} rig=${rig} />`)}
  </details>`;
}
