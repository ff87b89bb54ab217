// Draws frame, area and face on the photo; the fields hold them as four numbers in percent.

const form = document.querySelector("[data-boxes]");
const stage = form.querySelector("[data-boxes-stage]");
const LEAST = 2;
let start = null;

const chosen = () => form.querySelector("input[name=draws]:checked").value;
const field = (name) => form.querySelector(`#${name}`);

function show(name) {
  const box = stage.querySelector(`[data-box=${name}]`);
  const numbers = field(name).value.trim().split(/\s+/).map(Number);
  box.hidden = numbers.length !== 4 || numbers.some(Number.isNaN);
  if (box.hidden) return;
  const [left, top, right, bottom] = numbers;
  Object.assign(box.style, {
    left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%`,
  });
}

function place(event) {
  const { left, top, width, height } = stage.getBoundingClientRect();
  const part = (value, all) => Math.min(Math.max((100 * value) / all, 0), 100);
  return [part(event.clientX - left, width), part(event.clientY - top, height)];
}

function draw(event) {
  if (!start) return;
  const [x, y] = place(event);
  const box = [Math.min(x, start[0]), Math.min(y, start[1]), Math.max(x, start[0]), Math.max(y, start[1])];
  if (box[2] - box[0] < LEAST || box[3] - box[1] < LEAST) return;
  field(chosen()).value = box.map((value) => value.toFixed(1)).join(" ");
  show(chosen());
}

stage.addEventListener("pointerdown", (event) => {
  start = place(event);
  stage.setPointerCapture(event.pointerId);
});
stage.addEventListener("pointermove", draw);
stage.addEventListener("pointerup", (event) => {
  draw(event);
  start = null;
});
for (const name of ["frame", "area", "face"]) {
  field(name).addEventListener("input", () => show(name));
  show(name);
}
form.querySelector("[data-boxes-tools]").hidden = false;
