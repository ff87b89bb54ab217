// Passkeys: the device is asked to unlock itself, and its answer goes to the server.
// Elements with data-passkey stay hidden where the browser or the address knows none.
import { csrfToken } from "./requests.js";

const KNOWN_HERE = "passkey";

/** A passkey belongs to a name; an address of numbers, as in a clinic's network, has none. */
const isNumbers = (host) => /^[\d.]+$/.test(host) || host.includes(":");

const canUse = () =>
  window.isSecureContext && !isNumbers(window.location.hostname) && Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function post(address, fields) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify(fields),
  });
  const { response } = await answer.json();
  if (response?.reauth_required) window.location.assign(`/verify?next=${encodeURIComponent(window.location.pathname)}`);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return response;
}

/** The address with which the second half of a conversation goes on; it keeps what `next` says. */
function goOn(address, state) {
  const url = new URL(address, window.location.href);
  url.pathname += `/${state}`;
  return url.href;
}

/** Where to go on; another site's address, smuggled into a link to this page, is not gone to. */
function ownAddress(then) {
  const url = new URL(then, window.location.origin);
  return url.origin === window.location.origin ? url.href : "/";
}

async function add(element) {
  const { address, then } = element.dataset;
  const name = element.closest("form")?.elements.name?.value || nameOfDevice();
  const begun = await post(address, { name, usage: "first" });
  const publicKey = window.PublicKeyCredential.parseCreationOptionsFromJSON(begun.credential_options);
  const made = await navigator.credentials.create({ publicKey });
  await post(goOn(address, begun.wan_state), { credential: JSON.stringify(made) });
  return then;
}

async function use(element) {
  const { address, then } = element.dataset;
  const begun = await post(address, {});
  const publicKey = window.PublicKeyCredential.parseRequestOptionsFromJSON(begun.credential_options);
  const shown = await navigator.credentials.get({ publicKey });
  const done = await post(goOn(address, begun.wan_state), { credential: JSON.stringify(shown) });
  return then || done.post_login_url;
}

/** Letters and digits only: what the server takes for a name. */
function nameOfDevice() {
  const known = /Android|iPhone|iPad|Windows|Macintosh|Linux/.exec(navigator.userAgent)?.[0] ?? "Device";
  return `${known} ${new Date().toLocaleDateString("en-GB").replaceAll("/", "-")}`;
}

function remember() {
  try {
    localStorage.setItem(KNOWN_HERE, "yes");
  } catch {
    // Without a store the other way in is offered first; both are there.
  }
}

function isKnownHere() {
  try {
    return localStorage.getItem(KNOWN_HERE) === "yes";
  } catch {
    return false;
  }
}

function connect(element, ask) {
  const fault = document.querySelector("[data-passkey-fault]");
  element.addEventListener("click", async () => {
    fault.hidden = true;
    element.setAttribute("aria-busy", "true");
    try {
      const then = await ask(element);
      remember();
      window.location.assign(ownAddress(then));
    } catch (error) {
      console.info(`No passkey: ${error.message}`);
      element.removeAttribute("aria-busy");
      fault.hidden = false;
    }
  });
}

/** The other way is folded until it is asked for, and then begins at the field that is to be filled. */
function fold(details) {
  details.open = Boolean(details.querySelector("[aria-invalid]"));
  details.addEventListener("toggle", () => details.open && details.querySelector("input[type=password]")?.focus());
}

function offer() {
  for (const element of document.querySelectorAll("[data-passkey]")) element.hidden = false;
  for (const element of document.querySelectorAll("details[data-other-way]")) fold(element);
  if (isKnownHere()) document.querySelector("[data-passkey-first]")?.classList.add("is-first");
  for (const element of document.querySelectorAll("[data-passkey-add]")) connect(element, add);
  for (const element of document.querySelectorAll("[data-passkey-use]")) connect(element, use);
  for (const field of document.querySelectorAll("[data-name-of-device]")) field.value ||= nameOfDevice();
}

if (canUse()) offer();
else for (const element of document.querySelectorAll("[data-no-passkey]")) element.hidden = false;
