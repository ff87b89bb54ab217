// The patient's own camera: one view, the first photo of it as a ghost, and a photo that is sent.
import { Camera } from "../capture/camera.js";
import { part, say } from "../capture/dom.js";
import { connectFiles } from "../capture/files.js";
import { Frame } from "../capture/frame.js";
import { Ghost } from "../capture/ghost.js";
import { preferences, rememberPreferences } from "../capture/preferences.js";
import { connectShutter } from "../capture/shutter.js";
import { still } from "../capture/still.js";
import { Store } from "../compare/store.js";
import { outbox } from "./outbox.js";

const root = part("home-camera");
const words = root.dataset;
const why = { insecure: words.whyInsecure, NotAllowedError: words.whyNotAllowedError, NotFoundError: words.whyNotFoundError,
  NotReadableError: words.whyNotReadableError, otherwise: words.whyOtherwise };
const ghost = words.ghostUrl ? { url: words.ghostUrl } : null;
const store = new Store({ ...preferences(), edges: false, ghost, peek: false, screen: "camera", busy: false });
const video = part("video");
const camera = new Camera(video, why);
const taken = part("taken").querySelector("img");
let photo = null;

function look(blob) {
  photo = blob;
  URL.revokeObjectURL(taken.src);
  taken.src = URL.createObjectURL(blob);
  store.set({ screen: "taken", busy: false });
}

async function shoot() {
  store.set({ busy: true });
  camera.freeze();
  look(await still(camera.track, video));
}

async function again() {
  photo = null;
  say(part("says"), "");
  store.set({ screen: "camera" });
  await camera.thaw();
}

let sent = null;

async function send() {
  store.set({ screen: "sent" });
  say(part("says"), words.saysSending);
  const name = photo.name || `${words.name}.${photo.type.split("/")[1] || "jpeg"}`;
  const takenAt = new Date(photo.lastModified ?? Date.now());
  sent = await outbox.add(photo, { address: words.address, name, takenAt });
  await outbox.send();
}

function hear({ detail: { photo: each, fate, message } }) {
  if (each.id !== sent?.id) return;
  const said = { sent: message, refused: message, waiting: sent.durable ? words.saysWaiting : words.saysFragile, "signed-out": words.saysSignedOut };
  say(part("says"), said[fate]);
}

function show({ screen, busy }) {
  root.dataset.screen = screen;
  for (const element of root.querySelectorAll("[data-when]")) element.hidden = element.dataset.when !== screen;
  part("taken").hidden = screen === "camera";
  root.toggleAttribute("data-busy", busy);
  part("shutter").disabled = busy || !(camera.ready || camera.problem);
}

function connect() {
  const actions = { again, send, switch: () => camera.switch() };
  for (const [name, action] of Object.entries(actions)) {
    for (const button of root.querySelectorAll(`[data-do=${name}]`)) button.addEventListener("click", action);
  }
  part("album").addEventListener("change", ({ target }) => target.files[0] && look(target.files[0]));
  const opacity = part("opacity");
  opacity.value = store.state.opacity * 100;
  opacity.addEventListener("input", () => store.set({ opacity: opacity.value / 100 }));
  opacity.closest(".capture-tools").toggleAttribute("data-without", !ghost);
  connectFiles(part("files"), camera, look);
  const ready = () => store.state.screen === "camera" && !part("shutter").disabled;
  connectShutter(part("shutter"), ready, () => (camera.problem ? part("file").click() : shoot()));
  camera.addEventListener("change", () => {
    show(store.state);
    root.querySelector("[data-do=switch]").hidden = !camera.several;
  });
  store.watch(["screen", "busy"], show);
  outbox.addEventListener("change", hear);
}

part("files").hidden = true;
new Frame(part("stage"), part("frame"), camera);
new Ghost(part("ghost"), store);
rememberPreferences(store);
connect();
await camera.start();
