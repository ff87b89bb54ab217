// Asks every few seconds what may still be shown: a patient may take consent back at any moment.

const OFTEN = 4000;
const root = document.querySelector("[data-shown]");

async function check() {
  const answer = await fetch(root.dataset.shown, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return location.reload();
  const { shown } = await answer.json();
  const gone = [...document.querySelectorAll("[data-case]")].filter((each) => !shown.includes(each.dataset.case));
  if (gone.includes(root)) return location.replace(root.dataset.back);
  gone.forEach((each) => each.remove());
  setTimeout(check, OFTEN);
}

if (root) setTimeout(check, OFTEN);
