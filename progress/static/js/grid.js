// The course grid: thumbnails are laid into the frame of their row's baseline, and two can be picked.
import { coverMatrix, css, fromRows, multiply, scaling } from "./matrix.js";

/** Lay one thumbnail over the baseline; its frame shows the baseline as `object-fit: cover` would. */
function warp(frame) {
  const image = frame.querySelector("img");
  const { matrix, photoWidth, photoHeight, baselineWidth, baselineHeight } = frame.dataset;
  const toPhoto = scaling(photoWidth / image.width, photoHeight / image.height);
  const toCell = coverMatrix(baselineWidth, baselineHeight, frame.clientWidth, frame.clientHeight);
  const placed = multiply(toCell, multiply(fromRows(JSON.parse(matrix)), toPhoto));
  image.style.width = `${image.width}px`;
  image.style.height = `${image.height}px`;
  image.style.transform = css(placed);
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
