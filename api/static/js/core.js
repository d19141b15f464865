// What every view shares: the template tag, the texts, calls to the unit, the short message at the top.
import { h } from "preact";
import htm from "htm";
import { signal } from "@preact/signals";

export const html = htm.bind(h);
export const LANGUAGES = { en: "English", de: "Deutsch" };

let texts = {};
export const language = signal("en");
export const theme = signal("light");
export const message = signal(null);

export const stored = (key, fallback) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? fallback;
  } catch {
    return fallback;
  }
};

export const store = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // a phone in private mode keeps nothing: it works, and forgets
  }
};

const readTexts = async (path) => (await fetch(`/static/text/${path}.json`)).json();

export async function setLanguage(code) {
  texts = { ...(await readTexts(code)), ...(lateReady && (await readTexts(`late/${code}`))) };
  document.documentElement.lang = code;
  store("language", code);
  language.value = code;
}

const late = signal({}); // parts of the page by name
let lateReady = null; // their texts and style, fetched with the first of them

async function readLate() {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/static/late.css" }));
  texts = { ...texts, ...(await readTexts(`late/${language.value}`)) };
}

async function fetchLate(part) {
  late.value[part] = () => null; // nobody is told: it is looked at again when there is something to see, or to try again
  try {
    const [found] = await Promise.all([import(`/static/js/late/${part}.js`), (lateReady ??= readLate())]);
    late.value = { ...late.value, [part]: found.default };
  } catch (problem) {
    delete late.value[part];
    lateReady = null;
    say(problem.message, "warn");
  }
}

/** A part of the page that is fetched when it is first shown. */
export function Late({ part, ...rest }) {
  const Part = late.value[part];
  if (!Part) fetchLate(part);
  return Part && html`<${Part} ...${rest} />`;
}

export function setTheme(name) {
  document.documentElement.dataset.theme = name;
  store("theme", name);
  theme.value = name;
}

/** The text of a key with its {places} filled in; a list gives its entry number `pick`. */
export function t(key, places = {}, pick = 0) {
  let text = texts[key] ?? key;
  if (Array.isArray(text)) text = text[Math.abs(pick) % text.length];
  return text.replace(/\{(\w+)\}/g, (whole, name) => places[name] ?? whole);
}

/** The singular or plural text: keys `name.one`, `name.many`. */
export const count = (key, n) => t(n === 1 ? `${key}.one` : `${key}.many`, { n });

export function say(text, kind = "note") {
  message.value = { text, kind };
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (message.value = null), 6000);
}

export class Problem extends Error {
  constructor(status, doc) {
    super(doc.detail);
    this.status = status;
    this.type = doc.type;
    this.state = doc.state;
    this.doc = doc;
  }
}

async function answer(response) {
  const doc = await response.json();
  if (!response.ok) throw new Problem(response.status, doc);
  return doc;
}

export const get = async (path) => answer(await fetch(`/api/v1/${path}`, { cache: "no-store" }));

export const send = async (method, path, body, headers = {}) =>
  answer(
    await fetch(`/api/v1/${path}`, {
      method,
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    }),
  );

/** A file as it lies. */
export const upload = async (path, file, type) =>
  answer(await fetch(`/api/v1/${path}`, { method: "POST", headers: { "Content-Type": type }, body: file }));

export const post = (path, body, headers) => send("POST", path, body, headers);

/** A key that no other start has. (randomUUID is not there on plain http.) */
export const freshKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
