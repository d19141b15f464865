// The coach's tap as the cue: one big button for each thing that may be called.
import { html, t } from "../core.js";
import { command, state } from "../live.js";

const ARROWS = { left: "←", right: "→", go: "↑" };
let roundTrip = 0; // of the call before, in ms

async function call(event, name) {
  const sent = performance.now();
  const travel_ms = Math.max(0, Math.round(sent - event.timeStamp + roundTrip / 2));
  await command("run/call", { call: name, travel_ms });
  roundTrip = performance.now() - sent;
}

export default function Calls() {
  const { calls } = state.value;
  return html`<section class="calls" role="group" aria-label=${t("calls")}>
    ${calls.map(
      (name) => html`<button type="button" key=${name} class="call" onPointerDown=${(event) => call(event, name)}
        onKeyDown=${(event) => ["Enter", " "].includes(event.key) && !event.repeat && call(event, name)}>
        <span aria-hidden="true">${ARROWS[name] ?? "●"}</span> ${ARROWS[name] ? t(`call.${name}`) : name}</button>`,
    )}
  </section>`;
}
