// The course grid: thumbnails are laid into the frame of their row's baseline, and two can be picked.
import { fromPixelCentres, multiply, scaling, toCss, translation } from "./matrix.js";

/** Pixels of the baseline to those of the frame, which it covers from its middle. */
function covering({ baselineWidth: width, baselineHeight: height }, { clientWidth, clientHeight }) {
  const scale = Math.max(clientWidth / width, clientHeight / height);
  const [left, top] = [(clientWidth - width * scale) / 2, (clientHeight - height * scale) / 2];
  return multiply(translation(left, top), scaling(scale));
}

/** Lay one thumbnail over the baseline; its frame shows the baseline as `object-fit: cover` would. */
function warp(frame) {
  const image = frame.querySelector("img");
  const { matrix, photoWidth, photoHeight } = frame.dataset;
  const toPhoto = scaling(photoWidth / image.width, photoHeight / image.height);
  const toBaseline = fromPixelCentres(JSON.parse(matrix));
  const placed = multiply(covering(frame.dataset, frame), toBaseline, toPhoto);
  image.style.width = `${image.width}px`;
  image.style.height = `${image.height}px`;
  image.style.transform = toCss(placed);
  frame.classList.add("warped");
}

const warpAll = (root) => root.querySelectorAll("[data-matrix]").forEach(warp);

function say(bar, picked) {
  bar.hidden = picked.length === 0;
  bar.querySelector("[data-pick-text]").textContent = picked.length === 2
    ? "Two photos picked"
    : "Pick a second photo of the same view";
  bar.querySelector("[type=submit]").disabled = picked.length !== 2;
}

/** At most two photos, both of one row: the earliest pick gives way. */
function keepTwo(picked, latest) {
  const kept = picked.filter((box) => box.dataset.row === latest.dataset.row).slice(-2);
  for (const box of picked) box.checked = kept.includes(box);
  return kept;
}

function connectPicks(grid, bar) {
  let picked = [];
  const update = () => {
    for (const box of grid.querySelectorAll(".pick input")) box.closest(".cell").classList.toggle("is-picked", box.checked);
    grid.classList.toggle("has-pick", picked.length > 0);
    say(bar, picked);
  };
  grid.addEventListener("change", ({ target }) => {
    picked = picked.filter((box) => box !== target);
    if (target.checked) picked = keepTwo([...picked, target], target);
    update();
  });
  grid.addEventListener("reset", () => {
    picked = [];
    setTimeout(update);
  });
}

function connect(grid) {
  const scroller = grid.querySelector(".course-scroll");
  scroller.scrollLeft = scroller.scrollWidth;
  warpAll(grid);
  new ResizeObserver(() => warpAll(grid)).observe(grid);
  const bar = grid.querySelector(".pick-bar");
  if (bar) connectPicks(grid, bar);
}

document.querySelectorAll(".course-grid").forEach(connect);
document.body.addEventListener("htmx:afterSettle", ({ target }) => {
  const grid = target.closest(".course-grid");
  if (grid) warpAll(grid);
  else target.querySelectorAll(".course-grid").forEach(connect);
});
