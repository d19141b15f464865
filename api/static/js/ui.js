// The small parts: buttons, steppers, sheets, chips.
import { useEffect, useRef } from "preact/hooks";
import { html, t } from "./core.js";

export const Button = ({ kind = "plain", class: more = "", ...rest }) =>
  html`<button type="button" class=${`button ${kind} ${more}`} ...${rest} />`;

/** A number with − and + within its bounds. */
export function Stepper({ label, unit, value, min, max, step, show, onChange, note }) {
  const set = (next) => onChange(Math.min(max, Math.max(min, Number(next.toFixed(6)))));
  const shown = show ? show(value) : value;
  return html`<div class="stepper" role="group" aria-label=${label}>
    <div class="stepper-label"><b>${label}</b>${note && html`<small>${note}</small>`}</div>
    <button type="button" class="round" aria-label=${t("less", { what: label })} disabled=${value <= min}
      onClick=${() => set(value - step)}>−</button>
    <output class="stepper-value" aria-live="polite">${shown}${unit && html`<small> ${unit}</small>`}</output>
    <button type="button" class="round" aria-label=${t("more", { what: label })} disabled=${value >= max}
      onClick=${() => set(value + step)}>+</button>
  </div>`;
}

/** One of a few: big buttons, the chosen one pressed. */
export const Choice = ({ label, options, value, onChange }) =>
  html`<div class="choice" role="group" aria-label=${label}>
    ${options.map(
      ({ value: v, text, note }) =>
        html`<button type="button" key=${v} aria-pressed=${v === value} onClick=${() => onChange(v)}>
          <b>${text}</b>${note && html`<small>${note}</small>`}
        </button>`,
    )}
  </div>`;

/** A sheet from below that asks one thing. */
export function Sheet({ title, onClose, children }) {
  const box = useRef(null);
  useEffect(() => box.current.showModal(), []);
  return html`<dialog ref=${box} class="sheet" aria-label=${title} onClose=${onClose}
    onClick=${(e) => e.target === box.current && box.current.close()}>
    <div class="sheet-body">
      <h2>${title}</h2>
      ${children}
      <${Button} class="wide" onClick=${() => box.current.close()}>${t("keep")}<//>
    </div>
  </dialog>`;
}

export const Empty = ({ children }) => html`<p class="empty">${children}</p>`;
