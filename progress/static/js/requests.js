// htmx: every request carries the CSRF token; a request that fails says so.
import { toast } from "./toasts.js";
import { _ } from "./words.js";

function explain(request) {
  try {
    return JSON.parse(request.responseText).message;
  } catch {
    return _("That did not work. Please try again.");
  }
}

const meta = (name, page = document) => page.querySelector(`meta[name=${name}]`);

/** What every request that changes something carries in `X-CSRFToken`. */
export const csrfToken = () => meta("csrf-token").content;

/** After a new sign-in of the same person in another window: whether this page can go on. */
export async function freshToken() {
  try {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (meta("person", page)?.content !== meta("person")?.content) return false;
    meta("csrf-token").content = meta("csrf-token", page).content;
    return true;
  } catch {
    return false;
  }
}

export function connectRequests() {
  document.body.addEventListener("htmx:configRequest", ({ detail }) => {
    detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.body.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status === 401) window.location.reload();
    else toast(explain(detail.xhr), { keep: true });
  });
  // Polling goes on by itself; only a person's own request is worth a word.
  document.body.addEventListener("htmx:sendError", ({ detail }) => {
    if (detail.requestConfig.triggeringEvent) toast(_("The clinic's server does not answer. Is this device on its network?"));
  });
}
