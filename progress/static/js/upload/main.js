// The visit's page takes photos: picked or dropped, each with its own progress, outcome and retry.
import { connectDrop } from "./drop.js";
import { Pending } from "./pending.js";
import { createQueue } from "./queue.js";

const form = document.querySelector("[data-upload]");
const bar = document.querySelector("[data-upload-bar]");
const maxBytes = Number(form.dataset.maxBytes);
const queue = createQueue();
let sent = [];

// Found anew each time: the part of the page around it is replaced while photos are being aligned.
const tray = () => document.querySelector("#tray");
const count = (...fates) => sent.filter(({ fate }) => fates.includes(fate)).length;

function reasonAgainst(file) {
  if (file.size === 0) return "The file is empty. Please choose it again.";
  if (file.size > maxBytes) {
    const size = Math.ceil(file.size / 1e6);
    return `The file has ${size} MB; at most ${Math.floor(maxBytes / 1e6)} MB are taken. It was not sent.`;
  }
  return null;
}

function enqueue(photo) {
  queue.add(async () => {
    if (photo.fate !== "waiting") return;
    await photo.send(form.action);
    if (photo.fate === "kept") refresh();
  });
}

const refresh = () => window.htmx.trigger("#visit-photos", "refresh");

/** The server's own tile takes the place of the one that was on its way. */
function handOver() {
  const waiting = sent.filter(({ fate, element }) => fate === "kept" && element.isConnected);
  for (const photo of waiting) {
    if (document.querySelector(`#photo-${photo.outcome.id}`)) photo.hide();
  }
  // An answer that was under way when a photo arrived does not have it yet.
  const missing = waiting.filter(({ element }) => element.isConnected && element.dataset.asked !== "twice");
  for (const { element } of missing) element.dataset.asked = element.dataset.asked ? "twice" : "once";
  if (missing.length) refresh();
}

function take(files) {
  for (const file of files) {
    const photo = new Pending(file, tray, update);
    sent.push(photo);
    photo.part("[data-retry]").addEventListener("click", () => retry(photo));
    const against = reasonAgainst(file);
    if (against) photo.refuse(against);
    else enqueue(photo);
  }
  update();
}

function retry(photo) {
  photo.again();
  enqueue(photo);
}

/** "3 of 8 photos are kept. 1 was not taken." */
function summary() {
  const all = sent.length;
  const parts = [`${count("kept")} of ${all} ${all === 1 ? "photo" : "photos"} kept.`];
  if (count("known")) parts.push(`${count("known")} already here.`);
  if (count("refused")) parts.push(`${count("refused")} not taken.`);
  if (count("failed")) parts.push(`${count("failed")} did not get through.`);
  return parts.join(" ");
}

function update() {
  sent = sent.filter(({ fate }) => fate !== "closed");
  bar.hidden = sent.length === 0;
  bar.querySelector("[data-retry-all]").hidden = count("failed") < 2;
  const says = bar.querySelector("[data-upload-says]");
  if (says.textContent !== summary()) says.textContent = summary();
}

const picker = form.querySelector("[type=file]");

function takePicked() {
  take([...picker.files]);
  // Cleared, so that the same file can be chosen again.
  picker.value = "";
}

picker.addEventListener("change", takePicked);
// On a slow network photos are chosen before this script is there.
if (picker.files.length) takePicked();
bar.querySelector("[data-retry-all]").addEventListener("click", () => {
  for (const photo of sent.filter(({ fate }) => fate === "failed")) retry(photo);
});
connectDrop(take);
document.body.addEventListener("htmx:afterSettle", ({ detail }) => detail.target.id === "visit-photos" && handOver());

window.addEventListener("beforeunload", (event) => {
  if (count("waiting", "sending")) event.preventDefault();
});
