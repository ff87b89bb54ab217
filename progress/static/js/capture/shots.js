// The visit's shot list, and what was taken of each view.
import { Take } from "./take.js";

const keyOf = (view, label) => `${view}/${(label ?? "").trim().toLowerCase()}`;

class Shot {
  constructor(told) {
    this.key = keyOf(told.view, told.view_label);
    this.takes = [];
    this.update(told);
  }

  /** The server's word on it; what it does not know yet stays. */
  update(told) {
    Object.assign(this, { view: told.view, viewLabel: told.view_label, label: told.label, ghosts: told.ghosts,
      advice: told.advice, instructions: told.instructions, silhouette: told.silhouette });
    for (const taken of told.taken) this.place(taken);
  }

  place(taken) {
    const known = this.takes.find(({ photo }) => photo === taken.photo);
    if (known) known.told = taken;
    else this.takes.push(new Take({ told: taken }));
    if (taken.chosen) this.#onlyChosen(taken.photo);
  }

  #onlyChosen(photo) {
    for (const take of this.takes) if (take.told) take.told.chosen = take.photo === photo;
  }

  /** A file that nobody can open stands for nothing. */
  get good() {
    return this.takes.filter((take) => !take.refused && take.told?.state !== "unreadable");
  }

  get done() {
    return this.good.length > 0;
  }

  /** The one that stands for the view. */
  get standing() {
    return this.good.find(({ chosen }) => chosen) ?? this.good.at(-1) ?? null;
  }
}

export class Shots extends EventTarget {
  list = [];

  constructor(told) {
    super();
    this.update(told);
  }

  update(told) {
    for (const shot of told.shots) {
      const known = this.list.find(({ key }) => key === keyOf(shot.view, shot.view_label));
      if (known) known.update(shot);
      else this.list.push(new Shot(shot));
    }
    this.changed();
  }

  changed(take = null) {
    this.dispatchEvent(new CustomEvent("change", { detail: take }));
  }

  get takes() {
    return this.list.flatMap(({ takes }) => takes);
  }

  get unsent() {
    return this.takes.filter(({ unsent }) => unsent);
  }

  get done() {
    return this.list.filter(({ done }) => done).length;
  }

  of(take) {
    return this.list.find(({ takes }) => takes.includes(take));
  }

  /** The next view without a photo, after the one at `index` and then from the start; -1 if none. */
  nextMissing(index = -1) {
    const order = this.list.map((_, step) => (index + 1 + step) % this.list.length);
    return order.find((at) => !this.list[at].done) ?? -1;
  }

  /** The take of a photo that the queue tells of, made if need be. */
  queued(photo, source = null) {
    const take = this.takes.find(({ queued }) => queued?.id === photo.id) ?? this.#add(photo);
    if (take) take.source ??= source;
    return take;
  }

  #add(photo) {
    const shot = this.list.find(({ key }) => key === keyOf(photo.view, photo.viewLabel));
    if (!shot) return null;
    const take = new Take({ queued: photo });
    shot.takes.push(take);
    return take;
  }

  remove(take) {
    const shot = this.of(take);
    if (shot) shot.takes = shot.takes.filter((each) => each !== take);
  }

  /** The server's word on one photo. The same bytes twice are one photo: the list may have it already
   *  that the queue brings home only now. */
  settle(take, told) {
    if (!this.of(take)) return;
    const twin = this.takes.find((each) => each !== take && each.told?.photo === told.photo);
    if (twin) this.remove(twin);
    take.told = told;
    this.of(take).place(told);
    this.changed(take);
  }
}
