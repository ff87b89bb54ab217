// The page that the browser shows while the clinic is out of reach: what waits here, and when it goes on.
import { openStore } from "./upload/store.js";

const AGAIN_MS = 4000;
/** Never kept on this device, so that an answer is the clinic's. */
const CLINIC = "/offline-worker.js";

function words(count) {
  if (!count) return "";
  return count === 1
    ? "1 photo waits on this device. It is sent when the connection is back."
    : `${count} photos wait on this device. They are sent when the connection is back.`;
}

async function goOn() {
  try {
    await fetch(CLINIC, { method: "HEAD", cache: "no-store" });
    window.location.reload();
  } catch { /* Not yet. */ }
}

window.addEventListener("online", goOn);
document.querySelector("[data-again]").addEventListener("click", goOn);
setInterval(goOn, AGAIN_MS);
const store = await openStore();
document.querySelector("[data-waiting]").textContent = words(await store.countOf(({ fate }) => fate !== "refused"));
