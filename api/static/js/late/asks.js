// What is asked of the coach about who runs: followed, or waved through, by one tap.
import { html, say, t } from "../core.js";
import { command, state } from "../live.js";
import { Button } from "../ui.js";

const QUESTION = { rest: "care.rest", "all right": "care.all-right", break: "care.pause" };

export async function follow(ask, yes) {
  if ((await command("run/care", { athlete: ask.athlete_id, follow: yes })) && yes && ask.athlete_id) {
    say(t(`people.done.${ask.then}`, { name: ask.athlete }));
  }
}

export default function Asks() {
  return state.value.care.map(
    (ask) => html`<section class="care" role="alert" key=${ask.athlete_id}>
      <h2>${t(QUESTION[ask.kind], { name: ask.athlete })}</h2>
      <p>${t(`care.${ask.why}`)}</p>
      <div class="row tight">
        <${Button} kind="accent" onClick=${() => follow(ask, true)}>${t(`care.then.${ask.then}`)}<//>
        <${Button} onClick=${() => follow(ask, false)}>${t("care.wave")}<//>
      </div>
    </section>`,
  );
}
