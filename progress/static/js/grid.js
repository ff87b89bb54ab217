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

/** At most two photos, both of the row of the latest; earlier picks give way. */
function keepTwo(picked) {
  const row = picked.at(-1).dataset.compare;
  const kept = picked.filter((box) => box.dataset.compare === row).slice(-2);
  for (const box of picked) box.checked = kept.includes(box);
  return kept;
}

/** The comparison page of two picked photos, the earlier one on the left. */
function address(boxes, picked) {
  const [left, right] = boxes.filter((box) => picked.includes(box));
  return `${left.dataset.compare}?${new URLSearchParams({ left: left.value, right: right.value })}`;
}

function connectPicks(grid, bar) {
  const boxes = [...grid.querySelectorAll(".pick input")];
  const go = bar.querySelector("[data-pick-go]");
  let picked = [];
  const update = () => {
    for (const box of boxes) box.closest(".cell").classList.toggle("is-picked", box.checked);
    grid.classList.toggle("has-pick", picked.length > 0);
    bar.hidden = picked.length === 0;
    go.hidden = picked.length < 2;
    bar.querySelector("[data-pick-text]").textContent =
      picked.length < 2 ? "Pick a second photo of the same view" : "Two photos picked";
    if (picked.length === 2) go.href = address(boxes, picked);
  };
  grid.addEventListener("change", ({ target }) => {
    picked = picked.filter((box) => box !== target);
    if (target.checked) picked = keepTwo([...picked, target]);
    update();
  });
  bar.querySelector("[data-pick-clear]").addEventListener("click", () => {
    for (const box of picked) box.checked = false;
    picked = [];
    update();
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
