// The database as a whole: a copy to take away, results to take in, a backup to put back.
import { useState } from "preact/hooks";
import { count, get, html, say, t, upload } from "../core.js";
import { Button, Sheet } from "../ui.js";

const MOST = 1024 ** 3; // bytes, as the unit takes them
const JSONL = "application/jsonl";
const SQLITE = "application/vnd.sqlite3";

const day = (wall_s) => new Date(wall_s * 1000).toLocaleDateString(document.documentElement.lang, { dateStyle: "medium" });
const megabytes = (bytes) => (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });

const counted = (athletes = 0, sessions = 0, reps = 0) =>
  [sessions && count("database.sessions", sessions), reps && count("reps", reps), athletes && count("athletes", athletes)].filter(Boolean).join(", ") ||
  t("database.nothing");

const holds = (c) => counted(c.athletes, c.sessions, c.attempts) + (c.last_wall_s ? t("database.last", { when: day(c.last_wall_s) }) : "");

/** A file from this phone, handed up; what the unit says of it, or why it will have none of it. */
function useUpload(type) {
  const [told, tell] = useState(null); // what came of it: a sentence, and whether it is a refusal
  const [busy, setBusy] = useState(false);
  async function send(path, file) {
    tell(null);
    if (file.size > MOST) return tell({ text: t("database.too-large"), bad: true });
    setBusy(true);
    try {
      return await upload(path, file, type);
    } catch (problem) {
      tell({ text: problem.message, bad: true });
    } finally {
      setBusy(false);
    }
  }
  return { told, tell, busy, send };
}

function Pick({ label, accept, busy, onFile }) {
  const pick = (event) => {
    const box = event.currentTarget;
    const [file] = box.files;
    box.value = ""; // the same file may be picked again
    if (file) onFile(file);
  };
  return html`<label class="button wide pick">${label}<input type="file" accept=${accept} disabled=${busy} onChange=${pick} /></label>
    ${busy && html`<p class="small" role="status">${t("database.looking")}</p>`}`;
}

const Told = ({ told }) => told && html`<p class=${told.bad ? "lacks" : "gain"} role=${told.bad ? "alert" : "status"}>${told.text}</p>`;

function TakeIn({ onChange }) {
  const { told, tell, busy, send } = useUpload(JSONL);
  const [seen, setSeen] = useState(null); // a file, and what would come of it
  async function look(file) {
    setSeen(null);
    const doc = await send("results/import/preview", file);
    if (doc) setSeen({ file, doc });
  }
  async function take() {
    const { file, doc } = seen;
    setSeen(null);
    const done = await send(`results/import?skip_bad=${doc.bad_lines > 0}`, file);
    if (!done) return;
    tell({ text: t("database.taken", { what: news(done.new) }) });
    onChange();
  }
  const news = (by) => counted(by.athlete, by.session, by.attempt);
  const isNews = seen && Object.keys(seen.doc.new).length > 0;
  return html`<h3>${t("database.in")}</h3><p class="small">${t("database.in.note")}</p>
    <${Pick} label=${t("database.in.pick")} accept=".jsonl,application/jsonl" busy=${busy} onFile=${look} />
    <${Told} told=${told} />
    ${seen && html`<div class="seen">
      <p><b>${t("database.new")}</b> ${news(seen.doc.new)}</p>
      <p class="small">${t("database.known", { what: news(seen.doc.known) })}</p>
      ${seen.doc.bad.map((sentence) => html`<p class="lacks" key=${sentence}>${sentence}</p>`)}
      ${seen.doc.bad_lines > seen.doc.bad.length && html`<p class="small">${t("database.more-bad", { n: seen.doc.bad_lines - seen.doc.bad.length })}</p>`}
      ${isNews && html`<${Button} class="wide" kind="accent" onClick=${take}>${t(seen.doc.bad_lines ? "database.in.good" : "database.in.all")}<//>`}
      <${Button} class="wide" onClick=${() => setSeen(null)}>${t("keep")}<//>
    </div>`}`;
}

function Restore({ onChange }) {
  const { told, tell, busy, send } = useUpload(SQLITE);
  const [seen, setSeen] = useState(null);
  async function look(file) {
    const doc = await send("restore/preview", file);
    if (doc) setSeen({ file, doc });
  }
  async function put() {
    const { file } = seen;
    setSeen(null);
    const done = await send("restore", file);
    if (!done) return;
    const unsure = done.deletions_known ? "" : ` ${t("database.unsure")}`;
    tell({ text: t("database.restored", { what: holds(done.here), file: done.replaced }) + unsure });
    onChange();
  }
  const last = seen?.doc.backup.last_wall_s;
  return html`<h3>${t("database.restore")}</h3><p class="small">${t("database.restore.note")}</p>
    <${Pick} label=${t("database.restore.pick")} accept=".db,application/vnd.sqlite3" busy=${busy} onFile=${look} />
    <${Told} told=${told} />
    ${seen && html`<${Sheet} title=${t("database.restore.sure")} onClose=${() => setSeen(null)}>
      <dl class="facts"><dt>${t("database.backup-has")}</dt><dd>${holds(seen.doc.backup)}</dd><dt>${t("database.here-has")}</dt><dd>${holds(seen.doc.here)}</dd></dl>
      ${last && seen.doc.here.last_wall_s > last && html`<p class="note">${t("database.later", { when: day(last) })}</p>`}
      <p class="small">${t("database.restore.means")}</p>
      <${Button} class="wide" kind="stop" onClick=${put}>${t("database.restore.do")}<//>
    <//>`}`;
}

export default function Database({ onChange }) {
  const [doc, setDoc] = useState(null);
  const read = () => get("database").then(setDoc, (problem) => say(problem.message, "warn"));
  const changed = () => (read(), onChange());
  return html`<details class="fold block" onToggle=${(e) => e.currentTarget.open && read()}><summary>${t("database")}</summary>
    ${doc && html`<p class="small">${holds(doc.holds)}${doc.size && ` · ${megabytes(doc.size)} MB`} · ${t(`database.state.${doc.state}`)}</p>
      ${doc.aside.map((one) => html`<p class="small aside" key=${one.file}>${t(`database.aside.${one.why}`)} <code>${one.file}</code>, ${megabytes(one.size)} MB</p>`)}
      <${TakeIn} onChange=${changed} />
      ${doc.file &&
      html`<h3>${t("database.out")}</h3><p class="small">${t("database.out.note")}</p>
        <a class="button wide" href="/api/v1/backup" download>${t("database.out.do")}</a>
        <${Restore} onChange=${changed} />`}`}
  </details>`;
}
