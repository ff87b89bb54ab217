// Photos from home on their way: kept on this phone until the clinic's server has answered.
//
// A photo is a few megabytes and goes in one request. One that was cut off is sent again from its first
// byte: the server knows the same bytes by their hash, so that nothing arrives twice.
import { csrfToken, freshToken } from "../requests.js";
import { openStore } from "../upload/store.js";

const NAME = "progress-from-home";
const AGAIN_MS = 10_000;

const newId = () => [...window.crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** As a clock on the wall shows it. */
const onTheWall = (moment) => new Date(moment - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);

/** Two tabs do not send at once. */
const alone = (work) => (navigator.locks ? navigator.locks.request(NAME, work) : work());

export class Outbox extends EventTarget {
  #store = openStore(NAME);
  #person;
  #timer;

  constructor(person) {
    super();
    this.#person = person;
    window.addEventListener("online", () => this.send());
  }

  /** Resolves, once the photo outlives a reload if this phone lets it, with what is kept of it. */
  async add(blob, { address, name, takenAt }) {
    const photo = { id: newId(), person: this.#person, address, name, type: blob.type, takenAt: onTheWall(takenAt),
      fate: "waiting", at: Date.now() };
    photo.durable = await (await this.#store).add(photo, blob);
    return photo;
  }

  async waiting() {
    return (await this.#store).list(this.#person);
  }

  /** What somebody else left on this device is deleted after a week. */
  async forgetStrangers() {
    await (await this.#store).leftByOthers(this.#person);
  }

  /** Everything that waits. What becomes of each is told as "change": { photo, fate, message }. */
  async send() {
    clearTimeout(this.#timer);
    await alone(async () => {
      for (const photo of await this.waiting()) await this.#settle(photo, await this.#post(photo));
    });
    if ((await this.waiting()).length) this.#timer = setTimeout(() => this.send(), AGAIN_MS);
  }

  async #settle(photo, { fate, message }) {
    if (fate === "sent" || fate === "refused") await (await this.#store).remove(photo.id);
    this.dispatchEvent(new CustomEvent("change", { detail: { photo, fate, message } }));
  }

  async #post(photo, again = true) {
    const blob = await (await this.#store).blob(photo);
    if (!blob) return { fate: "refused", message: "" };
    const body = new FormData();
    body.append("photo", blob, photo.name);
    body.append("taken_at", photo.takenAt);
    try {
      const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
      const answer = await fetch(photo.address, { method: "POST", headers, body });
      if (answer.status === 400 && again && await freshToken()) return this.#post(photo, false);
      return await this.#read(answer);
    } catch {
      return { fate: "waiting" };
    }
  }

  async #read(answer) {
    if ([400, 401, 403].includes(answer.status) || answer.redirected) return { fate: "signed-out" };
    if (answer.status >= 500) return { fate: "waiting" };
    const { message } = await answer.json();
    return { fate: answer.ok ? "sent" : "refused", message };
  }
}

export const outbox = new Outbox(document.querySelector("meta[name=person]")?.content ?? "");
