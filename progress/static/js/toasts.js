// Short messages at the foot of the window. The server's come with the page or in an HX-Trigger header
// ({"toast": {"text": "...", "undo": "/address"}}); a script's come by toast().

import { _ } from "./words.js";

const SHOWN_MS = 6000;
const SHOWN_WITH_UNDO_MS = 12000;

function show(element) {
  const delay = element.querySelector(".toast-undo") ? SHOWN_WITH_UNDO_MS : SHOWN_MS;
  const needsReading = element.hasAttribute("data-keep");
  element.addEventListener("hidden.bs.toast", () => element.remove());
  window.bootstrap.Toast.getOrCreateInstance(element, { delay, autohide: !needsReading, animation: false }).show();
}

async function send(address) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  const response = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token } });
  if (response.ok) window.location.reload();
  else toast(_("That could not be undone. Please reload the page to see how things stand."), { keep: true });
}

function actionButton(words, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-undo";
  button.textContent = words;
  button.addEventListener("click", () => {
    button.closest(".toast").remove();
    if (typeof action === "function") action();
    else send(action);
  });
  return button;
}

/** Show `text`; `undo` is a function or an address to POST to, and `words` what its button says; `keep`
 *  leaves the toast until it is closed. */
export function toast(text, { undo = null, words = "Undo", keep = false } = {}) {
  const element = document.querySelector("#toast-template").content.firstElementChild.cloneNode(true);
  element.querySelector(".toast-text").textContent = text;
  element.toggleAttribute("data-keep", keep);
  if (undo) element.querySelector(".btn-close").before(actionButton(words, undo));
  document.querySelector("#toasts").append(element);
  show(element);
  return element;
}

export function connectToasts() {
  for (const element of document.querySelectorAll("#toasts .toast")) show(element);
  document.addEventListener("toast", ({ detail }) => toast(detail.text ?? detail.value, detail));
}
