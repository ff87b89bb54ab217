/* How two photos lie over each other: asked of the server, which alone knows. */

import { _ } from "../words.js";

export class Pairs {
  #known = new Map();

  constructor(url, first) {
    this.url = new URL(url, location);
    if (!first.waiting) this.#known.set(`${first.left} ${first.right}`, first);
  }

  async get(left, right) {
    const key = `${left} ${right}`;
    if (this.#known.has(key)) return this.#known.get(key);
    this.url.searchParams.set("left", left);
    this.url.searchParams.set("right", right);
    const pair = await ask(this.url);
    if (!pair.waiting) this.#known.set(key, pair);
    return pair;
  }

  /** One new alignment may change how every other pair is reached. */
  forget() {
    this.#known.clear();
  }
}

/** GET, or POST with a body; fails with the server's own sentence. */
export async function ask(url, body) {
  const headers = { Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (body) headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
  const method = body ? "POST" : "GET";
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(json.message ?? _("The server answered %(status)s.", { status: answer.status }));
  return json;
}
