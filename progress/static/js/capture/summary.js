// The end: every view with its photo and grade, what is missing, and the way out.
import { make, part, say } from "./dom.js";

const photos = (count) => (count === 1 ? "1 photo is" : `${count} photos are`);

function row(shot, onOpen, onLook) {
  const { standing } = shot;
  const picture = make("span", { className: standing ? "capture-thumb" : "capture-thumb is-missing" },
    make("img", { src: standing?.thumb ?? shot.silhouette, alt: "", decoding: "async" }));
  const more = shot.good.length > 1 ? `, ${shot.good.length} photos` : "";
  const words = make("span", { className: "capture-row-text" }, make("b", {}, shot.label),
    make("span", {}, standing ? `${standing.mark}${more}` : "Not taken yet"));
  const button = make("button", { type: "button", className: "btn", "aria-label": `${standing ? "Look at" : "Photograph"} ${shot.label}` },
    standing ? "Look" : "Photograph");
  button.addEventListener("click", () => (standing ? onLook(shot, standing) : onOpen(shot)));
  return make("li", {}, picture, words, button);
}

function heading(shots) {
  const missing = shots.list.length - shots.done;
  if (!missing) return "All views are photographed";
  return missing === 1 ? "1 view is missing" : `${missing} views are missing`;
}

export class Summary {
  /** `mayLeave`: whether photos go on after this page, as they do for whoever is signed in. */
  constructor(root, shots, { mayLeave, onOpen, onLook }) {
    this.root = root;
    this.shots = shots;
    this.mayLeave = mayLeave;
    this.onOpen = onOpen;
    this.onLook = onLook;
    this.form = root.querySelector("form");
    this.form.addEventListener("submit", (event) => this.#leave(event));
  }

  /** Somebody goes on photographing. */
  stay() {
    this.waits = false;
    delete this.form.dataset.sent;
    this.form.querySelector("[type=submit]").removeAttribute("aria-busy");
  }

  show() {
    const { shots } = this;
    say(part("summary-title", this.root), heading(shots));
    part("summary-list", this.root).replaceChildren(...shots.list.map((shot) => row(shot, this.onOpen, this.onLook)));
    this.#tellOfUnsent();
    if (this.waits && !shots.unsent.length) this.form.submit();
  }

  #tellOfUnsent() {
    const count = this.shots.unsent.length;
    const element = part("summary-unsent", this.root);
    element.hidden = !count;
    const then = this.waits ? " This page finishes by itself as soon as that is done." : "";
    say(element, `${photos(count)} still on its way to the clinic.`.replace("are still on its", "are still on their") + then);
  }

  /** A phone that is let out can send nothing more. */
  #leave(event) {
    if (this.mayLeave || !this.shots.unsent.length) return;
    event.preventDefault();
    this.waits = true;
    this.#tellOfUnsent();
  }
}
