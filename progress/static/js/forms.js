// Forms: sent once, mistakes shown first, unsaved work not lost by accident.

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    (event.submitter ?? form.querySelector("[type=submit]"))?.setAttribute("aria-busy", "true");
  });
}

function allowAgain() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
}

function guard(form) {
  const hold = (event) => event.preventDefault();
  form.addEventListener("input", () => window.addEventListener("beforeunload", hold), { once: true });
  form.addEventListener("submit", () => window.removeEventListener("beforeunload", hold));
}

export function connectForms() {
  for (const form of document.querySelectorAll("form[method=post]:not([hx-post])")) sendOnce(form);
  for (const form of document.querySelectorAll("form[data-guard]")) guard(form);
  document.querySelector(".error-summary")?.focus();
  // A page that comes back from the browser's memory must be usable again.
  window.addEventListener("pageshow", ({ persisted }) => persisted && allowAgain());
}
