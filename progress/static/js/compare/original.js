/* The photo as it was photographed, for as long as a key or the button is held. */

const KEYS = [" ", "Enter"];

export class Original {
  constructor(button, store) {
    this.store = store;
    button.addEventListener("pointerdown", (event) => this.#press(event, button));
    button.addEventListener("keydown", ({ key }) => KEYS.includes(key) && this.hold());
    for (const name of ["pointerup", "pointercancel", "keyup", "blur", "lostpointercapture"]) {
      button.addEventListener(name, () => this.release());
    }
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    window.addEventListener("blur", () => this.release());
    store.watch(["original"], ({ original }) => button.setAttribute("aria-pressed", original));
  }

  hold() {
    this.store.set({ original: true });
  }

  release() {
    this.store.set({ original: false });
  }

  #press(event, button) {
    if (event.button !== 0) return;
    button.setPointerCapture(event.pointerId);
    this.hold();
  }
}
