// Why somebody should not run this now. The coach decides.
import { html, t } from "../core.js";
import { Button, Sheet } from "../ui.js";

export default ({ concerns, onClose, onWave }) => html`<${Sheet} title=${t("wave.title")} onClose=${onClose}>
  ${concerns.reasons.map((reason) => html`<p class="note" key=${reason}>${reason}</p>`)}
  <${Button} class="wide" onClick=${onWave}>${t("wave.start")}<//>
<//>`;
