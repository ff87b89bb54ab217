// One file goes to the server; a promise of what became of it.

const SIGNED_OUT = "You were signed out. Sign in again in another window, then try again.";
const NO_ANSWER = "The clinic's server does not answer. Is this device on its network?";
const OUR_FAULT = "Something went wrong on our side. Please try again.";
const TOO_LARGE = "The file is larger than Progress takes.";

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

/** kept, known (we had it), refused (never to be tried again) or failed (worth another try). */
function outcomeOf(request) {
  const answer = answerOf(request);
  const { status } = request;
  if (status === 201) return { fate: "kept", ...answer };
  if (status === 200 && answer.id) return { fate: "known", ...answer };
  if (status === 401) return { fate: "failed", message: SIGNED_OUT };
  if (status === 413) return { fate: "refused", message: answer.message ?? TOO_LARGE };
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    return { fate: "refused", message: answer.message ?? OUR_FAULT };
  }
  return { fate: "failed", message: answer.message ?? OUR_FAULT };
}

/** `onProgress` is told the share that was sent, 0 to 1; at 1 the server looks at the file. */
export function send(file, address, onProgress) {
  const body = new FormData();
  body.append("photo", file, file.name);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", document.querySelector("meta[name=csrf-token]").content);
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 0));
    request.upload.addEventListener("load", () => onProgress(1));
    request.addEventListener("load", () => resolve(outcomeOf(request)));
    for (const fault of ["error", "abort", "timeout"]) {
      request.addEventListener(fault, () => resolve({ fate: "failed", message: NO_ANSWER }));
    }
    request.send(body);
  });
}
