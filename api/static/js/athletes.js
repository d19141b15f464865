// Who runs, and in which order: a tap puts a name at the end of the queue, another takes it out.
import { signal } from "@preact/signals";
import { Late, get, html, post, say, store, stored, t } from "./core.js";
import { Button } from "./ui.js";

const all = signal(null);
let reading = null; // whoever adds a name waits for the list, or the list would wipe it out
export const queue = signal(stored("queue", [])); // athlete ids, next first

const setQueue = (ids) => {
  queue.value = ids;
  store("queue", ids);
};

async function read() {
  try {
    all.value = (await get("athletes")).athletes;
    setQueue(queue.value.filter((id) => all.value.some((a) => a.id === id)));
  } catch (problem) {
    all.value ??= [];
    say(problem.message, "warn");
  }
}

export const readAthletes = () => (reading = read());

async function add(event) {
  event.preventDefault();
  const box = event.currentTarget.elements.names;
  const names = box.value.split(/[,;\n]+/).map((name) => name.trim()).filter(Boolean);
  const left = [];
  await reading;
  for (const name of names) {
    try {
      const athlete = await post("athletes", { name });
      all.value = [...all.value, athlete];
      setQueue([...queue.value, athlete.id]);
    } catch (problem) {
      left.push(name);
      say(problem.message, "warn");
    }
  }
  box.value = left.join(", ");
  box.focus();
}

const toggle = (id) => setQueue(queue.value.includes(id) ? queue.value.filter((other) => other !== id) : [...queue.value, id]);

export function Athletes() {
  const people = all.value ?? [];
  return html`<section class="block">
    <h2>${t("athletes")}</h2>
    <ul class="people">
      ${people.map((a) => {
        const place = queue.value.indexOf(a.id) + 1;
        return html`<li key=${a.id}><button type="button" class="person" aria-pressed=${place > 0} onClick=${() => toggle(a.id)}>
          <span class="place" aria-hidden="true">${place || "+"}</span>${a.name}</button></li>`;
      })}
    </ul>
    <form class="add" onSubmit=${add}>
      <input name="names" aria-label=${t("add.label")} placeholder=${t("add.hint")} autocomplete="off" autocapitalize="words" enterkeyhint="done" maxlength="400" />
      <${Button} type="submit">${t("add.button")}<//>
    </form>
    <p class="small">${t("add.note")}</p>
    ${people.length > 1 && html`<${Late} part="twice" onChange=${readAthletes} />`}
  </section>`;
}
