// Asks every few seconds what may still be shown: a patient may take consent back at any moment.
// What this page said before is then answered with "no longer shown" by its own address. A page that
// cannot ask shows nothing until it can.

const OFTEN = 2500;
const GONE = 410;
const MISSES = 4;
const root = document.querySelector("[data-shown]");
const cases = () => [...document.querySelectorAll("[data-case]")];
let missed = 0;

async function check() {
  if (document.hidden) return;
  const asked = new URLSearchParams(cases().map(({ dataset }) => ["of", dataset.case]));
  // A connection that hangs is none.
  const options = { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(OFTEN) };
  const answer = await fetch(`${root.dataset.shown}?${asked}`, options).catch(() => null);
  if (answer?.status === GONE) return location.reload();
  const shown = answer?.ok ? (await answer.json()).shown : null;
  missed = shown ? 0 : missed + 1;
  document.body.classList.toggle("is-unsure", missed >= MISSES);
  if (shown) keep(shown);
}

function keep(shown) {
  const gone = cases().filter(({ dataset }) => !shown.includes(dataset.case));
  if (gone.includes(root) || (gone.length && gone.length === cases().length)) return location.reload();
  gone.forEach((each) => each.remove());
}

if (root) {
  setInterval(check, OFTEN);
  document.addEventListener("visibilitychange", check);
}
