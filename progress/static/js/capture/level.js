// A spirit level, where the device knows how it is held: a line while it stands, a bubble while it lies.

const LEVEL_DEGREES = 1.5;
const LYING = 0.35;
const DEGREES = 180 / Math.PI;

/** Up, in the screen's own axes (right, up, out of it), from the angles of a device orientation event,
 *  in degrees (W3C DeviceOrientation: Z-X'-Y''), and of the screen. */
function upward(beta, gamma, screenAngle) {
  const [b, g, s] = [beta, gamma, screenAngle].map((angle) => angle / DEGREES);
  const [x, y, z] = [-Math.cos(b) * Math.sin(g), Math.sin(b), Math.cos(b) * Math.cos(g)];
  return [x * Math.cos(s) - y * Math.sin(s), x * Math.sin(s) + y * Math.cos(s), z];
}

export class Level {
  /** Hidden until the device says how it is held. */
  constructor(element, button) {
    this.element = element;
    this.button = button;
    this.mark = element.querySelector("[data-mark]");
    button.addEventListener("click", () => this.#ask(() => "denied"));
    this.#ask(() => "after a tap");
  }

  /** Some systems ask the person, and only after a tap. */
  async #ask(whenRefused) {
    const request = window.DeviceOrientationEvent?.requestPermission;
    const answer = request ? await window.DeviceOrientationEvent.requestPermission().catch(whenRefused) : "granted";
    this.button.hidden = answer !== "after a tap";
    if (answer === "granted") this.#listen();
  }

  #listen() {
    window.addEventListener("deviceorientation", (event) => this.#hear(event));
  }

  #hear({ beta, gamma }) {
    if (beta === null || gamma === null) return;
    const [x, y] = upward(beta, gamma, window.screen.orientation?.angle ?? window.orientation ?? 0);
    const lies = Math.hypot(x, y) < LYING;
    this.element.hidden = false;
    this.element.classList.toggle("is-lying", lies);
    const turn = Math.atan2(x, y) * DEGREES;
    const off = lies ? Math.asin(Math.hypot(x, y)) * DEGREES : Math.abs(turn);
    this.element.classList.toggle("is-level", off < LEVEL_DEGREES);
    // The line lies as the horizon does, the bubble on the side that is too high.
    this.mark.style.transform = lies ? `translate(${x * 100}px, ${-y * 100}px)` : `rotate(${turn}deg)`;
  }
}
