// Rows of small pictures to choose from: the course's views, earlier photos, this view's takes.
import { make } from "./dom.js";

const tick = () => make("span", { className: "capture-tick", "aria-hidden": "true" }, "✓");

/** The grade; an exclamation mark where a person should look; a tick while nothing is known. */
function badge({ told, retake }) {
  if (!told?.grade && !retake) return tick();
  const className = retake ? "capture-tick needs-a-person" : "capture-tick";
  return make("span", { className, "aria-hidden": "true" }, told?.grade ?? "!");
}

function button({ pressed, name, onPress }, ...children) {
  const element = make("button", { type: "button", className: "capture-chip", "aria-pressed": String(pressed), "aria-label": name }, ...children);
  element.addEventListener("click", onPress);
  return make("li", {}, element);
}

/** A picture that has not come is an empty frame, never a torn one. */
const picture = (src) => (src ? make("img", { src, alt: "", draggable: false, decoding: "async" }) : make("span", { className: "capture-blank" }));

/** What a screen reader hears that stands in the row, or has come to stand there. */
function fill(list, items) {
  const focused = [...list.children].findIndex((item) => item.contains(document.activeElement));
  list.replaceChildren(...items);
  if (focused >= 0) list.children[focused]?.querySelector("button").focus();
  const pressed = list.querySelector('[aria-pressed="true"]');
  if (pressed) list.scrollTo({ left: pressed.offsetLeft - (list.clientWidth - pressed.offsetWidth) / 2 });
}

export function showViews(list, shots, current, onChoose) {
  fill(list, shots.map((shot, at) => {
    const standing = shot.standing;
    const name = [shot.label, standing?.mark ?? "not taken yet"].join(": ");
    return button({ pressed: at === current, name, onPress: () => onChoose(at) },
      make("img", { src: shot.silhouette, alt: "", draggable: false }), standing && badge(standing));
  }));
}

export function showGhosts(list, ghosts, current, onChoose) {
  fill(list, ghosts.map((ghost) => {
    return button({ pressed: ghost === current, name: ghost.label, onPress: () => onChoose(ghost) },
      picture(ghost.thumb), make("span", { className: "capture-chip-text" }, ghost.label));
  }));
}

export function showTakes(list, takes, current, onChoose) {
  fill(list, takes.map((take, at) => {
    const name = `Photo ${at + 1}: ${take.mark}${take.chosen ? ", chosen" : ""}`;
    return button({ pressed: take === current, name, onPress: () => onChoose(take) }, picture(take.thumb),
      make("span", { className: "capture-chip-text" }, take.mark), take.chosen ? tick() : null);
  }));
}
