/* One photo of the pair that is lined up by hand: looked at closely, and marked. */

import { HOME, confined, panned, zoomed } from "../camera.js";
import { Gestures } from "../gestures.js";
import { Pane } from "../pane.js";
import { Loupe } from "./loupe.js";
import { Markers } from "./markers.js";

const CLOSER = 1.5;
const STEP = 24;

export class Board {
  constructor(element, side, points) {
    this.side = side;
    this.points = points;
    this.pane = new Pane(element);
    this.markers = new Markers(this.pane, side, points);
    this.loupe = new Loupe(this.pane);
    this.keys = this.#keys();
    new Gestures(this.pane, this);
    element.addEventListener("keydown", (event) => this.#key(event));
  }

  show(photo) {
    this.pane.frame = photo;
    this.pane.layers.photo.picture.set(photo);
    this.look(HOME);
  }

  look(camera) {
    const { frame, box } = this.pane;
    this.pane.draw(confined(camera, frame, box));
    this.markers.draw();
  }

  redraw() {
    this.look(this.pane.camera);
  }

  panBy(dx, dy) {
    this.look(panned(this.pane.camera, dx, dy, this.pane.frame, this.pane.box));
  }

  zoomAt(point, factor) {
    this.look(zoomed(this.pane.camera, factor, point, this.pane.frame, this.pane.box));
  }

  /** The second tap of a double tap sets its point like the first: nobody loses a point. */
  doubleTap(point) {
    this.tap(point);
  }

  tap(point) {
    if (this.#holds(point)) this.points.add(this.side, this.markers.toPhoto(point));
  }

  /** A finger aims with the loupe and sets the point where it lifts; two fingers move. */
  grab(point, event) {
    const drag = this.markers.grab(point, event);
    if (event.pointerType !== "touch") return drag;
    this.loupe.show(point);
    return (at, ended) => this.#aim(at, ended, drag);
  }

  #aim(at, ended, drag) {
    if (at && !ended) this.loupe.show(at);
    else this.loupe.hide();
    if (drag) drag(at, ended);
    else if (at && ended) this.tap(at);
  }

  #holds([x, y]) {
    const { left, top, right, bottom } = this.pane.rect;
    return x >= left && x <= right && y >= top && y <= bottom;
  }

  #keys() {
    const middle = () => [this.pane.box.width / 2, this.pane.box.height / 2];
    return {
      ArrowLeft: () => this.panBy(STEP, 0),
      ArrowRight: () => this.panBy(-STEP, 0),
      ArrowUp: () => this.panBy(0, STEP),
      ArrowDown: () => this.panBy(0, -STEP),
      "+": () => this.zoomAt(middle(), CLOSER),
      "=": () => this.zoomAt(middle(), CLOSER),
      "-": () => this.zoomAt(middle(), 1 / CLOSER),
      0: () => this.look(HOME),
      Enter: () => this.tap(middle()),
    };
  }

  #key(event) {
    const action = event.target === this.pane.element && this.keys[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }
}
