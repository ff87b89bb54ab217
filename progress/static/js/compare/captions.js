/* What the picture says of itself: which photos these are, and how far they may be compared. */

import { _ } from "../words.js";

const STATES = {
  automatic: _("Aligned"),
  "by-hand": _("Aligned by hand"),
};

const hide = (element, hidden) => {
  element.hidden = hidden;
};

export class Captions {
  constructor(stage) {
    this.root = stage.root;
    this.store = stage.store;
    this.facts = this.root.querySelector(".stage-facts");
    const keys = ["pair", "mode", "second", "original", "gains", "busy"];
    this.store.watch(keys, (state) => this.#draw(state));
  }

  #draw(state) {
    const { leftPhoto: left, rightPhoto: right, original, gains } = state;
    const named = gains ? `Light matched · ${right.caption}` : right.caption;
    this.#photo("left", left.caption);
    this.#photo("right", original ? `${right.caption} · ${_("as photographed")}` : named);
    this.#visibility(state);
    this.#state(state);
  }

  #photo(side, text) {
    for (const element of this.root.querySelectorAll(`.caption[data-for=${side}]`)) {
      element.textContent = text;
    }
  }

  /** In the pane where the photos lie over each other, name only what can be seen. */
  #visibility({ mode, pair, second, original }) {
    const main = this.root.querySelector("[data-pane=main]");
    const single = mode === "side" || !pair.aligned;
    const blink = mode === "blink" && !single;
    const alone = original && !single;
    hide(main.querySelector("[data-for=left]"), alone || (blink && second));
    hide(main.querySelector("[data-for=right]"), single || (blink && !second && !alone));
    main.querySelector("[data-for=right]").dataset.place = mode;
  }

  #state({ pair, original, gains }) {
    const told = original ? _("As photographed") : pair.aligned ? STATES[pair.how] : _("Not aligned");
    const grade = pair.aligned && pair.grade && !original ? ` · grade ${pair.grade}` : "";
    const light = gains && !original ? " · light matched" : "";
    const plain = !original && pair.verdict;
    this.facts.querySelector("summary").textContent = plain || told + grade + light;
    const list = this.facts.querySelector("ul");
    list.replaceChildren(...this.#sentences(pair).map(item));
  }

  #sentences(pair) {
    if (!pair.aligned) return [pair.message ?? _("These two have not been lined up.")];
    return [...pair.reasons, ...exactness(pair.error_px), ...pair.pose];
  }
}

/** The server's error is at 1024 px long side, which means nothing to a person. */
function exactness(error) {
  if (error === null) return [];
  const share = Math.max((100 * error) / 1024, 0.1).toFixed(1);
  return [`Lined up to within about ${share} % of the photo's longer side.`];
}

function item(sentence) {
  return Object.assign(document.createElement("li"), { textContent: sentence });
}
