// Parts of the page that fetch themselves again: nothing flickers, nothing that a person is busy with
// is taken away, and what changed is said once.

const isChanged = (field) =>
  field.tagName === "SELECT"
    ? [...field.options].some((option) => option.selected !== option.defaultSelected)
    : field.value !== field.defaultValue;

const isBusy = (piece) =>
  piece.contains(document.activeElement) ||
  piece.querySelector("details[open]") !== null ||
  [...piece.querySelectorAll("select, input:not([type=hidden])")].some(isChanged);

/** Pieces with the version that is shown already stay as they are, and so do those in use, except
 *  the one that asked for this answer itself. */
function keepPieces({ detail }) {
  if (!detail.target.matches("[data-live]") || detail.isError) return;
  const answer = document.createElement("template");
  answer.innerHTML = detail.serverResponse;
  const sender = detail.requestConfig.elt.closest("[data-version]");
  for (const piece of answer.content.querySelectorAll("[data-version]")) {
    const shown = document.getElementById(piece.id);
    if (!shown || shown === sender) continue;
    if (shown.dataset.version === piece.dataset.version || isBusy(shown)) piece.setAttribute("hx-preserve", "");
  }
  detail.serverResponse = answer.innerHTML;
}

function announce(text) {
  const announcer = document.querySelector("[data-live-announcer]");
  if (announcer && announcer.textContent !== text) announcer.textContent = text;
}

/** What was sent is replaced by what came of it: the keyboard goes on from there. */
function settle({ detail }) {
  const part = document.getElementById(detail.target.id);
  if (!part?.matches("[data-live]")) return;
  announce(part.dataset.standing);
  const sender = detail.requestConfig.elt.closest("[data-version]");
  if (sender && document.activeElement === document.body) {
    document.getElementById(sender.id)?.querySelector("summary")?.focus();
  }
}

document.body.addEventListener("htmx:beforeSwap", keepPieces);
document.body.addEventListener("htmx:afterSettle", settle);
