// On the live picture: a swipe goes to another view, a held finger hides the ghost.

const FAR_PX = 48;
const HOLD_MS = 180;

export function connectGestures(stage, { onSwipe, onHold }) {
  let start = null;
  let timer = 0;
  const release = () => {
    clearTimeout(timer);
    onHold(false);
  };
  stage.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button, a, label, input")) return;
    start = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => onHold(true), HOLD_MS);
  });
  window.addEventListener("pointercancel", () => { start = null; release(); });
  window.addEventListener("pointerup", (event) => {
    if (!start) return;
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
    start = null;
    release();
    if (Math.abs(dx) > FAR_PX && Math.abs(dx) > 1.5 * Math.abs(dy)) onSwipe(dx < 0 ? 1 : -1);
  });
  stage.addEventListener("contextmenu", (event) => event.preventDefault());
}
