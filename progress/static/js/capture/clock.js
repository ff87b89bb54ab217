// How long the phone is still let in: said only when it matters.
import { say } from "./dom.js";

const SHOWN_MINUTES = 5;
const MINUTE_MS = 60_000;

const inWords = (minutes) => (minutes <= 1 ? "Less than a minute left" : `${minutes} minutes left`);

/** `endsAt` as the server says it, by its own clock, which this device is `behind` by so much. */
export function startClock(element, endsAt, behind, onEnd) {
  if (!endsAt) return;
  const end = Date.parse(endsAt) - behind;
  const tick = () => {
    const left = end - Date.now();
    if (left <= 0) onEnd();
    if (left <= 0) return;
    const minutes = Math.ceil(left / MINUTE_MS);
    element.hidden = minutes > SHOWN_MINUTES;
    say(element, inWords(minutes));
    setTimeout(tick, Math.min(left, 10_000) + 50);
  };
  tick();
}
