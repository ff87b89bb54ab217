// Photos on their way to the clinic, kept on this device until the server says that it has them.
//
//   import { queue } from "../upload/queue.js";
//   await queue.enqueue(blob, { visit, name, view, viewLabel, takenAt, about });
//   queue.addEventListener("change", ({ detail }) => ...);    a photo's fate changed
//   queue.addEventListener("progress", ({ detail }) => ...);  { id, visit, sent, size, speed, secondsLeft }
//
// A photo is { id, visit, name, type, size, view, viewLabel, takenAt, about, fate, message, durable };
// its fate is waiting, sending, kept, known, refused, failed or cancelled (see outcome.js).
// The store is the truth, whichever tab reads it; a message between tabs is only a nudge. One tab
// sends at a time; when it closes, another goes on.
import { Pace } from "./pace.js";
import { openStore } from "./store.js";
import { forget, Transfer } from "./transfer.js";

/** One is checked by the server while the next is sent; more would not be quicker. */
const AT_ONCE = 2;
const AGAIN_MS = 10_000;
const HEAD_START_MS = 1000;
const NAME = "progress-uploads";

const newId = () => [...window.crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** As a clock on the wall shows it: "2026-11-22T15:04:05". */
const onTheWall = (moment) => new Date(moment - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);

/** When a photo arrived last, and at which visit: a page of it that is on its way may lack the photo. */
const lastArrival = () => JSON.parse(localStorage.getItem(NAME)) ?? {};
const noteArrival = (visit) => localStorage.setItem(NAME, JSON.stringify({ visit, at: Date.now() }));

/** Without locks, tabs may send the same photo: the server keeps it once. */
const alone = (work) => (navigator.locks ? navigator.locks.request(NAME, work) : work());

export class UploadQueue extends EventTarget {
  #person;
  #store = openStore();
  #channel = new BroadcastChannel(NAME);
  #pace = new Pace();
  /** Photos that this tab sends, with their transfer. */
  #sending = new Map();
  /** Photos that would not outlive this page. */
  #fragile = new Set();
  #lanes = 0;
  /** Set while it is this tab's turn: ends it. */
  #allDone = null;
  #begun = false;
  #lastAt = 0;
  #timer;

  constructor(person) {
    super();
    this.#person = person;
    this.#channel.addEventListener("message", ({ data }) => this.#hear(data));
    window.addEventListener("online", () => this.resume());
    window.addEventListener("beforeunload", (event) => {
      if (this.#fragile.size) event.preventDefault();
    });
  }

  /** Resolves once the photo outlives a reload. `takenAt` is a Date, `about` whatever the caller wants
   *  to find again; only `visit` is needed. */
  async enqueue(blob, { visit, name = "", view = null, viewLabel = "", takenAt = null, about = null }) {
    const photo = { id: newId(), person: this.#person, visit, name, type: blob.type, size: blob.size, view, viewLabel,
      takenAt: takenAt && onTheWall(takenAt), about, fate: "waiting", message: "", address: null, durable: true, at: this.#at() };
    this.#fragile.add(photo.id);
    photo.durable = await (await this.#store).add(photo, blob);
    if (photo.durable) this.#fragile.delete(photo.id);
    this.#tell("change", photo);
    this.#run();
    return photo;
  }

  /** Photos of this person that the server does not have yet, or has refused. */
  async photos(visit = null) {
    const all = await (await this.#store).list(this.#person);
    return all
      .filter((photo) => visit === null || photo.visit === visit)
      .map((photo) => (this.#sending.has(photo.id) ? { ...photo, fate: "sending" } : photo));
  }

  async unsent() {
    return (await this.photos()).filter(({ fate }) => fate !== "refused");
  }

  async blob(photo) {
    return (await this.#store).blob(photo);
  }

  async retry(id) {
    await this.#change(id, { fate: "waiting", message: "" });
    this.#run();
  }

  async retryAll(visit = null) {
    const failed = (await this.photos(visit)).filter(({ fate }) => fate === "failed");
    await Promise.all(failed.map(({ id }) => this.retry(id)));
  }

  /** Whether a photo of this visit arrived after this page was asked for. */
  arrivedMeanwhile(visit) {
    const last = lastArrival();
    return last.visit === visit && last.at >= performance.timeOrigin;
  }

  /** Go on after a reload, or with a connection that came back. */
  async resume() {
    const waiting = (await this.photos()).filter(({ fate, again, stale }) => fate === "failed" && (again || stale));
    await Promise.all(waiting.map(({ id }) => this.retry(id)));
    this.#run();
  }

  /** Stop sending a photo, or put away one that was refused: it is deleted from this device. */
  async cancel(id) {
    const photo = (await this.photos()).find((each) => each.id === id);
    if (!photo) return;
    await this.#remove(id);
    this.#sending.get(id)?.cancel();
    this.#tell("change", { ...photo, fate: "cancelled" });
    if (photo.address) forget(photo.address);
  }

  /** Delete everything of this person from this device. */
  async clear() {
    await Promise.all((await this.photos()).map(({ id }) => this.cancel(id)));
  }

  #at() {
    this.#lastAt = Math.max(this.#lastAt + 1, Date.now());
    return this.#lastAt;
  }

  #tell(type, detail) {
    this.#channel.postMessage({ type, detail });
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #hear({ type, detail }) {
    if (detail.person !== this.#person) return;
    if (type === "change" && detail.fate === "cancelled") this.#sending.get(detail.id)?.cancel();
    // The tab that it came from goes first: a tab in the background is slow.
    if (type === "change" && detail.fate === "waiting") setTimeout(() => this.#run(), HEAD_START_MS);
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  async #remove(id) {
    await (await this.#store).remove(id);
    this.#fragile.delete(id);
  }

  /** A photo that is gone stays gone. */
  async #change(id, facts) {
    const photo = await (await this.#store).change(id, facts);
    if (photo) this.#tell("change", photo);
  }

  async #run() {
    if (this.#lanes) this.#fill();
    if (this.#begun) return;
    this.#begun = true;
    await alone(() => new Promise((done) => {
      this.#allDone = done;
      this.#fill();
    }));
    this.#begun = false;
    // What came between the last look and the end of the turn.
    if ((await this.photos()).some(({ fate }) => fate === "waiting")) this.#run();
  }

  /** Start as many as may go at once, if it is this tab's turn. */
  #fill() {
    while (this.#allDone && this.#lanes < AT_ONCE) {
      this.#lanes += 1;
      this.#lane().finally(() => this.#leave());
    }
  }

  #leave() {
    this.#lanes -= 1;
    if (this.#lanes) return;
    this.#allDone();
    this.#allDone = null;
  }

  async #lane() {
    for (let photo = await this.#next(); photo; photo = await this.#next()) await this.#send(photo);
  }

  async #next() {
    const all = await (await this.#store).list(this.#person);
    const photo = all.find(({ id, fate }) => fate === "waiting" && !this.#sending.has(id));
    if (photo) this.#sending.set(photo.id, null);
    return photo;
  }

  async #send(photo) {
    const store = await this.#store;
    const blob = await store.blob(photo);
    if (blob) {
      const transfer = new Transfer(photo, blob, {
        onAddress: (address) => store.change(photo.id, { address }),
        onProgress: this.#follow(photo),
      });
      this.#sending.set(photo.id, transfer);
      this.#tell("change", { ...photo, fate: "sending" });
      await this.#settle(photo, await transfer.run());
    }
    this.#sending.delete(photo.id);
  }

  /** What was there before this connection says nothing about its speed. */
  #follow({ id, visit, size, person }) {
    let before = null;
    return (sent) => {
      if (before !== null && sent > before) this.#pace.add(sent - before);
      before = sent;
      const { speed } = this.#pace;
      this.#tell("progress", { id, visit, person, sent, size, speed, secondsLeft: speed ? (size - sent) / speed : null });
    };
  }

  async #settle(photo, outcome) {
    const { fate, message, again = false, stale = false, lost = false } = outcome;
    if (fate === "kept" || fate === "known") {
      noteArrival(photo.visit);
      await this.#remove(photo.id);
      this.#tell("change", { ...photo, ...outcome, id: photo.id, photo: { id: outcome.id, thumb: outcome.thumb, note: outcome.note } });
    } else if (fate !== "cancelled") {
      await this.#change(photo.id, { fate, message, again, stale, ...(lost && { address: null }) });
      if (outcome.silent || stale) await this.#holdOthers({ fate, message, again, stale });
      clearTimeout(this.#timer);
      if (again || stale) this.#timer = setTimeout(() => this.resume(), AGAIN_MS);
    }
  }

  /** The others would meet the same: they wait with this one. */
  async #holdOthers(facts) {
    const waiting = (await this.photos()).filter(({ fate }) => fate === "waiting");
    await Promise.all(waiting.map(({ id }) => this.#change(id, facts)));
  }
}

export const queue = new UploadQueue(document.querySelector("meta[name=person]")?.content ?? "");
