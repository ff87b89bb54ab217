// On every page: photos that have not reached the clinic go on, and are not left behind at sign-out.
import { toast } from "../toasts.js";
import { openStore } from "./store.js";

const person = document.querySelector("meta[name=person]").content;
const link = document.querySelector("[data-unsent]");
const dialog = document.querySelector("#unsent-dialog");
const opened = openStore();

const photos = (count) => (count === 1 ? "1 photo" : `${count} photos`);
const all = async () => (await opened).list(person);
const unsent = async () => (await all()).filter(({ fate }) => fate !== "refused");

async function show() {
  const waiting = await unsent();
  const address = waiting.length && `/visits/${waiting[0].visit}`;
  // The visit's own page says more.
  link.hidden = !waiting.length || window.location.pathname === address;
  if (link.hidden) return;
  link.href = address;
  link.querySelector("[data-unsent-count]").textContent = waiting.length;
  link.querySelector("[data-unsent-words]").textContent = `${waiting.length === 1 ? "photo" : "photos"} on the way`;
}

/** The queue is fetched only where there is something to send. */
async function goOn() {
  if (!(await all()).length) return;
  const { queue } = await import("./queue.js");
  queue.addEventListener("change", show);
  await queue.resume();
  await show();
}

/** Whose sign-in has ended for good would never send them. */
async function takeOver() {
  await (await opened).takeOver(person);
  await goOn();
}

async function tellOfOthers() {
  const { length: count } = await (await opened).leftByOthers(person);
  if (!count || sessionStorage.getItem("told-of-others") === person) return;
  sessionStorage.setItem("told-of-others", person);
  const [they, them] = count === 1 ? ["it waits", "it"] : ["they wait", "them"];
  toast(`${photos(count)} of somebody else on this device did not reach the clinic. For a week ${they} for that person, for the next scan of that visit’s code, or for you.`,
    { keep: true, undo: takeOver, words: `Send ${them}` });
}

/** Resolves with "stay", "keep" or "leave". */
function ask(count) {
  const [have, them] = count === 1 ? ["has", "it"] : ["have", "them"];
  dialog.querySelector("[data-unsent-warns]").textContent =
    `${photos(count)} ${have} not reached the clinic. Kept on this device, you can send ${them} when you sign in here again, and so can a colleague, within a week.`;
  dialog.returnValue = "stay";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}

async function signOut(event) {
  event.preventDefault();
  const count = (await unsent()).length;
  const wish = count ? await ask(count) : "leave";
  if (wish === "stay") return;
  if (wish === "leave" && (await all()).length) {
    const { queue } = await import("./queue.js");
    await queue.clear();
  }
  event.target.submit();
}

for (const form of document.querySelectorAll("[data-sign-out]")) form.addEventListener("submit", signOut);
await tellOfOthers();
await goOn();
