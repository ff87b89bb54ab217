// On every page of the portal: photos that have not reached the clinic go on; the page of sending says so.
import { outbox } from "./outbox.js";

const line = document.querySelector("[data-outbox]");

async function show() {
  if (!line) return;
  const { length: count } = await outbox.waiting();
  line.hidden = !count;
  line.textContent = count === 1 ? line.dataset.one : line.dataset.several.replace("{count}", count);
}

/** The list below the line has a photo more. */
outbox.addEventListener("change", ({ detail }) => (line && detail.fate === "sent" ? window.location.reload() : show()));
if ((await outbox.waiting()).length) {
  await show();
  await outbox.send();
}
