// Set a drill up: level, settings, athletes, Start.
import { signal } from "@preact/signals";
import { Late, freshKey, get, html, post, say, store, stored, t, count } from "./core.js";
import { adopt, link, state } from "./live.js";
import { Athletes, queue, readAthletes } from "./athletes.js";
import { Button, Choice, Empty, Stepper } from "./ui.js";
import { inLanguage, lineOf, minutes, waitWords } from "./format.js";

const drill = signal(null);
const level = signal(null);
const values = signal({}); // only what the coach changed
const trouble = signal("");
const starting = signal(false);
const underfoot = signal({}); // only what the coach said of surface, footwear, condition
const isAsked = signal(false);
const concerns = signal(null); // why somebody should not run now, and what may be waved through
let key = null; // one key for one wish to start: sent again, it never starts twice

async function read(name) {
  drill.value = null;
  trouble.value = "";
  readAthletes();
  try {
    const doc = await get(`drills/${name}`);
    const kept = stored(`drill.${name}`, {});
    const known = new Set(doc.settings.map((s) => s.name));
    level.value = doc.levels.some((l) => l.level === kept.level) ? kept.level : (doc.levels[0]?.level ?? null);
    values.value = Object.fromEntries(Object.entries(kept.values ?? {}).filter(([n]) => known.has(n)));
    drill.value = doc;
  } catch (problem) {
    trouble.value = problem.message;
  }
}

const ofLevel = () => drill.value.levels.find((l) => l.level === level.value)?.settings ?? {};
const valueOf = (s) => values.value[s.name] ?? ofLevel()[s.name] ?? s.default;
const named = (name) => valueOf(drill.value.settings.find((s) => s.name === name));
const change = (name, value) => (values.value = { ...values.value, [name]: value });

function estimate() {
  const sets = named("sets");
  const reps = named("reps") * sets;
  const rest = named("rest") * (sets - 1);
  const people = queue.value.length;
  return { reps, people, text: minutes(people * reps * drill.value.rep_s + rest) };
}

const asSent = (s) => (s.kind === "duration" ? `${valueOf(s)} s` : valueOf(s));

async function start(onStarted, waved = []) {
  const changed = drill.value.settings.filter((s) => s.name in values.value);
  const body = {
    drill: drill.value.name,
    level: level.value,
    settings: Object.fromEntries(changed.map((s) => [s.name, asSent(s)])),
    athletes: queue.value,
    language: document.documentElement.lang,
    ...underfoot.value,
    waved,
  };
  concerns.value = null;
  store(`drill.${drill.value.name}`, { level: level.value, values: values.value });
  store("last-drill", drill.value.name);
  starting.value = true;
  key ??= freshKey();
  try {
    const answer = await post("runs", body, { "Idempotency-Key": key });
    key = null;
    if (answer.state) adopt(answer.state);
    if (answer.minds?.length) say(answer.minds.join(" · "));
    onStarted();
  } catch (problem) {
    if (problem.status) key = null; // the unit said no: the next tap is a new wish
    if (problem.type === "/problems/care") concerns.value = problem.doc;
    else say(problem.status ? problem.message : t("not-sent"), "warn");
  } finally {
    starting.value = false;
  }
}

function Setting({ s }) {
  const line = (text) => lineOf(drill.value, text);
  const isKnown = t(`setting.${s.name}`) !== `setting.${s.name}`;
  const words = s.name.replaceAll("_", " ");
  const label = isKnown ? t(`setting.${s.name}`) : words[0].toUpperCase() + words.slice(1);
  const value = valueOf(s);
  const shared = { label, note: isKnown ? "" : line(s.about), value, onChange: (v) => change(s.name, v) };
  if (s.kind === "wait") return html`<p class="fixed"><b>${label}</b> ${waitWords(value)}</p>`;
  if (s.kind === "switch") {
    return html`<label class="switch"><span><b>${label}</b>${s.about && html`<small>${line(s.about)}</small>`}</span>
      <input type="checkbox" role="switch" checked=${value} onChange=${(e) => change(s.name, e.currentTarget.checked)} /></label>`;
  }
  if (s.kind === "choice") return html`<h3>${label}</h3><${Choice} ...${shared} options=${s.options.map((o) => ({ value: o, text: line(o) }))} />`;
  if (s.kind === "choices") return html`<p class="fixed"><b>${label}</b> ${value.map(line).join(", ")}</p>`;
  const isShare = s.kind === "number" && s.max <= 1;
  return html`<${Stepper} ...${shared} min=${s.min} max=${s.max} step=${s.step} unit=${isShare ? "%" : s.kind === "duration" ? "s" : ""}
    show=${isShare ? (v) => Math.round(v * 100) : undefined} />`;
}

const Needs = () => html`<details class="block fold">
  <summary>${t("needs")}</summary>
  <ul class="plain">
    ${drill.value.roles.map(
      (role) => html`<li key=${role.name}><b>${role.name}</b> ${role.needs.map((n) => t(`carries.${n}`)).join(", ")}
        ${role.station ? "" : html` <span class="lacks">${role.optional ? t("optional-missing") : t("missing")}</span>`}</li>`,
    )}
  </ul>
</details>`;

export function Setup({ name, onBack, onStarted }) {
  if (drill.value?.name !== name && !trouble.value) read(name);
  const back = () => ((trouble.value = ""), (drill.value = null), onBack());
  if (trouble.value) return html`<${Empty}>${trouble.value}<//><${Button} onClick=${back}>${t("back")}<//>`;
  const d = drill.value;
  if (!d || d.name !== name) return html`<${Empty}>${t("reading")}<//>`;
  const { reps, people, text } = estimate();
  const cannot = !people ? t("start.nobody") : d.refused || (link.value === "offline" ? t("link.offline") : "");
  return html`<div class="setup">
    <${Button} class="back" onClick=${back}>‹ ${t("back")}<//>
    <h1>${inLanguage(d).title}</h1>
    <p class="lead">${inLanguage(d).first}</p>
    ${inLanguage(d).more && html`<details class="fold"><summary>${t("how-to")}</summary><p class="lead">${inLanguage(d).more}</p></details>`}
    ${d.words.length > 0 && html`<p class="cuewords">${inLanguage(d).words.join(" · ")}</p>`}
    ${d.lacks.map((lack) => html`<p class="note" key=${lack}>${lack}</p>`)}
    ${d.levels.length > 0 &&
    html`<section class="block"><h2>${t("level")}</h2>
      <${Choice} label=${t("level")} value=${level.value} onChange=${(v) => ((level.value = v), (values.value = {}))}
        options=${d.levels.map((l) => ({ value: l.level, text: l.level, note: l.level === 1 ? t("level.easy") : "" }))} />
      <${Late} part="levels" drill=${d.name} key=${d.name} /></section>`}
    <${Athletes} />
    <section class="block"><h2>${t("settings")}</h2>${d.settings.map((s) => html`<${Setting} key=${s.name} s=${s} />`)}</section>
    <details class="block fold" onToggle=${(e) => (isAsked.value = e.currentTarget.open)}><summary>${t("underfoot")}</summary>
      ${isAsked.value && html`<${Late} part="underfoot" told=${underfoot} />`}</details>
    <${Needs} />
    <div class="thumb column">
      <p class="estimate">${people ? html`${count("athletes", people)} × ${count("reps", reps)} <b>${text}</b>` : t("start.nobody")}</p>
      <${Button} kind="accent big" disabled=${Boolean(cannot) || starting.value} onClick=${() => start(onStarted)}>
        ${starting.value ? t("start.sent") : t("start")}<//>
      ${d.refused && html`<p class="lacks">${d.refused}</p>`}
      ${concerns.value && html`<${Late} part="wave" concerns=${concerns.value} onClose=${() => (concerns.value = null)}
        onWave=${() => start(onStarted, concerns.value.wave)} />`}
    </div>
  </div>`;
}
