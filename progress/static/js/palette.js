// Ctrl+K: a patient's name, Enter, and you are there. Actions are filtered here, patients by the server.

const ITEMS = "#palette-results a, #palette-actions li:not([hidden]) a";

let palette;
let input;
let answered = "";
let enterWaits = false;

const wanted = () => input.value.trim();
const items = () => [...palette.querySelectorAll(ITEMS)];

function open() {
  if (palette.open) return;
  palette.showModal();
  input.select();
  refresh();
}

function refresh() {
  for (const row of palette.querySelectorAll("#palette-actions li")) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted().toLowerCase());
  }
  palette.querySelector("#palette-actions").hidden = !palette.querySelector("#palette-actions li:not([hidden])");
  palette.querySelector("#palette-patients").hidden = !wanted();
  if (!wanted()) palette.querySelector("#palette-results").replaceChildren();
  markFirst();
}

function markFirst() {
  for (const item of palette.querySelectorAll("[data-active]")) item.removeAttribute("data-active");
  items()[0]?.setAttribute("data-active", "");
}

function follow() {
  enterWaits = wanted() !== "" && answered !== wanted();
  if (!enterWaits) items()[0]?.click();
}

function step(by) {
  const stops = [input, ...items()];
  const at = Math.max(stops.indexOf(document.activeElement), 0);
  stops[(at + by + stops.length) % stops.length].focus();
}

function onKey(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && event.target === input) {
    event.preventDefault();
    follow();
  }
}

function onAnswer({ detail }) {
  if (detail.target.id !== "palette-results") return;
  answered = String(detail.requestConfig.parameters.q ?? "").trim();
  if (!wanted()) return refresh();
  markFirst();
  // Somebody typed a name and Enter faster than the server answered.
  if (enterWaits && answered === wanted()) follow();
}

function onShortcut(event) {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    event.preventDefault();
    open();
  }
}

export function connectPalette() {
  palette = document.querySelector("#palette");
  if (!palette) return;
  input = palette.querySelector("input");
  input.addEventListener("input", () => { enterWaits = false; refresh(); });
  palette.addEventListener("keydown", onKey);
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
  document.body.addEventListener("htmx:afterSwap", onAnswer);
  document.addEventListener("keydown", onShortcut);
  for (const opener of document.querySelectorAll("[data-open-palette]")) opener.addEventListener("click", open);
}
