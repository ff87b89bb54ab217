// How somebody likes the ghost on this device. Nothing of a patient is kept.

const KEY = "progress.capture";
const USUAL = { opacity: 0.45, edges: false, grid: true };

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

export function preferences() {
  const found = kept();
  return Object.fromEntries(Object.entries(USUAL).map(([name, usual]) => [name, found[name] ?? usual]));
}

export function rememberPreferences(store) {
  store.watch(Object.keys(USUAL), (state) => {
    const chosen = Object.keys(USUAL).map((name) => [name, state[name]]);
    try {
      localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(chosen)));
    } catch { /* Storage is switched off: next time it is as usual. */ }
  });
}
