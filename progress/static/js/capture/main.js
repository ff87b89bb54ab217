// The camera's page: from view to view of the shot list, each photo sent and judged while the patient is
// still there.
import { Store } from "../compare/store.js";
import { toast } from "../toasts.js";
import { Camera } from "./camera.js";
import { startClock } from "./clock.js";
import { part, say } from "./dom.js";
import { connectFiles } from "./files.js";
import { Frame } from "./frame.js";
import { connectGestures } from "./gestures.js";
import { Ghost } from "./ghost.js";
import { Level } from "./level.js";
import { Panel } from "./panel.js";
import { preferences, rememberPreferences } from "./preferences.js";
import { Review } from "./review.js";
import { choose, Ended, NoAnswer, shotsOf } from "./server.js";
import { Shots } from "./shots.js";
import { connectShutter } from "./shutter.js";
import { still } from "./still.js";
import { Summary } from "./summary.js";
import { Uploads } from "./uploads.js";

const REFRESH_MS = 30_000;
const AGAIN_MS = 2000;

const root = part("capture");
const { visit, phone } = root.dataset;
const store = new Store({ screen: "camera", at: 0, take: null, ghost: null, news: 0, busy: false, peek: false, held: false,
  cut: 50, blinking: false, flipped: false, ...preferences() });
const video = part("video");
const camera = new Camera(video);
let shots;
let uploads;
/** The earlier photo that was chosen for a view, by the view's key. */
const ghosts = new Map();
const warned = new Set();

const shot = () => shots.list[store.state.at];
const ghostOf = ({ key, ghosts: all }) => all.find(({ photo }) => photo === ghosts.get(key)) ?? all[0] ?? null;

function open(at, screen = "camera", take = null) {
  const wanted = (at + shots.list.length) % shots.list.length;
  store.set({ at: wanted, ghost: ghostOf(shots.list[wanted]), screen, take, cut: 50, blinking: false, peek: false });
}

function look(take) {
  open(shots.list.indexOf(shots.of(take)), "review", take);
}

async function shoot() {
  store.set({ busy: true });
  camera.freeze();
  await keep(await still(camera.track, video));
}

async function keep(blob) {
  store.set({ busy: true });
  look(await uploads.add(blob, shot()));
  store.set({ busy: false });
}

/** The next view without a photo, or the end. */
function goOn() {
  const next = shots.nextMissing(store.state.at);
  if (next < 0) store.set({ screen: "summary" });
  else open(next);
}

async function stand(take) {
  if (!take.photo || take.chosen) return;
  try {
    shots.settle(take, await choose(take.photo));
  } catch (error) {
    if (error instanceof Ended) end();
  }
}

async function end(error = null) {
  if (error && !(error instanceof Ended)) return;
  camera.stop();
  store.set({ screen: "ended" });
  say(part("ended-unsent"), stillHere((await uploads?.unsent() ?? []).length));
}

function stillHere(count) {
  if (!count) return phone ? "All photos of this phone are at the clinic." : "";
  const [are, they] = count === 1 ? ["1 photo is", "It is"] : [`${count} photos are`, "They are"];
  const when = phone ? "after the next scan of a code for this visit" : "when you sign in again, or by a colleague who signs in here";
  return `${are} still on this phone. ${they} sent ${when}.`;
}

async function refresh() {
  try {
    shots.update((await shotsOf(visit)).told);
  } catch (error) {
    end(error);
  }
}

/** What is shown may have turned out to be a photo that is here already. */
function hear({ detail: take }) {
  const shown = store.state.take;
  if (shown && !shots.of(shown)) look(shots.takes.find(({ photo }) => photo === shown.photo));
  store.set({ news: store.state.news + 1 });
  if (take?.settled && take.retake && (take !== store.state.take || store.state.screen !== "review")) warn(take);
}

/** The person has gone on already. */
function warn(take) {
  if (warned.has(take) || !shots.of(take)) return;
  warned.add(take);
  toast(`${shots.of(take).label}: ${take.words}`);
}

function connect(panel) {
  const actions = {
    again: () => open(store.state.at),
    on: goOn,
    summary: () => store.set({ screen: "summary" }),
    back: () => open(store.state.at),
    switch: () => camera.switch(),
    blink: () => review.blink(),
    choose: () => stand(store.state.take),
    last: () => shot().takes.length && look(shot().standing ?? shot().takes.at(-1)),
  };
  const review = new Review(part("review"), store);
  for (const [name, action] of Object.entries(actions)) {
    for (const button of root.querySelectorAll(`[data-do=${name}]`)) button.addEventListener("click", action);
  }
  connectGestures(part("stage"), { onSwipe: (step) => open(store.state.at + step), onHold: (peek) => store.set({ peek }) });
  connectGestures(part("review"), { onSwipe: () => {}, onHold: (held) => store.set({ held }) });
  connectFiles(part("files"), camera, keep);
  const ready = () => store.state.screen === "camera" && !part("shutter").disabled;
  connectShutter(part("shutter"), ready, () => (camera.problem ? part("file").click() : shoot()));
  shots.addEventListener("change", hear);
  panel.connect({ open, look, ghost: chooseGhost });
}

function chooseGhost(ghost) {
  ghosts.set(shot().key, ghost.photo);
  store.set({ ghost });
}

/** The page has come, but its shot list has to come too. */
async function shotList() {
  for (;;) {
    try {
      return await shotsOf(visit);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      say(part("instruction"), "The clinic’s server does not answer. This page goes on by itself as soon as it does.");
      await new Promise((resolve) => { setTimeout(resolve, AGAIN_MS); });
    }
  }
}

async function begin() {
  const { told, behind } = await shotList();
  shots = new Shots(told);
  uploads = new Uploads(visit, shots, end);
  const summary = new Summary(part("summary"), shots, { mayLeave: !phone,
    onOpen: (each) => open(shots.list.indexOf(each)), onLook: (_, take) => look(take) });
  const panel = new Panel(root, store, { shots, camera, summary });
  connect(panel);
  new Frame(part("stage"), part("frame"), camera);
  new Ghost(part("ghost"), store);
  new Level(part("level"), root.querySelector("[data-do=level]"));
  rememberPreferences(store);
  await uploads.begin();
  open(Math.max(shots.nextMissing(), 0), shots.nextMissing() < 0 ? "summary" : "camera");
  startClock(part("minutes"), told.ends_at, behind, end);
  await camera.start();
}

/** Out of range, the browser says so in our words. Where a page is not trusted it may not. */
navigator.serviceWorker?.register("/offline-worker.js", { scope: "/visits/" }).catch(() => {});
/** A session that was ended on the computer ends here too, and so does one that was in a pocket. */
setInterval(() => shots && refresh(), REFRESH_MS);
document.addEventListener("visibilitychange", () => document.hidden || (shots && refresh()));
await begin().catch(end);
