// The field to sign in: drawn with a finger or a pen, or a typed name in its place.
import SignaturePad from "../vendor/signature/signature_pad.min.js";

const canvas = document.querySelector("[data-signature]");
const drawn = document.querySelector("[data-signature-drawn]");
const typed = document.querySelector("[data-signature-typed]");
const kind = document.getElementById("signature-kind");
const drawing = document.getElementById("signature-drawing");
const SHARPEST = 2;
const pad = new SignaturePad(canvas, { backgroundColor: "#ffffff", penColor: "#10203a" });

/** As many pixels as the field has on this screen; a turned screen keeps what was drawn. */
function fit() {
  const ratio = Math.min(window.devicePixelRatio, SHARPEST);
  const lines = pad.toData();
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
  pad.clear();
  pad.fromData(lines);
}

function use(which) {
  kind.value = which;
  drawn.hidden = which !== "drawn";
  typed.hidden = which === "drawn";
  if (which === "drawn") fit();
}

for (const button of document.querySelectorAll("[data-signature-use]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    use(button.dataset.signatureUse);
    if (!typed.hidden) typed.querySelector("input").focus();
  });
}
document.querySelector("[data-signature-clear]").addEventListener("click", () => pad.clear());
canvas.closest("form").addEventListener("submit", () => {
  drawing.value = kind.value === "drawn" && !pad.isEmpty() ? pad.toDataURL("image/png") : "";
});
window.addEventListener("resize", () => drawn.hidden || fit());
use("signatureKept" in typed.dataset ? "typed" : "drawn");
