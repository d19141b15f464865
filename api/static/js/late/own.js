// Your own drills: a file up from this phone, down to it, and away.
import { useState } from "preact/hooks";
import { html, say, send, t } from "../core.js";
import { Button } from "../ui.js";
import { inLanguage } from "../format.js";

/** What the file is called, as a drill can be called. */
const nameOf = (file) =>
  file.name.toLowerCase().replace(/\.(toml|txt)$/, "").replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "").slice(0, 31) || "mine";

const base64 = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));

export default function Own({ drills, broken, onChange }) {
  const [trouble, setTrouble] = useState(null); // what a file was refused for, and what it could replace
  const [minds, setMinds] = useState([]);
  const [going, setGoing] = useState(null); // the name that is to be removed, asked once

  async function save(name, body) {
    setTrouble(null);
    setMinds([]);
    try {
      const { drill, minds } = await send("PUT", `drills/${name}`, body);
      say(t("own.saved", { title: inLanguage(drill).title }));
      setMinds(minds);
      onChange();
    } catch (problem) {
      const there = problem.status === 409 && drills.find((d) => d.own && d.name === name);
      setTrouble({ text: problem.message, replace: there ? () => save(name, { ...body, over: there.sha }) : null });
    }
  }

  async function pick(event) {
    const [file] = event.currentTarget.files;
    const box = event.currentTarget;
    if (file) await save(nameOf(file), { file: base64(await file.arrayBuffer()) });
    box.value = ""; // the same file may be picked again
  }

  async function remove(name) {
    if (going !== name) return setGoing(name);
    setGoing(null);
    try {
      await send("DELETE", `drills/${name}`);
      onChange();
    } catch (problem) {
      say(problem.message, "warn");
    }
  }

  const mine = drills.filter((d) => d.own);
  return html`<p class="small">${t("own.note")}</p>
    <label class="button wide pick">${t("own.pick")}<input type="file" accept=".toml,text/plain" onChange=${pick} /></label>
    ${trouble && html`<p class="lacks" role="alert">${trouble.text}</p>`}
    ${trouble?.replace && html`<${Button} class="wide" onClick=${trouble.replace}>${t("own.replace")}<//>`}
    ${minds.map((mind) => html`<p class="note" key=${mind}>${mind}</p>`)}
    ${broken.map((sentence) => html`<p class="lacks" key=${sentence}>${sentence}</p>`)}
    <ul class="plain">
      ${mine.map(
        (d) => html`<li key=${d.name} class="here"><b>${inLanguage(d).title}<small> ${d.name}</small></b>
          <a class="button" href=${`/api/v1/drills/${d.name}/file`} download aria-label=${`${d.name}: ${t("own.take")}`}>${t("own.take")}</a>
          <${Button} aria-label=${`${d.name}: ${t(going === d.name ? "own.sure" : "own.remove")}`} onClick=${() => remove(d.name)}>
            ${t(going === d.name ? "own.sure" : "own.remove")}<//></li>`,
      )}
    </ul>
    <h3>${t("own.start")}</h3>
    <div class="chips">${drills.filter((d) => !d.own).map(
      (d) => html`<a class="button" key=${d.name} href=${`/api/v1/drills/${d.name}/file`} download>${inLanguage(d).title}</a>`,
    )}</div>`;
}
