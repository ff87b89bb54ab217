// One photo goes to the server by the tus protocol, from where an earlier connection left off.
import "../../vendor/tus/tus.min.js";
import { csrfToken, freshToken } from "../requests.js";
import { LOST, NO_ANSWER, outcomeOf } from "./outcome.js";

/** Small enough for any server on the way, large enough to cost no time. */
const CHUNK_BYTES = 1 << 20;
const AGAIN_AFTER_MS = [500, 2000, 5000];
/** A connection that says nothing for so long is dead, whatever the system believes. */
const STALLED_MS = 30_000;
const STALLED = { ...NO_ANSWER };
const CANCELLED = { fate: "cancelled" };

const HEADERS = {
  Accept: "application/json",
  get "X-CSRFToken"() {
    return csrfToken();
  },
};

/** Of the whole file, so that the server can tell that what it put together is what was sent. */
async function sha256(blob) {
  if (!window.crypto.subtle) return null; // Only where the page came by HTTPS.
  const digest = await window.crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function metadata(photo, blob) {
  const facts = {
    filename: photo.name,
    view: photo.view,
    view_label: photo.viewLabel,
    taken_at: photo.takenAt,
    sha256: await sha256(blob),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value));
}

function explained(error) {
  const answer = error.originalResponse;
  return answer ? outcomeOf(answer.getStatus(), answer.getBody()) : NO_ANSWER;
}

/** `onProgress` is told the bytes that were sent, `onAddress` where the rest will be waited for: it
 *  resolves when that is kept. */
export class Transfer {
  #photo;
  #blob;
  #told;
  #upload;
  #address;
  #kept;
  #settle = () => {};
  #cancelled = false;

  constructor(photo, blob, told) {
    this.#photo = photo;
    this.#blob = blob;
    this.#told = told;
    this.#address = photo.address;
  }

  /** What became of the photo (see outcome.js). Where a connection has died in silence, a new one may
   *  live; a sign-in in another window is made use of. */
  async run() {
    const outcome = await this.#try();
    const mayGoOn = outcome === STALLED || (outcome.stale && (await freshToken()));
    return mayGoOn ? this.#try() : outcome;
  }

  cancel() {
    this.#cancelled = true;
    this.#upload?.abort();
    this.#settle(CANCELLED);
  }

  async #try() {
    const failure = await this.#sendBytes(await metadata(this.#photo, this.#blob));
    if (failure) return failure;
    const outcome = await this.#askFate();
    return this.#cancelled ? CANCELLED : outcome;
  }

  /** Nothing, or why the bytes did not arrive. */
  #sendBytes(facts) {
    if (this.#cancelled) return CANCELLED;
    return new Promise((settle) => {
      const watch = new Watch(() => this.#stop(STALLED));
      this.#settle = (failure) => {
        watch.end();
        settle(failure);
      };
      this.#upload = new window.tus.Upload(this.#blob, { ...this.#options(facts), onProgress: (sent) => {
        watch.begin();
        this.#told.onProgress(sent);
      } });
      watch.begin();
      this.#upload.start();
    });
  }

  #options(facts) {
    return {
      endpoint: `/visits/${this.#photo.visit}/transfers`,
      uploadUrl: this.#address,
      metadata: facts,
      chunkSize: CHUNK_BYTES,
      retryDelays: AGAIN_AFTER_MS,
      storeFingerprintForResuming: false,
      headers: HEADERS,
      onUploadUrlAvailable: () => this.#remember(this.#upload.url),
      onBeforeRequest: () => this.#kept,
      onSuccess: () => this.#settle(null),
      onError: (error) => this.#settle(explained(error)),
    };
  }

  /** No byte leaves before the address outlives this page, or the next page would send it all again. A
   *  device that keeps nothing is no reason not to send. */
  #remember(address) {
    this.#address = address;
    this.#kept = this.#told.onAddress(address).catch(() => {});
  }

  #stop(outcome) {
    this.#upload.abort();
    this.#settle(outcome);
  }

  async #askFate() {
    let outcome = await this.#askOnce();
    for (const delay of AGAIN_AFTER_MS) {
      if (outcome !== NO_ANSWER || this.#cancelled) return outcome;
      await new Promise((resolve) => { setTimeout(resolve, delay); });
      outcome = await this.#askOnce();
    }
    return outcome;
  }

  async #askOnce() {
    try {
      const answer = await fetch(`${this.#address}/photo`, { method: "POST", headers: HEADERS });
      const outcome = outcomeOf(answer.status, await answer.text());
      // The server no longer knows of these bytes: they are sent anew.
      return [404, 410, 460].includes(answer.status) ? LOST : outcome;
    } catch {
      return NO_ANSWER;
    }
  }
}

/** Calls `onSilence` when it was not begun again for too long. */
class Watch {
  #timer;
  #onSilence;

  constructor(onSilence) {
    this.#onSilence = onSilence;
  }

  begin() {
    this.end();
    this.#timer = setTimeout(this.#onSilence, STALLED_MS);
  }

  end() {
    clearTimeout(this.#timer);
  }
}

/** Tell the server that the rest is not coming. */
export function forget(address) {
  return window.tus.Upload.terminate(address, { headers: HEADERS, retryDelays: [] }).catch(() => {});
}
