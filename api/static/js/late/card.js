// The end card of a session: three gains of the team, one praise for each child.
import { useEffect, useState } from "preact/hooks";
import { get, html, language, t } from "../core.js";

export default function Card({ session }) {
  const [card, setCard] = useState(null);
  const code = language.value;
  useEffect(() => void get(`sessions/${session}/card?language=${code}`).then(setCard, () => {}), [session, code]);
  if (!card?.team.length) return null;
  return html`<section class="block card-end">
    <h2>${t("card.team")}</h2>
    <ul>${card.team.map((gain) => html`<li key=${gain.text} class="gain">${gain.text}</li>`)}</ul>
    <h2>${t("card.praise")}</h2>
    <ul class="plain">${card.praise.map((one) => html`<li key=${one.athlete_id}><b>${one.athlete}</b> ${one.text}</li>`)}</ul>
  </section>`;
}
