/* What the page shows, as one plain object; whoever cares listens for "change". */

export class Store extends EventTarget {
  constructor(state) {
    super();
    this.state = state;
  }

  set(patch) {
    const news = Object.keys(patch).filter((key) => this.state[key] !== patch[key]);
    if (!news.length) return;
    this.state = { ...this.state, ...patch };
    this.dispatchEvent(new CustomEvent("change", { detail: news }));
  }

  /** Call `listener(state)` now, and whenever one of the keys changes. */
  watch(keys, listener) {
    const hear = (event) => event.detail.some((key) => keys.includes(key)) && listener(this.state);
    this.addEventListener("change", hear);
    listener(this.state);
  }
}
