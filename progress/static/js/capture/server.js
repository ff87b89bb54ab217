// What the page asks the clinic's server for, and how that can fail.
import { csrfToken } from "../requests.js";

/** Nobody is let in here any more. */
export class Ended extends Error {}

/** The network is away, or the server. */
export class NoAnswer extends Error {}

async function send(address, options) {
  try {
    return await fetch(address, { ...options, headers: { Accept: "application/json", "X-CSRFToken": csrfToken() } });
  } catch {
    throw new NoAnswer();
  }
}

/** The answer's JSON, and by how much this device's clock is behind the server's, in milliseconds. */
export async function ask(address, options = {}) {
  const answer = await send(address, options);
  if ([401, 403].includes(answer.status) || answer.redirected) throw new Ended();
  if (answer.status >= 500) throw new NoAnswer();
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.message);
  return { told, behind: Date.parse(answer.headers.get("Date")) - Date.now() };
}

const visit = (id) => `/visits/${id}/capture`;

export const shotsOf = (id) => ask(`${visit(id)}/shots`);
export const verdictOn = async (photo) => (await ask(`/photos/${photo}/verdict`)).told;
export const choose = async (photo) => (await ask(`/photos/${photo}/choose`, { method: "POST" })).told;
