// Asks every few seconds what may still be shown: a patient may take consent back at any moment. A
// page that cannot ask shows nothing until it can.

const OFTEN = 4000;
const MISSES = 3;
const root = document.querySelector("[data-shown]");
const lost = document.querySelector("[data-lost]");
let missed = 0;

async function check() {
  // A connection that hangs is none.
  const options = { cache: "no-store", signal: AbortSignal.timeout(OFTEN) };
  const answer = await fetch(root.dataset.shown, options).catch(() => null);
  // Signed out, ended from another computer, or back in the clinic's hands.
  if (answer?.redirected || (answer && !answer.ok && answer.status < 500)) return location.reload();
  const shown = answer?.ok ? (await answer.json()).shown : null;
  missed = shown ? 0 : missed + 1;
  root.hidden = missed >= MISSES;
  lost.hidden = !root.hidden;
  if (shown) keep(shown);
  setTimeout(check, OFTEN);
}

function keep(shown) {
  const gone = [...document.querySelectorAll("[data-case]")].filter((each) => !shown.includes(each.dataset.case));
  if (gone.includes(root)) return location.replace(root.dataset.back);
  gone.forEach((each) => each.remove());
}

if (root) setTimeout(check, OFTEN);
