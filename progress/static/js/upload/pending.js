// A photo on its way, as a tile of the page: picture, progress, outcome in words.

const WORDS = { waiting: "Waiting", sending: "Sending", checking: "Being checked" };
const NO_ROOM = "This device has no room to keep the photo: please leave this page open until it is sent.";
const ON_ITS_WAY = ["waiting", "sending"];

export class Pending {
  /** `photo` as the queue tells it; `onRetry` and `onClose` are called with the tile. */
  constructor(photo, { onRetry, onClose }) {
    this.element = document.querySelector("#pending-photo").content.firstElementChild.cloneNode(true);
    this.part("[data-name]").textContent = photo.name;
    this.part("progress").setAttribute("aria-label", `${photo.name}, sent`);
    this.part("[data-retry]").setAttribute("aria-label", `Try ${photo.name} again`);
    this.part("[data-retry]").addEventListener("click", () => onRetry(this));
    this.part("[data-close]").addEventListener("click", () => onClose(this));
    this.sent = 0;
    this.show(photo);
  }

  part(selector) {
    return this.element.querySelector(selector);
  }

  get fate() {
    return this.photo.fate;
  }

  get isUnsent() {
    return [...ON_ITS_WAY, "failed"].includes(this.fate);
  }

  /** Bytes that are still to go. */
  get left() {
    return ON_ITS_WAY.includes(this.fate) ? this.photo.size - this.sent : 0;
  }

  /** The browser turns it upright; a kind that it cannot show keeps the empty frame. */
  preview(blob) {
    if (!blob || this.photo.photo) return;
    this.source = URL.createObjectURL(blob);
    this.picture(this.source);
  }

  picture(address) {
    const image = this.part("img");
    image.addEventListener("load", () => {
      image.hidden = false;
      this.part(".photo-waiting").hidden = true;
    }, { once: true });
    image.src = address;
  }

  /** The photo's fate has changed. */
  show(photo) {
    this.photo = photo;
    this.element.dataset.fate = photo.fate;
    this.say(WORDS[photo.fate] ?? photo.message);
    if (photo.durable === false && this.left) this.say(NO_ROOM);
    if (photo.photo?.thumb) this.picture(photo.photo.thumb);
    this.part("progress").hidden = !ON_ITS_WAY.includes(photo.fate);
    this.part("[data-retry]").hidden = photo.fate !== "failed";
    this.offerToClose(photo);
  }

  /** Closing what has not arrived deletes it, and says so. */
  offerToClose({ fate, name }) {
    const button = this.part("[data-close]");
    const word = this.isUnsent ? "Do not send" : "Close";
    button.hidden = fate === "kept";
    button.textContent = word;
    button.setAttribute("aria-label", `${word} ${name}`);
  }

  progress({ sent, size }) {
    this.sent = sent;
    const bar = this.part("progress");
    if (sent < size) bar.value = sent / size;
    else bar.removeAttribute("value");
    this.say(sent < size ? `${WORDS.sending}, ${Math.round((sent / size) * 100)} %` : WORDS.checking);
  }

  say(text) {
    this.part("[data-says]").textContent = text;
  }

  remove() {
    this.element.remove();
    if (this.source) URL.revokeObjectURL(this.source);
  }
}
