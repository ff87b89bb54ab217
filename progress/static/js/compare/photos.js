/* The photos of this view, each with the words that name it. */

import { _ } from "../words.js";

const caption = ({ label, when }) => `${label} · ${when}`;

export class Photos {
  #byId;

  constructor({ photos, view }) {
    this.#byId = new Map(photos.map((photo) => [photo.id, worded(photo, view.name)]));
  }

  /** What the stage needs to know of a pair's two photos. */
  of({ left, right }) {
    return { leftPhoto: this.#byId.get(left), rightPhoto: this.#byId.get(right) };
  }
}

function worded(photo, view) {
  const name = caption(photo);
  const missing = _("%(name)s could not be loaded. Check the connection and reload the page.", { name });
  return { ...photo, caption: name, description: `${view}, ${name}`, missing };
}
