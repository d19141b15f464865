// Keep or delete, at the end of a run: deleted, none of its reps counts; they stay to be read, and it can be taken back.
import { useState } from "preact/hooks";
import { html, post, say, store, stored, t } from "../core.js";
import { Button, Sheet } from "../ui.js";

export default function Keep({ run, rows, onChange, isPast }) {
  const [isAsking, setAsking] = useState(false);
  const [kept, setKept] = useState(stored("kept", ""));
  const isDeleted = rows.length > 0 && rows.every((row) => row.outcome === "void");
  const tell = async (isVoid) => {
    setAsking(false);
    try {
      await post(`runs/${run}/void`, { void: isVoid });
      say(t(isVoid ? "keep.deleted" : "keep.back.done"));
      await onChange(isVoid);
    } catch (problem) {
      say(problem.message, "warn");
    }
  };
  const keep = () => (store("kept", run), setKept(run));
  if (!rows.length || (kept === run && !isPast && !isDeleted)) return null;
  return html`<section class="block keep">
    ${isDeleted
      ? html`<p>${t("keep.deleted")}</p><${Button} onClick=${() => tell(false)}>${t("keep.back")}<//>`
      : html`<div class="row">${!isPast && html`<${Button} kind="accent" onClick=${keep}>${t("keep.keep")}<//>`}
          <${Button} onClick=${() => setAsking(true)}>${t("keep.delete")}<//></div>`}
    ${isAsking &&
    html`<${Sheet} title=${t("keep.title")} onClose=${() => setAsking(false)}>
      <p>${t("keep.note")}</p>
      <${Button} kind="stop" class="wide" onClick=${() => tell(true)}>${t("keep.delete")}<//>
    <//>`}
  </section>`;
}
