/* Lens: the left photo, and the right one in a round window that follows the pointer. */

const STEP = 12;
const LEAP = 60;
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Lens {
  panes = 1;

  constructor(stage) {
    this.stage = stage;
    this.ring = stage.root.querySelector(".lens-ring");
    this.ring.addEventListener("keydown", (event) => this.#key(event));
  }

  draw({ left, right, box, state }) {
    const [x, y] = this.#place(box, state);
    left.show();
    right.show({ clip: `circle(${state.size / 2}px at ${x}px ${y}px)` });
    this.ring.style.left = `${x}px`;
    this.ring.style.top = `${y}px`;
    this.ring.style.width = this.ring.style.height = `${state.size}px`;
  }

  hover(point) {
    this.#move(point);
  }

  tap(point) {
    this.#move(point);
  }

  /** A finger covers what it points at, so it drags the lens by any place in it. */
  grab(point, event) {
    const { box, store } = this.stage;
    const centre = this.#place(box, store.state);
    const [dx, dy] = [centre[0] - point[0], centre[1] - point[1]];
    if (event.pointerType === "mouse" || Math.hypot(dx, dy) > store.state.size / 2) return null;
    return (at) => at && this.#move([at[0] + dx, at[1] + dy]);
  }

  #place({ width, height }, { lens }) {
    return [lens[0] * width, lens[1] * height];
  }

  #move([x, y]) {
    const { width, height } = this.stage.box;
    const share = (value) => Math.min(Math.max(value, 0), 1);
    this.stage.store.set({ lens: [share(x / width), share(y / height)] });
  }

  #key(event) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y] = this.#place(this.stage.box, this.stage.store.state);
    const step = event.shiftKey ? LEAP : STEP;
    this.#move([x + arrow[0] * step, y + arrow[1] * step]);
  }
}
