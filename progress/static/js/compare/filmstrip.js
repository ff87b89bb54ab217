/* The whole course as thumbnails: one strip chooses the left photo, one the right. */

export class Filmstrip {
  constructor(form, stage) {
    this.form = form;
    this.stage = stage;
    this.store = stage.store;
    form.addEventListener("change", ({ target }) => this.#choose(target.name, target.value));
    form.addEventListener("submit", (event) => event.preventDefault());
    this.store.watch(["left", "right"], (state) => this.#mark(state));
  }

  /** The photo so many places after the one that a side shows. */
  step(side, places) {
    const inputs = this.#usable(side);
    const at = inputs.findIndex(({ value }) => value === this.store.state[side]);
    const next = inputs[at + places];
    if (next) this.#choose(side, next.value);
  }

  /** Choosing what the other side shows exchanges the two: a photo beside itself says nothing. */
  #choose(side, id) {
    const { left, right } = this.store.state;
    const chosen = { left, right, [side]: id };
    const same = chosen.left === chosen.right;
    this.stage.compare(same ? { left: right, right: left } : chosen);
  }

  #usable(side) {
    return [...this.form.elements[side]].filter((input) => !input.disabled);
  }

  #mark(state) {
    for (const side of ["left", "right"]) {
      const input = [...this.form.elements[side]].find(({ value }) => value === state[side]);
      input.checked = true;
      this.#reveal(input.closest(".film"));
    }
  }

  /** Bring a thumbnail into its strip's view, without moving the page. */
  #reveal(film) {
    const strip = film.closest(".strip");
    const [a, b] = [film.getBoundingClientRect(), strip.getBoundingClientRect()];
    const middle = (box, start, size) => box[start] + box[size] / 2;
    strip.scrollBy({
      left: middle(a, "left", "width") - middle(b, "left", "width"),
      top: middle(a, "top", "height") - middle(b, "top", "height"),
    });
  }
}
