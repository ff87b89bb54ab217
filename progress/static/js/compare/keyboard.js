/* Single keys for everything. They can be switched off (WCAG 2.1.4), which this browser keeps. */

const OFF = "progress.single-keys";
const TAKES_TEXT = "input:not([type=radio], [type=range], [type=checkbox]), textarea, select";
const OWN_ARROWS = "input, [role=slider], .lens-ring, .marker";
const OWN_SPACE = "button, summary, input, a";

export class Keyboard {
  /** `keys` has an action by key; `released` one by the key that is let go. */
  constructor(keys, released) {
    this.keys = keys;
    this.released = released;
    document.addEventListener("keydown", (event) => this.#down(event));
    document.addEventListener("keyup", (event) => this.released[event.key.toLowerCase()]?.());
  }

  get on() {
    return localStorage.getItem(OFF) !== "off";
  }

  set on(wanted) {
    localStorage.setItem(OFF, wanted ? "on" : "off");
  }

  #down(event) {
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = this.keys[name];
    if (!action || this.#elsewhere(event)) return;
    event.preventDefault();
    if (!event.repeat || name.startsWith("Arrow")) action(event);
  }

  #elsewhere({ key, target, ctrlKey, metaKey, altKey }) {
    const owner = key.startsWith("Arrow") ? OWN_ARROWS : key === " " ? OWN_SPACE : null;
    const busy = document.querySelector("dialog[open]") || target.closest(TAKES_TEXT);
    const off = !this.on && key.length === 1;
    return ctrlKey || metaKey || altKey || busy || off || (owner && target.closest(owner));
  }
}
