/* The buttons and sliders around the stage, which say and set what the store holds. */

import { _ } from "../words.js";

const NOT_ALIGNED = _("Needs photos that are lined up.");

export class Toolbar {
  constructor(root, store, actions) {
    Object.assign(this, { root, store });
    this.note = root.querySelector(".stage-note");
    root.addEventListener("click", ({ target }) => this.#press(target.closest("[data-do]"), actions));
    root.addEventListener("input", ({ target }) => this.#turn(target));
    this.modes = [...root.querySelectorAll("[data-mode-button]")];
    store.watch(["mode", "pair"], (state) => this.#drawModes(state));
    store.watch(["camera", "other"], (state) => this.#drawZoom(state));
    store.watch(["opacity", "speed", "size"], (state) => this.#drawRanges(state));
    store.watch(["pair", "trouble", "busy"], (state) => this.#drawNote(state));
  }

  #press(button, actions) {
    if (!button) return;
    if (button.getAttribute("aria-disabled") === "true") return void this.announce(NOT_ALIGNED);
    actions[button.dataset.do]?.(button);
  }

  #turn(input) {
    if (input.dataset.sets) this.store.set({ [input.dataset.sets]: Number(input.value) });
  }

  #drawModes({ mode, pair }) {
    const shown = pair.aligned ? mode : "side";
    for (const button of this.modes) {
      const name = button.dataset.modeButton;
      const impossible = !pair.aligned && name !== "side";
      button.setAttribute("aria-pressed", String(name === shown));
      button.setAttribute("aria-disabled", String(impossible));
      button.title = impossible ? NOT_ALIGNED : button.dataset.title;
    }
    for (const group of this.root.querySelectorAll("[data-only]")) {
      group.hidden = group.dataset.only !== shown;
    }
    this.#alignmentButtons(pair);
  }

  #alignmentButtons({ aligned, undo }) {
    for (const button of this.root.querySelectorAll("[data-when]")) {
      const facts = { aligned, undoable: Boolean(undo) };
      button.hidden = !facts[button.dataset.when];
    }
  }

  #drawZoom({ camera, other }) {
    this.root.querySelector(".zoom-level").textContent = `${Math.round(camera.zoom * 100)} %`;
    const lock = this.root.querySelector("[data-do=unlock]");
    lock?.setAttribute("aria-pressed", String(Boolean(other)));
  }

  #drawRanges(state) {
    for (const input of this.root.querySelectorAll("[data-sets]")) {
      input.value = state[input.dataset.sets];
    }
  }

  #drawNote({ pair, trouble, busy }) {
    const refusal = pair.aligned ? "" : pair.message ?? _("These two photos are not lined up yet.");
    this.note.hidden = !(trouble || refusal);
    this.note.classList.toggle("notice-amber", !pair.waiting);
    const byHand = this.note.querySelector("[data-do=align]");
    if (byHand) byHand.hidden = pair.aligned;
    this.note.querySelector(".stage-note-text").textContent = trouble || refusal;
    this.root.setAttribute("aria-busy", String(Boolean(busy)));
  }

  announce(sentence) {
    this.root.querySelector(".announcer").textContent = sentence;
  }
}
