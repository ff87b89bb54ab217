/* The comparison page: reads what the server embedded, and puts the parts together. */

import { ByHand } from "./byhand/byhand.js";
import { Captions } from "./captions.js";
import { Filmstrip } from "./filmstrip.js";
import { Keyboard } from "./keyboard.js";
import { Light } from "./light.js";
import { copy } from "./link.js";
import { Original } from "./original.js";
import { Pairs } from "./pairs.js";
import { Photos } from "./photos.js";
import { Stage } from "./stage.js";
import { Store } from "./store.js";
import { Toolbar } from "./toolbar.js";
import { MODES, mirror, read } from "./url.js";
import { Whose } from "./whose.js";

const STEP = 60;
const CLOSER = 1.25;
const PASSING = { gains: null, busy: false, trouble: "", original: false, second: false, blinking: false };

const root = document.querySelector(".stage");
const data = JSON.parse(document.getElementById("comparison-data").textContent);
const photos = new Photos(data);
const offered = MODES.filter((mode) => root.querySelector(`[data-mode-button=${mode}]`));

const store = new Store({
  ...read(location.search, offered),
  ...PASSING,
  ...photos.of(data.pair),
  lens: [0.5, 0.5],
  pair: data.pair,
  left: data.pair.left,
  right: data.pair.right,
});
const stage = new Stage(root, store, new Pairs(data.urls.pair, data.pair), photos);
new Captions(stage);
const whose = root.querySelector(".stage-whose");
if (whose) new Whose(whose, store);
const light = root.querySelector("[data-do=light]") && new Light(root, store, data.urls.light);
const strips = new Filmstrip(document.querySelector(".filmstrips"), stage);
const original = new Original(root.querySelector("[data-hold=original]"), store);
const keys = document.querySelector(".keys-dialog");

const setMode = (mode) => store.state.pair.aligned && store.set({ mode });
const say = (sentence) => toolbar.announce(sentence);

const actions = {
  mode: ({ dataset }) => store.set({ mode: dataset.modeButton }),
  swap: () => stage.swap(),
  light: () => light?.toggle(),
  unlock: () => stage.unlock(),
  in: () => stage.zoom(CLOSER),
  out: () => stage.zoom(1 / CLOSER),
  home: () => stage.home(),
  blink: () => stage.modes.blink.toggle(),
  align: () => byHand.begin(),
  "undo-alignment": () => byHand.undo(),
  keys: () => keys?.showModal(),
  link: () => copy(location.href).then(() => say("Link copied."), () => say("Copy the address of this page.")),
};
const toolbar = new Toolbar(root, store, actions);
const hand = document.querySelector(".byhand");
const byHand = hand && new ByHand(hand, { stage, urls: data.urls, announce: say });

const moves = {
  ArrowLeft: () => stage.pan(STEP, 0),
  ArrowRight: () => stage.pan(-STEP, 0),
  ArrowUp: () => stage.pan(0, STEP),
  ArrowDown: () => stage.pan(0, -STEP),
};
const letters = {
  ...Object.fromEntries(offered.map((mode) => [MODES.indexOf(mode) + 1, () => setMode(mode)])),
  s: actions.swap,
  l: () => stage.mode === stage.modes.side && actions.unlock(),
  m: actions.light,
  o: () => original.hold(),
  "+": actions.in,
  "=": actions.in,
  "-": actions.out,
  0: actions.home,
  " ": () => stage.mode === stage.modes.blink && stage.modes.blink.flip(),
  p: () => stage.mode === stage.modes.blink && actions.blink(),
  "[": () => strips.step("right", -1),
  "]": () => strips.step("right", 1),
  "{": () => strips.step("left", -1),
  "}": () => strips.step("left", 1),
  "?": actions.keys,
};
const always = (action) => () => byHand?.open || action();
const bound = Object.entries({ ...moves, ...letters }).map(([key, act]) => [key, always(act)]);
const keyboard = new Keyboard(Object.fromEntries(bound), { o: () => original.release() });

const single = keys?.querySelector("[name=single-keys]");
if (single) {
  single.checked = keyboard.on;
  single.addEventListener("change", () => (keyboard.on = single.checked));
}
mirror(store);
