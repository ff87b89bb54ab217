// The visit's page takes photos: picked or dropped, each with its own progress, outcome and retry. What
// was not sent yet when the page was left is here again.
import { toast } from "../toasts.js";
import { connectDrop } from "./drop.js";
import { speedInWords, timeLeftInWords } from "./pace.js";
import { Pending } from "./pending.js";
import { queue } from "./queue.js";

const form = document.querySelector("[data-upload]");
const bar = document.querySelector("[data-upload-bar]");
const { visit, maxBytes } = form.dataset;
/** Tiles by the photo's id in the queue; what this page refused itself is in no queue. */
const tiles = new Map();
let speed = 0;

// Found anew each time: the part of the page around it is replaced while photos are being aligned.
const tray = () => document.querySelector("#tray");
const count = (...fates) => [...tiles.values()].filter(({ fate }) => fates.includes(fate)).length;
const refresh = () => window.htmx.trigger("#visit-photos", "refresh");

function reasonAgainst(file) {
  if (file.size === 0) return "The file is empty. Please choose it again.";
  if (file.size > Number(maxBytes)) {
    const size = Math.ceil(file.size / 1e6);
    return `The file has ${size} MB; at most ${Math.floor(maxBytes / 1e6)} MB are taken. It was not sent.`;
  }
  return null;
}

/** `source` promises a Blob to show. */
async function addTile(photo, source) {
  const tile = new Pending(photo, { onRetry: () => queue.retry(photo.id), onClose: close });
  tiles.set(photo.id, tile);
  tray().append(tile.element);
  update();
  tile.preview(await source);
}

/** What has vanished stays away: the tile goes when the photo is deleted, not before. */
async function close({ photo, isUnsent }) {
  const blob = isUnsent ? await queue.blob(photo) : null;
  await queue.cancel(photo.id);
  takeAway(photo.id);
  const undo = () => queue.enqueue(blob, { ...photo, takenAt: photo.takenAt && new Date(photo.takenAt) });
  if (blob) toast(`${photo.name} is not sent.`, { undo });
}

function takeAway(id) {
  tiles.get(id)?.remove();
  tiles.delete(id);
  update();
}

async function take(files) {
  for (const file of files) {
    const message = reasonAgainst(file);
    if (message) addTile({ id: Symbol(file.name), name: file.name, size: 0, fate: "refused", message }, file);
    else await queue.enqueue(file, { visit, name: file.name });
  }
}

/** The server's own tile takes the place of the one that was on its way. */
function handOver() {
  const kept = [...tiles.values()].filter(({ fate, element }) => fate === "kept" && element.isConnected);
  for (const tile of kept) {
    if (document.querySelector(`#photo-${tile.photo.photo.id}`)) tile.remove();
  }
  // An answer that was under way when a photo arrived does not have it yet.
  const missing = kept.filter(({ element }) => element.isConnected && element.dataset.asked !== "twice");
  for (const { element } of missing) element.dataset.asked = element.dataset.asked ? "twice" : "once";
  if (missing.length) refresh();
}

/** "3 of 8 photos kept. 1 not taken. 1.4 MB/s, about 20 seconds left." */
function summary() {
  const all = tiles.size;
  const parts = [`${count("kept")} of ${all} ${all === 1 ? "photo" : "photos"} kept.`];
  if (count("known")) parts.push(`${count("known")} already here.`);
  if (count("refused")) parts.push(`${count("refused")} not taken.`);
  if (count("failed")) parts.push(`${count("failed")} did not get through.`);
  return parts.join(" ");
}

function pace() {
  const left = [...tiles.values()].reduce((sum, tile) => sum + tile.left, 0);
  return left && speed ? `${speedInWords(speed)}, ${timeLeftInWords(left / speed)}` : "";
}

function setText(selector, text) {
  const element = bar.querySelector(selector);
  if (element.textContent !== text) element.textContent = text;
}

function update() {
  bar.hidden = tiles.size === 0;
  bar.querySelector("[data-retry-all]").hidden = count("failed") < 2;
  setText("[data-upload-says]", summary());
  setText("[data-upload-pace]", pace());
}

function follow({ detail: photo }) {
  if (photo.visit !== visit) return;
  const tile = tiles.get(photo.id);
  if (photo.fate === "cancelled") takeAway(photo.id);
  else if (tile) tile.show(photo);
  else addTile(photo, queue.blob(photo));
  if (photo.fate === "kept") refresh();
  update();
}

function followProgress({ detail }) {
  if (detail.visit !== visit) return;
  ({ speed } = detail);
  const tile = tiles.get(detail.id);
  if (tile?.fate === "waiting") tile.show({ ...tile.photo, fate: "sending" });
  tile?.progress(detail);
  update();
}

async function findWhatWaits() {
  for (const photo of await queue.photos(visit)) {
    if (!tiles.has(photo.id)) addTile(photo, queue.blob(photo));
  }
}

const picker = form.querySelector("[type=file]");

function takePicked() {
  take([...picker.files]);
  // Cleared, so that the same file can be chosen again.
  picker.value = "";
}

queue.addEventListener("change", follow);
queue.addEventListener("progress", followProgress);
findWhatWaits();
window.addEventListener("load", () => queue.arrivedMeanwhile(visit) && refresh());
picker.addEventListener("change", takePicked);
// On a slow network photos are chosen before this script is there.
if (picker.files.length) takePicked();
bar.querySelector("[data-retry-all]").addEventListener("click", () => queue.retryAll(visit));
connectDrop(take);
document.body.addEventListener("htmx:afterSettle", ({ detail }) => detail.target.id === "visit-photos" && handOver());
