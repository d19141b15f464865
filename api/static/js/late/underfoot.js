// What is run on and in: surface, footwear, condition. It belongs to the session; times of two are never compared.
import { useEffect, useState } from "preact/hooks";
import { get, html, say, t } from "../core.js";

export default function Underfoot({ told }) {
  const [field, setField] = useState(null);
  useEffect(() => void get("field").then(setField, (problem) => say(problem.message, "warn")), []);
  if (!field) return null;
  return html`<p class="small">${t("underfoot.note")}</p>
    ${Object.entries(field.may_be).map(([name, words]) => {
      const value = told.value[name] ?? field.underfoot[name];
      return html`<label class="underfoot" key=${name}><b>${t(`underfoot.${name}`)}</b>
        <select onChange=${(e) => (told.value = { ...told.value, [name]: e.currentTarget.value })}>
          ${["", ...words].map((word) => html`<option key=${word} value=${word} selected=${word === value}>${t(`underfoot.is.${word || "unsaid"}`)}</option>`)}
        </select></label>`;
    })}`;
}
