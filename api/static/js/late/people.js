// Who is in this run: tired, sits out, is back.
import { html, say, t } from "../core.js";
import { command, state } from "../live.js";
import { Button, Sheet } from "../ui.js";

async function tired({ id, name }, onClose) {
  const answer = await command("run/tired", { athlete: id });
  if (answer) say(t(`people.done.${answer.then}`, { name }));
  onClose();
}

export default function People({ onClose }) {
  const { run, out } = state.value;
  return html`<${Sheet} title=${t("people.title")} onClose=${onClose}>
    <ul class="plain">
      ${run.athletes.map((a) => {
        const isOut = out.includes(a.id);
        return html`<li key=${a.id} class="here" data-out=${isOut}>
          <b>${a.name}</b>
          ${!isOut && html`<${Button} aria-label=${`${a.name}: ${t("people.tired")}`} onClick=${() => tired(a, onClose)}>${t("people.tired")}<//>`}
          <${Button} aria-label=${`${a.name}: ${t(isOut ? "people.back" : "people.out")}`}
            onClick=${() => command("run/sit", { athlete: a.id, out: !isOut })}>${t(isOut ? "people.back" : "people.out")}<//>
        </li>`;
      })}
    </ul>
  <//>`;
}
