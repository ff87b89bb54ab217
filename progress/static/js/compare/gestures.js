/* Mouse, pen, wheel and fingers on a pane, turned into a few words: pan, zoom, tap, hover.
 *
 * A handler has panBy(dx, dy), zoomAt(point, factor), doubleTap(point), and may have
 * hover(point), tap(point, event), and grab(point, event), which answers with a function
 * (point, ended) that takes the drag over, or with nothing. */

const SLOP = 6;
const DOUBLE_TAP = { milliseconds: 300, distance: 24 };
const WHEEL = 0.0018;
const LINE = 16;

const distance = ([x, y], [u, v]) => Math.hypot(x - u, y - v);
const middle = ([x, y], [u, v]) => [(x + u) / 2, (y + v) / 2];

export class Gestures {
  #fingers = new Map();
  #drag = null;
  #start = null;
  #lastTap = null;

  constructor(pane, handler) {
    this.pane = pane;
    this.handler = handler;
    const element = pane.element;
    element.addEventListener("pointerdown", (event) => this.#down(event));
    element.addEventListener("pointermove", (event) => this.#move(event));
    element.addEventListener("pointerup", (event) => this.#up(event));
    element.addEventListener("pointercancel", (event) => this.#cancel(event));
    element.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  #down(event) {
    if (event.button !== 0 || event.target.closest(".over-stage")) return;
    const point = this.pane.point(event);
    this.pane.element.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, point);
    if (this.#fingers.size === 1) this.#begin(point, event);
    else this.#abandon();
  }

  #begin(point, event) {
    this.#start = { point, moved: false };
    this.#drag = this.handler.grab?.(point, event) ?? null;
  }

  /** A second finger makes it a pinch, whatever the first one had begun. */
  #abandon() {
    this.#drag?.(null, true);
    this.#drag = null;
    if (this.#start) this.#start.moved = true;
  }

  #move(event) {
    const point = this.pane.point(event);
    const before = this.#fingers.get(event.pointerId);
    if (!before) return void this.handler.hover?.(point, event);
    if (this.#fingers.size === 2) this.#pinch(event.pointerId, point);
    else this.#dragTo(before, point);
  }

  #dragTo(before, point) {
    if (!this.#start.moved && distance(this.#start.point, point) < SLOP && !this.#drag) return;
    this.#start.moved = true;
    const [id] = this.#fingers.keys();
    this.#fingers.set(id, point);
    if (this.#drag) this.#drag(point, false);
    else this.handler.panBy(point[0] - before[0], point[1] - before[1]);
  }

  #pinch(id, point) {
    const [a, b] = [...this.#fingers.values()];
    this.#fingers.set(id, point);
    const [c, d] = [...this.#fingers.values()];
    const [from, to] = [middle(a, b), middle(c, d)];
    this.handler.panBy(to[0] - from[0], to[1] - from[1]);
    this.handler.zoomAt(to, distance(c, d) / Math.max(distance(a, b), 1));
  }

  #up(event) {
    if (!this.#fingers.delete(event.pointerId)) return;
    const point = this.pane.point(event);
    this.#drag?.(point, true);
    const tapped = !this.#drag && !this.#start.moved;
    this.#drag = null;
    if (tapped) this.#tap(point, event);
  }

  #cancel(event) {
    this.#fingers.delete(event.pointerId);
    this.#abandon();
  }

  #tap(point, event) {
    const last = this.#lastTap;
    const soon = last && event.timeStamp - last.time < DOUBLE_TAP.milliseconds;
    const twice = soon && distance(last.point, point) < DOUBLE_TAP.distance;
    this.#lastTap = twice ? null : { point, time: event.timeStamp };
    if (twice) this.handler.doubleTap(point);
    else this.handler.tap?.(point, event);
  }

  #wheel(event) {
    event.preventDefault();
    const step = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE : event.deltaY;
    this.handler.zoomAt(this.pane.point(event), Math.exp(-step * WHEEL * (event.ctrlKey ? 4 : 1)));
  }
}
