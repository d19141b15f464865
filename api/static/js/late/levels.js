// Who is ready for another level of this drill, by clean reps.
import { useEffect, useState } from "preact/hooks";
import { get, html, t } from "../core.js";

export default function Levels({ drill }) {
  const [found, setFound] = useState([]);
  useEffect(() => void get(`drills/${drill}/levels`).then((doc) => setFound(doc.athletes), () => {}), []);
  return found
    .filter((a) => a.next !== a.level)
    .map((a) => html`<p class="small" key=${a.athlete.id}>${t(a.next > a.level ? "levels.up" : "levels.down", { name: a.athlete.name, n: a.next, clean: a.clean, marked: a.marked })}</p>`);
}
