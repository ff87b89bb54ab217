// On every page of the portal: photos that have not reached the clinic go on; the page of sending says so.
import { toast } from "../toasts.js";
import { outbox } from "./outbox.js";

const line = document.querySelector("[data-outbox]");
/** The camera's page says itself what becomes of its photos. */
const isElsewhere = !document.querySelector("[data-home-camera]");

async function show() {
  if (!line) return;
  const { length: count } = await outbox.waiting();
  line.hidden = !count;
  line.textContent = count === 1 ? line.dataset.one : line.dataset.several.replace("{count}", count);
}

function hear({ detail: { fate, message } }) {
  if (fate === "refused" && isElsewhere && message) toast(message, { keep: true });
  // The list below the line has a photo more.
  if (fate === "sent" && line) window.location.reload();
  else show();
}

outbox.addEventListener("change", hear);
await outbox.forgetStrangers();
if ((await outbox.waiting()).length) {
  await show();
  await outbox.send();
}
