/* A magnifier above the finger, which hides the very place that it points at. */

import { multiply, scaling, translation } from "../../matrix.js";
import { Picture } from "../picture.js";

const POWER = 3;
const ABOVE = 88;

export class Loupe {
  constructor(pane) {
    this.pane = pane;
    this.element = pane.element.querySelector(".loupe");
    this.picture = new Picture(this.element.querySelector("img"));
  }

  /** Show what lies under a point of the pane. */
  show(point) {
    const { element, pane } = this;
    element.hidden = false;
    const radius = element.clientWidth / 2;
    const x = Math.min(Math.max(point[0], radius), pane.box.width - radius);
    const y = point[1] > ABOVE + radius ? point[1] - ABOVE : point[1] + ABOVE;
    element.style.left = `${x}px`;
    element.style.top = `${y}px`;
    this.picture.set(pane.layers.photo.picture.photo);
    const about = multiply(translation(radius, radius), scaling(POWER), translation(-point[0], -point[1]));
    this.picture.draw(multiply(about, pane.lens));
  }

  hide() {
    this.element.hidden = true;
  }
}
