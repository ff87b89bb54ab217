/* Blink: first one photo, then the other, in the same place; what differs seems to move.
 *
 * Light that flashes more than three times in a second can cause seizures (WCAG 2.3.1). A flash
 * is two changes, so 2.5 changes a second, the fastest here, are 1.25 flashes. */

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export class Blink {
  panes = 1;
  #timer = 0;

  constructor(stage) {
    this.store = stage.store;
    this.button = stage.root.querySelector("[data-do=blink]");
    document.addEventListener("visibilitychange", () => this.#plan());
    this.store.watch(["speed", "blinking", "mode", "pair", "busy"], () => this.#plan());
  }

  /** Runs by itself, unless the person asked their device for less motion. */
  enter() {
    this.store.set({ second: false, blinking: !STILL.matches });
  }

  draw({ left, right, state }) {
    left.show({ visible: !state.second });
    right.show({ visible: state.second });
  }

  /** By hand: the other photo, and then it stays. */
  flip() {
    this.store.set({ second: !this.store.state.second, blinking: false });
  }

  toggle() {
    this.store.set({ blinking: !this.store.state.blinking });
  }

  tap() {
    this.flip();
  }

  #plan() {
    const { blinking, speed, mode, pair, busy } = this.store.state;
    clearInterval(this.#timer);
    this.button.setAttribute("aria-pressed", String(!blinking));
    if (!blinking || busy || mode !== "blink" || !pair.aligned || document.hidden) return;
    const flip = () => this.store.set({ second: !this.store.state.second });
    this.#timer = setInterval(flip, 1000 / speed);
  }
}
