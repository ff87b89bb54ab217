// Runs before the first paint, so that a dark room never sees a white flash.
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme) document.documentElement.dataset.theme = theme;
  } catch { /* Storage is switched off: the system's theme it is. */ }
})();
