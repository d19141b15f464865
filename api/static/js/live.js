// The live state: one stream, a watchdog, and commands that say which state they were meant for.
import { computed, signal } from "@preact/signals";
import { post, say, t } from "./core.js";

const WATCHDOG_MS = 8000; // the unit beats every 3 s
const AGAIN_MS = 1500;
const ACTIVE = ["ready", "wait", "go", "time", "rest", "paused"];

export const state = signal(null);
export const reps = signal([]); // verdicts of the run that is on, newest first
export const heardAt = signal(0);
export const now = signal(Date.now());
const isOpen = signal(false);

/** live: fresh. stale: nothing heard for a while, or the engine is away. offline: no connection to the unit. */
export const link = computed(() => {
  if (!isOpen.value) return "offline";
  if (now.value - heardAt.value > WATCHDOG_MS || state.value?.link === "engine gone") return "stale";
  return "live";
});
export const age = computed(() => Math.max(0, Math.round((now.value - heardAt.value) / 1000)));
/** A club's panel: results to read and correct, no field to run on. */
export const isClub = computed(() => state.value?.link === "no field");
export const isRunning = computed(() => ACTIVE.includes(state.value?.phase));

let source = null;

function heard() {
  heardAt.value = now.value = Date.now();
  isOpen.value = true;
}

const sameRun = (a, b) => a?.run?.id === b?.run?.id;

export function adopt(whole) {
  if (isRunning.value && whole.phase === "idle") say(t("run-lost"), "warn"); // another engine, which knows no run
  if (!sameRun(state.value, whole)) reps.value = [];
  const before = state.value?.last;
  state.value = whole;
  // The same last rep once more is no news: what was read since may be corrected.
  if (whole.last && whole.last.run === whole.run?.id && JSON.stringify(whole.last) !== JSON.stringify(before)) keep(whole.last);
}

/** A row of the run on screen, new or corrected, at its place. */
function keep(row) {
  reps.value = [row, ...reps.value.filter((other) => other.seq !== row.seq)].sort((a, b) => b.seq - a.seq);
}

function open() {
  source?.close();
  source = new EventSource("/api/v1/live");
  const on = (name, act) =>
    source.addEventListener(name, (event) => {
      heard();
      act(JSON.parse(event.data));
    });
  on("snapshot", (whole) => {
    adopt(whole);
    // A unit at a field cannot know what time it is; nothing is lost where this does not arrive.
    post("clock", { wall_s: Date.now() / 1000 }).catch(() => {});
  });
  on("change", (change) => adopt({ ...state.value, ...change }));
  on("verdict", (row) => row.run === state.value?.run?.id && keep(row));
  on("beat", () => {});
  source.onerror = () => {
    isOpen.value = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_MS);
  };
}

export function connect() {
  open();
  setInterval(() => {
    now.value = Date.now();
    const quiet = now.value - heardAt.value;
    if (heardAt.value && quiet > WATCHDOG_MS && quiet % WATCHDOG_MS < 1000) open();
  }, 1000);
  // A phone that slept has a dead stream and does not know it: ask for the truth at once.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && open());
  addEventListener("pageshow", (event) => event.persisted && open());
  addEventListener("online", open);
}

/** Send a command about the state on screen. The answer when it was taken; otherwise false, and the reason has been said. */
export async function command(path, fields = {}) {
  try {
    return await post(path, { version: state.value.version, ...fields });
  } catch (problem) {
    if (problem.state) {
      adopt(problem.state);
      say(t("moved-on"), "warn");
    } else {
      say(problem.status ? problem.message : t("not-sent"), "warn");
    }
    return false;
  }
}

/** Stop: never asks which state, and does not give up before the unit has heard it. */
export async function stop() {
  for (let i = 0; i < 5; i++) {
    try {
      await post("run/stop", {});
      return;
    } catch (problem) {
      say(problem.status ? problem.message : t("stop-again"), "warn");
      await new Promise((done) => setTimeout(done, 700));
    }
  }
}
