// A photo on its way, as a tile of the page: picture, progress, outcome in words.
import { send } from "./send.js";

const WORDS = { waiting: "Waiting", checking: "Being checked" };

/** `onChange` is called whenever the fate changes; `fate` is one of waiting, sending, kept, known,
 *  refused, failed. */
export class Pending {
  constructor(file, tray, onChange) {
    this.file = file;
    this.fate = "waiting";
    this.onChange = onChange;
    this.element = document.querySelector("#pending-photo").content.firstElementChild.cloneNode(true);
    this.part("[data-name]").textContent = file.name;
    this.part("progress").setAttribute("aria-label", `${file.name}, sent`);
    this.part("[data-close]").setAttribute("aria-label", `Close ${file.name}`);
    this.part("[data-close]").addEventListener("click", () => this.close());
    this.part("[data-retry]").setAttribute("aria-label", `Try ${file.name} again`);
    this.say(WORDS.waiting);
    this.preview();
    tray().append(this.element);
  }

  part(selector) {
    return this.element.querySelector(selector);
  }

  say(text) {
    this.part("[data-says]").textContent = text;
  }

  /** The browser turns it upright; a kind that it cannot show keeps the empty frame. */
  preview() {
    this.source = URL.createObjectURL(this.file);
    this.show(this.source);
  }

  show(address) {
    const image = this.part("img");
    image.addEventListener("load", () => {
      image.hidden = false;
      this.part(".photo-waiting").hidden = true;
    }, { once: true });
    image.src = address;
  }

  refuse(message) {
    this.finish({ fate: "refused", message });
  }

  async send(address) {
    this.become("sending");
    this.say("Sending");
    this.finish(await send(this.file, address, (share) => this.progress(share)));
  }

  progress(share) {
    const bar = this.part("progress");
    if (share < 1) bar.value = share;
    else bar.removeAttribute("value");
    this.say(share < 1 ? `Sending, ${Math.round(share * 100)} %` : WORDS.checking);
  }

  finish(outcome) {
    this.outcome = outcome;
    this.say(outcome.message);
    this.part("progress").hidden = true;
    if (outcome.thumb) this.show(outcome.thumb);
    this.become(outcome.fate);
  }

  become(fate) {
    this.fate = fate;
    this.element.dataset.fate = fate;
    this.part("progress").hidden = !["waiting", "sending"].includes(fate);
    this.part("[data-retry]").hidden = fate !== "failed";
    this.part("[data-close]").hidden = !["known", "refused", "failed"].includes(fate);
    this.onChange(this);
  }

  again() {
    this.part("progress").value = 0;
    this.say(WORDS.waiting);
    this.become("waiting");
  }

  hide() {
    this.element.remove();
    URL.revokeObjectURL(this.source);
  }

  close() {
    this.fate = "closed";
    this.hide();
    this.onChange(this);
  }
}
