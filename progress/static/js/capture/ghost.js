// An earlier photo, faintly over the live picture: as it is, or its outlines alone.
import { drawEdges } from "./edges.js";

export class Ghost {
  #drawn = null;

  constructor(element, store) {
    this.element = element;
    this.image = element.querySelector("img");
    this.canvas = element.querySelector("canvas");
    this.store = store;
    this.image.addEventListener("load", () => this.#loaded());
    store.watch(["ghost", "opacity", "edges", "peek"], (state) => this.#show(state));
  }

  #show({ ghost, opacity, edges, peek }) {
    if (ghost && this.image.getAttribute("src") !== ghost.url) {
      this.element.dataset.loading = "";
      this.image.src = ghost.url;
    }
    this.element.hidden = !ghost || peek;
    this.element.style.opacity = edges ? Math.min(1, opacity + 0.5) : opacity;
    this.image.hidden = edges;
    this.canvas.hidden = !edges;
    this.#outline();
  }

  #loaded() {
    delete this.element.dataset.loading;
    this.#outline();
  }

  /** Once for each photo. */
  #outline() {
    const { src, complete, naturalWidth } = this.image;
    if (!this.store.state.edges || !complete || !naturalWidth || this.#drawn === src) return;
    this.#drawn = src;
    drawEdges(this.image, this.canvas);
  }
}
