/* Slider: the left photo up to a line that can be dragged, the right photo beyond it. */

import { _ } from "../../words.js";

const STEP = 0.02;
const LEAP = 0.1;
const MOVES = {
  ArrowLeft: (at) => at - STEP,
  ArrowDown: (at) => at - STEP,
  ArrowRight: (at) => at + STEP,
  ArrowUp: (at) => at + STEP,
  PageDown: (at) => at - LEAP,
  PageUp: (at) => at + LEAP,
  Home: () => 0,
  End: () => 1,
};

export class Slider {
  panes = 1;

  constructor(stage) {
    this.store = stage.store;
    this.stage = stage;
    this.handle = stage.root.querySelector(".divider");
    this.handle.addEventListener("keydown", (event) => this.#key(event));
  }

  draw({ left, right, rect, box, state }) {
    const x = this.#place(rect, state.split);
    left.show({ clip: `inset(0 ${box.width - x}px 0 0)` });
    right.show({ clip: `inset(0 0 0 ${x}px)` });
    this.#moveHandle(x, state.split);
  }

  /** The handle may be taken anywhere; elsewhere a drag moves the picture once it is zoomed. */
  grab(point, event) {
    const onHandle = event.target.closest(".divider");
    if (!onHandle && this.store.state.camera.zoom > 1) return null;
    const { rect } = this.stage.main;
    const offset = onHandle ? point[0] - this.#place(rect, this.store.state.split) : 0;
    const follow = (at) => this.#set((at[0] - offset - rect.left) / (rect.right - rect.left));
    if (!onHandle) follow(point);
    this.handle.focus({ preventScroll: true });
    return (at) => at && follow(at);
  }

  #place(rect, split) {
    return rect.left + split * (rect.right - rect.left);
  }

  #moveHandle(x, split) {
    const percent = Math.round(split * 100);
    this.handle.style.left = `${x}px`;
    this.handle.setAttribute("aria-valuenow", percent);
    this.handle.setAttribute("aria-valuetext", _("%(percent)s percent left photo", { percent }));
  }

  #key(event) {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    const { split } = this.store.state;
    this.#set(event.shiftKey ? split + 5 * (move(split) - split) : move(split));
  }

  #set(split) {
    this.store.set({ split: Math.min(Math.max(split, 0), 1) });
  }
}
