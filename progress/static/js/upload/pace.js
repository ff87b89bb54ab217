// How fast photos go, and how long that will take.

const WINDOW_MS = 8000;
const FEWEST_MS = 500;

/** Bytes a second over the last few seconds. */
export class Pace {
  #marks = [];

  add(bytes, now = performance.now()) {
    this.#marks.push({ bytes, now });
    this.#marks = this.#marks.filter((mark) => mark.now > now - WINDOW_MS);
  }

  /** 0 until enough was seen to tell. */
  get speed() {
    const [first, ...rest] = this.#marks;
    const elapsed = rest.length ? rest.at(-1).now - first.now : 0;
    if (elapsed < FEWEST_MS) return 0;
    return (rest.reduce((sum, { bytes }) => sum + bytes, 0) / elapsed) * 1000;
  }
}

const decimal = (number) => (number < 9.95 ? number.toFixed(1) : Math.round(number).toString());

/** "1.4 MB/s" */
export function speedInWords(speed) {
  return speed < 1e6 ? `${Math.max(1, Math.round(speed / 1000))} kB/s` : `${decimal(speed / 1e6)} MB/s`;
}

/** "about 40 seconds left"; rounded, so that it does not flicker. */
export function timeLeftInWords(seconds) {
  if (seconds < 10) return "a few seconds left";
  if (seconds < 50) return `about ${Math.ceil(seconds / 10) * 10} seconds left`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes === 1 ? "about a minute left" : `about ${minutes} minutes left`;
}
