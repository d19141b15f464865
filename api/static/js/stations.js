// The stations as they are now. On the simulated field a pad or beam is a button for a finger.
import { signal } from "@preact/signals";
import { get, html, t } from "./core.js";
import { command, state } from "./live.js";

const drillStations = signal({ run: null, names: [] });

async function learn({ id, drill, level }) {
  drillStations.value = { run: id, names: [] };
  const { roles } = await get(`drills/${drill}`);
  const needed = roles.filter((role) => role.station && (level === null || role.levels.includes(level)));
  drillStations.value = { run: id, names: needed.flatMap((role) => role.stations) };
}

const isAwake = (s) => s.lit || s.sounding || s.pad || s.beam || s.fault;

/** Those the drill plays on, and any other that shows something now. */
function shown() {
  const { run, stations } = state.value;
  if (run && drillStations.value.run !== run.id) learn(run).catch(() => {});
  const names = drillStations.value.names;
  const all = Object.entries(stations);
  return names.length ? all.filter(([name, s]) => names.includes(name) || isAwake(s)) : all;
}

export const isSimulated = () => state.value.field?.simulated;
const press = (station, sensor, active) => command("field/press", { station, sensor, active });
const KEYS = ["Enter", " "];

export function Sensor({ station, sensor, active }) {
  const words = t(active ? `sensor.${sensor}.on` : `sensor.${sensor}.off`);
  if (!isSimulated()) return html`<span class="sensor" data-on=${active}>${words}</span>`;
  const down = (e) => {
    e.currentTarget.setPointerCapture?.(e.pointerId);
    press(station, sensor, true);
  };
  const up = () => press(station, sensor, false);
  return html`<button type="button" class="sensor" data-on=${active} aria-pressed=${active}
    aria-label=${`${station}: ${t(`sensor.${sensor}`)}, ${words}`}
    onPointerDown=${down} onPointerUp=${up} onPointerCancel=${up}
    onKeyDown=${(e) => KEYS.includes(e.key) && !e.repeat && (e.preventDefault(), press(station, sensor, true))}
    onKeyUp=${(e) => KEYS.includes(e.key) && up()}
    onContextMenu=${(e) => e.preventDefault()}>${words}</button>`;
}

export const Lamp = ({ lit, sounding }) => html`<span class="lamp" data-lit=${lit ?? "off"}>
  <i aria-hidden="true"></i>${lit ? t(`colour.${lit}`) : t("lamp.off")}${sounding && html` <b aria-label=${t("sounding")}>♪</b>`}</span>`;

export function Station({ name, s }) {
  return html`<li class="station" data-awake=${Boolean(isAwake(s))} data-station=${name}>
    <b>${name}</b>
    ${s.carries.includes("gate") && html`<${Lamp} lit=${s.lit} sounding=${s.sounding} />`}
    ${s.carries.includes("pad") && html`<${Sensor} station=${name} sensor="pad" active=${s.pad} />`}
    ${s.carries.includes("beam") && html`<${Sensor} station=${name} sensor="beam" active=${s.beam} />`}
    ${s.fault && html`<small class="fault">${s.fault}</small>`}
  </li>`;
}

export const Stations = ({ all = false }) => html`<section class="block">
  <h2>${t("stations")}</h2>
  <ul class="stations">
    ${(all ? Object.entries(state.value.stations) : shown()).map(([name, s]) => html`<${Station} key=${name} name=${name} s=${s} />`)}
  </ul>
  ${isSimulated() && html`<p class="small">${t("simulated.hint")}</p>`}
</section>`;
