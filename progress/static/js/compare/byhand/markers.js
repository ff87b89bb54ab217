/* The numbered markers on one photo: dragged, nudged with the arrow keys, deleted, sent back. */

import { apply, invert } from "../../matrix.js";

const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const LEAP = 10;
const STILL = 2;
const GLIDE = 400;
const NAMES = { reference: "left photo", moving: "right photo" };

function stand(element, place) {
  element.hidden = !place;
  if (!place) return;
  element.style.left = `${place[0]}px`;
  element.style.top = `${place[1]}px`;
}

export class Markers {
  constructor(pane, side, points) {
    Object.assign(this, { pane, side, points });
    this.buttons = [];
    this.rings = [];
    this.onfocus = () => {};
  }

  /** A point of the pane in the photo's pixels, counted from the middle of the first one. */
  toPhoto(point) {
    const [x, y] = apply(invert(this.pane.lens), point);
    return [x - 0.5, y - 0.5];
  }

  toPane([x, y]) {
    return apply(this.pane.lens, [x + 0.5, y + 0.5]);
  }

  draw() {
    const { pairs } = this.points;
    while (this.buttons.length < pairs.length) this.buttons.push(this.#make(this.buttons.length));
    this.buttons.forEach((button, index) => this.#put(button, index));
  }

  #put(button, index) {
    const pair = this.points.pairs[index];
    const improved = this.points.improved(index, this.side);
    button.setAttribute("aria-label", this.#name(index, improved));
    stand(button, pair?.[this.side] && this.toPane(pair[this.side]));
    stand(this.rings[index], improved && this.toPane(pair.own.point));
  }

  #name(index, improved) {
    const name = `Point ${index + 1} on the ${NAMES[this.side]}`;
    return improved ? `${name}, moved to the best match. Enter keeps your own place.` : name;
  }

  /** Let the eye follow a marker from where it was set to where it belongs. */
  glide(index) {
    const { own, [this.side]: spot } = this.points.pairs[index];
    const [[x, y], [u, v]] = [this.toPane(own.point), this.toPane(spot)];
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const from = { translate: `${x - u}px ${y - v}px` };
    this.buttons[index].animate([from, { translate: "0 0" }], { duration: GLIDE, easing: "ease-out" });
  }

  #make(index) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "marker", textContent: index + 1 });
    button.dataset.index = index;
    button.addEventListener("keydown", (event) => this.#key(event, index));
    button.addEventListener("focus", () => this.onfocus(index));
    const ring = Object.assign(document.createElement("span"), { className: "own-place" });
    ring.setAttribute("aria-hidden", "true");
    this.rings.push(ring);
    this.pane.element.append(ring, button);
    return button;
  }

  /** Takes a drag over that began on a marker. */
  grab(point, event) {
    const marker = event.target.closest(".marker");
    if (!marker) return null;
    const index = Number(marker.dataset.index);
    const [x, y] = this.toPane(this.points.pairs[index][this.side]);
    const [dx, dy] = [x - point[0], y - point[1]];
    let moves = false;
    marker.focus({ preventScroll: true });
    return (at) => {
      if (!at || (!moves && Math.hypot(at[0] - point[0], at[1] - point[1]) < STILL)) return;
      if (!moves) this.points.remember();
      moves = true;
      this.points.move(index, this.side, this.toPhoto([at[0] + dx, at[1] + dy]));
    };
  }

  #key(event, index) {
    const arrow = ARROWS[event.key];
    const remove = event.key === "Delete" || event.key === "Backspace";
    const back = event.key === "Enter" && this.points.improved(index, this.side);
    if (!arrow && !remove && !back) return;
    event.preventDefault();
    event.stopPropagation();
    if (remove) this.#remove(index);
    else if (back) this.points.keepOwn(index);
    else this.#nudge(index, arrow, event.shiftKey ? LEAP : 1);
  }

  #nudge(index, [dx, dy], step) {
    const [x, y] = this.toPane(this.points.pairs[index][this.side]);
    this.points.remember();
    this.points.move(index, this.side, this.toPhoto([x + dx * step, y + dy * step]));
  }

  #remove(index) {
    this.points.remove(index, this.side);
    this.pane.element.focus();
  }
}
