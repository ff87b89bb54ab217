// Between the queue, which brings photos home, and the takes of this page.
import { queue } from "../upload/queue.js";
import { shotsOf } from "./server.js";
import { followVerdict } from "./verdict.js";

export class Uploads {
  #followed = new WeakSet();

  /** `onEnded` is called when nobody is let in any more, wherever that is noticed. */
  constructor(visit, shots, onEnded) {
    this.visit = visit;
    this.shots = shots;
    this.onEnded = onEnded;
    queue.addEventListener("change", ({ detail }) => detail.visit === visit && this.#hear(detail));
  }

  /** What an earlier page left on this device, and verdicts that were not there yet. */
  async begin() {
    for (const photo of await queue.photos(this.visit)) await this.#take(photo);
    this.shots.changed();
    for (const take of this.shots.takes) this.#follow(take);
    await queue.resume();
  }

  /** Resolves with the take once the photo outlives a reload. */
  async add(blob, shot) {
    const { view, viewLabel } = shot;
    const type = blob.type.split("/")[1] || "jpeg";
    // A still has no EXIF; a file of the device's own camera app has, which counts more.
    const takenAt = new Date(blob.lastModified ?? Date.now());
    const facts = { visit: this.visit, view, viewLabel, takenAt, name: blob.name || `${view}.${type}` };
    const queued = await queue.enqueue(blob, facts);
    const take = this.shots.queued(queued, URL.createObjectURL(blob));
    this.shots.changed(take);
    return take;
  }

  async #take(photo) {
    const blob = await queue.blob(photo);
    return this.shots.queued(photo, blob && URL.createObjectURL(blob));
  }

  #hear(photo) {
    if (photo.fate === "failed" && photo.stale) this.onEnded();
    const take = photo.fate === "cancelled" ? null : this.shots.queued(photo);
    if (!take) return;
    take.queued = photo;
    this.shots.changed(take);
    this.#follow(take);
  }

  async #follow(take) {
    if (!take.photo || take.settled || this.#followed.has(take)) return;
    this.#followed.add(take);
    try {
      if (await this.#isElsewhere(take)) this.#refuse(take);
      else await followVerdict(take.photo, (told) => this.shots.settle(take, told));
    } catch (error) {
      this.onEnded(error);
    }
  }

  /** The same bytes may be filed under another visit: then nothing was added to this one. */
  async #isElsewhere({ queued, photo }) {
    if (queued?.fate !== "known") return false;
    const { told } = await shotsOf(this.visit);
    return !told.shots.some(({ taken }) => taken.some((each) => each.photo === photo));
  }

  #refuse(take) {
    take.queued = { ...take.queued, fate: "refused", photo: null };
    this.shots.changed(take);
  }

  unsent() {
    return queue.photos(this.visit);
  }
}
