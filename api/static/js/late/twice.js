// Two athletes who are one child: who may be, any two whom the coach names, and who is, to be told apart again.
import { useState } from "preact/hooks";
import { get, html, post, say, t } from "../core.js";
import { Button } from "../ui.js";

const called = (a) => (a.band ? `${a.name} · ${a.band}` : a.name);

/** Told apart where two are called the same. */
const words = (a, all) => (all.some((b) => b.id !== a.id && called(b) === called(a)) ? `${called(a)} · ${a.id.slice(0, 8)}` : called(a));

function Two({ people, onSay }) {
  const [chosen, setChosen] = useState({ keep: "", other: "" });
  const { keep, other } = chosen;
  return html`${Object.keys(chosen).map(
      (part) => html`<label class="underfoot" key=${part}><b>${t(`twice.is.${part}`)}</b>
        <select onChange=${(e) => setChosen({ ...chosen, [part]: e.currentTarget.value })}>
          <option value="">–</option>
          ${people.map((a) => html`<option key=${a.id} value=${a.id} selected=${a.id === chosen[part]}>${words(a, people)}</option>`)}
        </select></label>`,
    )}
    <${Button} class="wide" disabled=${!keep || !other || keep === other} onClick=${() => (setChosen({ keep: "", other: "" }), onSay(keep, other, true))}>${t("twice.one")}<//>`;
}

export default function Twice({ onChange }) {
  const [people, setPeople] = useState([]);
  const [found, setFound] = useState(null);
  const told = async (asked) => {
    try {
      setFound(await asked);
      setPeople((await get("athletes")).athletes);
    } catch (problem) {
      say(problem.message, "warn");
    }
  };
  const sayOf = async (keep, other, one) => {
    await told(post("merges", { keep, other, one }));
    onChange();
  };
  return html`<details class="fold block" onToggle=${(e) => e.currentTarget.open && told(get("merges"))}><summary>${t("twice")}</summary>
    <p class="small">${t("twice.note")}</p>
    <ul class="plain">
      ${found?.likely.map(
        ({ keep, other }) => html`<li key=${keep.id + other.id} class="here whole"><b>${t("twice.maybe", { name: called(keep) })}</b>
          <${Button} onClick=${() => sayOf(keep.id, other.id, true)}>${t("twice.one")}<//>
          <${Button} onClick=${() => sayOf(keep.id, other.id, false)}>${t("twice.two")}<//></li>`,
      )}
      ${found?.merges.map(
        ({ keep, other }) => html`<li key=${keep.id + other.id} class="here whole"><b>${t("twice.is", { keep: called(keep), other: called(other) })}</b>
          <${Button} onClick=${() => sayOf(keep.id, other.id, false)}>${t("twice.two")}<//></li>`,
      )}
    </ul>
    ${people.length > 1 && html`<${Two} people=${people} onSay=${sayOf} />`}
  </details>`;
}
