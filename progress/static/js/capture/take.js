// One photo that was taken at this visit: on its way, or at the clinic with what the server says of it.

const SAVED = "Saved on this phone; it will be sent when the network is back.";
const SENDING = "Sending.";
const SENT = "Sent. Progress is looking at it.";
const ON_ITS_WAY = ["waiting", "sending", "failed"];

export class Take {
  /** `queued` as the queue tells it, or `told` as the server does; `source` is an object URL. */
  constructor({ queued = null, told = null, source = null }) {
    this.queued = queued;
    this.told = told;
    this.source = source;
  }

  /** The photo's id at the clinic, once it is there. */
  get photo() {
    return this.told?.photo ?? this.queued?.photo?.id ?? null;
  }

  get unsent() {
    return !this.told && ON_ITS_WAY.includes(this.queued.fate);
  }

  /** Whether it came no further than this device, and will not. */
  get refused() {
    return this.queued?.fate === "refused";
  }

  /** Whether nothing more will be said of it. */
  get settled() {
    return this.refused || (this.told !== null && this.told.state !== "working");
  }

  get retake() {
    return this.refused || Boolean(this.told?.retake);
  }

  get chosen() {
    return Boolean(this.told?.chosen);
  }

  /** What the device has of it is there at once, and upright; the server's is there after a reload. */
  get url() {
    return this.source ?? this.told?.url ?? null;
  }

  get thumb() {
    return this.source ?? this.told?.thumb ?? null;
  }

  /** One sentence or a few, for the person who took it. */
  get words() {
    if (this.told && this.told.state !== "working") return this.told.message;
    if (this.told || this.photo) return SENT;
    if (this.refused) return this.queued.message;
    const waits = this.queued.fate === "failed" || !navigator.onLine;
    return waits ? this.#whyItWaits() : SENDING;
  }

  #whyItWaits() {
    const { silent = true, again = true, stale = false, message } = this.queued;
    return (silent && again) || stale || !message ? SAVED : message;
  }

  /** What its picture is called where there is no room for a sentence. */
  get mark() {
    if (this.unsent) return "On this phone";
    if (!this.settled) return "Being looked at";
    if (this.refused || this.told.state === "unreadable") return "Not taken";
    return this.told.grade ? `Grade ${this.told.grade}` : this.told.state === "first" ? "First" : "Not lined up";
  }
}
