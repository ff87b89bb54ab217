// htmx: every request carries the CSRF token; a request that fails says so.
import { toast } from "./toasts.js";

function explain(request) {
  try {
    return JSON.parse(request.responseText).message;
  } catch {
    return "That did not work. Please try again.";
  }
}

export function connectRequests() {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  document.body.addEventListener("htmx:configRequest", ({ detail }) => {
    detail.headers["X-CSRFToken"] = token;
  });
  document.body.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status === 401) window.location.reload();
    else toast(explain(detail.xhr), { keep: true });
  });
  // Polling goes on by itself; only a person's own request is worth a word.
  document.body.addEventListener("htmx:sendError", ({ detail }) => {
    if (detail.requestConfig.triggeringEvent) toast("The clinic's server does not answer. Is this device on its network?");
  });
}
