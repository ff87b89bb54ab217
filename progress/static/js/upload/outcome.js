// What became of a photo that was sent, and what a person reads of it.
//   fate     kept, known (we had it), refused (the server will never take it), failed, cancelled
//   message  a sentence
//   again    of one that failed: it goes on by itself
//   silent   of one that failed: the server was not reached
//   lost     of one that failed: the server has nothing of it any more
//   stale    of one that failed: the page's sign-in ended, or allows no photos any more
//   id, thumb, note   of one that is kept or known: the photo

const SIGNED_OUT = "You were signed out. Sign in again in another window; the photo is kept here.";
const NOT_ALLOWED = "Your sign-in does not allow adding photos any more. The photo is kept here until it does, or until a colleague who signs in here sends it.";
const OUR_FAULT = "Something went wrong on our side. The photo is kept here; please try again.";
const REFUSED = "The server does not take this photo.";

export const NO_ANSWER = Object.freeze({
  fate: "failed",
  again: true,
  silent: true,
  message: "The clinic's server does not answer. The photo is kept here and goes on by itself.",
});

export const LOST = Object.freeze({
  fate: "failed",
  again: true,
  lost: true,
  message: "The photo did not arrive as it was sent. It is sent again.",
});

function read(body) {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}

/** Of the server's answer: its status, and its body as text. */
export function outcomeOf(status, body) {
  const answer = read(body);
  if (status === 201) return { fate: "kept", ...answer };
  if (status === 200) return { fate: "known", ...answer };
  if (status === 400 || status === 401) return { fate: "failed", stale: true, message: SIGNED_OUT };
  if (status === 403) return { fate: "failed", stale: true, message: NOT_ALLOWED };
  if (status === 410 || status === 460) return LOST;
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    return { fate: "failed", again: true, message: answer.message ?? OUR_FAULT };
  }
  return { fate: "refused", message: answer.message ?? REFUSED };
}
