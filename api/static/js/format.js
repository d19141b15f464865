// Numbers and words for people.
import { t } from "./core.js";

export const seconds = (ms, digits = 2) => (ms / 1000).toFixed(digits);

/** The main time of a row: what it is called, in ms. */
export function mainTime(row) {
  if (row?.total_ms != null && row.measure == null) return { key: "total", ms: row.total_ms };
  const key = row?.measure;
  if (key && row[`${key}_ms`] != null) return { key, ms: row[`${key}_ms`] };
  return row?.total_ms != null ? { key: "total", ms: row.total_ms } : null;
}

/** The half-width of the 95 % interval in seconds, never shown finer than the time itself. */
export const doubt = (row) => (row.uncertainty_ms == null ? null : Math.max(0.001, row.uncertainty_ms / 1000).toFixed(3));

export const kindWords = (row) => t(`kind.${row.outcome}`, { name: row.athlete }, row.seq);
export const outcomeWords = (row) =>
  row.reached_m == null || row.outcome === "void"
    ? t(`outcome.${row.outcome}`)
    : t(row.outcome === "stopped" ? "reached.stopped" : "reached", { level: row.reached_level, shuttle: row.reached_shuttle, m: row.reached_m });

/** Which mark stands for an outcome: never colour alone. */
export const outcomeMark = (row) =>
  ({ hit: "✓", withheld: "✓", void: "×", stopped: "■" })[row.outcome] ?? (row.outcome === "wrong gate" ? "⇄" : "↻");

export const minutes = (s) => (s < 90 ? t("about-s", { n: Math.round(s / 10) * 10 }) : t("about-min", { n: Math.round(s / 60) }));

const REPEATED = ["unsettled", "false start", "turned early", "anticipation", "late cue", "lost"];
export const isRepeated = (row) => REPEATED.includes(row.outcome);

export const clock = (wall_s) =>
  new Date(wall_s * 1000).toLocaleString(document.documentElement.lang, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** A drill's words in the language of the page, as far as its file has them. */
export const inLanguage = (drill) => {
  const own = drill.text?.[document.documentElement.lang] ?? {};
  const about = own.about ?? drill.about;
  const first = about.match(/^[\s\S]*?[.!?](?=\s|$)/)?.[0] ?? about;
  return { title: own.title ?? drill.title, words: own.words ?? drill.words, first, more: about.slice(first.length).trim() };
};

/** A line of a drill's file in the language of the page, as far as the file has it. */
export const lineOf = (drill, text) => drill.text?.[document.documentElement.lang]?.lines?.[text] ?? text;

/** A wait law for people. */
export function waitWords(law) {
  if (law.kind === "fixed") return t("wait.fixed", law);
  if (law.kind === "tap") return t("wait.tap", law);
  if (law.kind === "list") return t("wait.list", { values: law.values.join(", ") });
  return t("wait.random", law);
}
