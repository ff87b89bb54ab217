// What stands around the picture: the view's name, advice, what can be set, and the verdict in words.
import { part, say } from "./dom.js";
import { showGhosts, showTakes, showViews } from "./strips.js";

const SCREENS = ["camera", "review", "summary", "ended"];

export class Panel {
  constructor(root, store, { shots, camera, summary }) {
    Object.assign(this, { root, store, shots, camera, summary });
    this.part = (name) => part(name, root);
  }

  connect(actions) {
    this.actions = actions;
    this.#connectControls();
    const { store } = this;
    store.watch(["screen"], (state) => this.#screen(state));
    store.watch(["at", "news", "screen"], (state) => this.#shot(state));
    store.watch(["at", "ghost"], (state) => this.#ghosts(state));
    store.watch(["take", "news", "screen"], (state) => this.#verdict(state));
    store.watch(["opacity", "edges", "grid"], (state) => this.#settings(state));
    store.watch(["blinking"], (state) => this.#pressed("blink", state.blinking));
    store.watch(["busy", "screen"], () => this.#ready());
    store.watch(["screen", "news"], ({ screen }) => (screen === "summary" ? this.summary.show() : this.summary.stay()));
    this.camera.addEventListener("change", () => this.#ready());
  }

  #connectControls() {
    const { store } = this;
    this.part("opacity").addEventListener("input", ({ target }) => store.set({ opacity: Number(target.value) / 100 }));
    for (const name of ["edges", "grid"]) {
      this.#button(name).addEventListener("click", () => store.set({ [name]: !store.state[name] }));
    }
    this.#button("ghosts").addEventListener("click", () => this.#unfold("ghosts", "ghost-list"));
    this.#button("hint").addEventListener("click", () => this.#unfold("hint", "hint"));
  }

  #button(name) {
    return this.root.querySelector(`[data-do=${name}]`);
  }

  #pressed(name, value) {
    this.#button(name).setAttribute("aria-pressed", String(value));
  }

  #unfold(name, target) {
    const button = this.#button(name);
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    if (target === "ghost-list") this.part(target).hidden = !open;
  }

  #fold(name, target) {
    this.#button(name).setAttribute("aria-expanded", "false");
    this.part(target).hidden = true;
  }

  #screen({ screen }) {
    for (const name of SCREENS) {
      for (const element of this.root.querySelectorAll(`[data-when~=${name}]`)) {
        element.hidden = !element.dataset.when.split(" ").includes(screen);
      }
    }
    this.root.dataset.screen = screen;
    if (screen !== "camera") this.#fold("ghosts", "ghost-list");
    if (screen === "camera") this.camera.thaw();
    else this.camera.freeze();
    const target = { review: "verdict", summary: "summary-title", ended: "ended-title" }[screen];
    if (target) this.part(target).focus();
  }

  #shot({ at }) {
    const { list, done } = this.shots;
    const shot = list[at];
    if (!shot) return;
    say(this.part("title"), shot.label);
    say(this.part("count"), `${done} of ${list.length}`);
    say(this.part("advice"), shot.advice.join(" "));
    this.part("advice").hidden = !shot.advice.length;
    say(this.part("instruction"), shot.instructions.join(" "));
    showViews(this.part("views"), list, at, (index) => this.actions.open(index));
    this.#last(shot);
  }

  /** What this view has already, beside the shutter. */
  #last({ takes, standing }) {
    const button = this.#button("last");
    const take = standing ?? takes.at(-1);
    button.classList.toggle("is-empty", !take);
    button.disabled = !take;
    const image = button.querySelector("img");
    image.hidden = !take?.thumb;
    if (take?.thumb && image.getAttribute("src") !== take.thumb) image.src = take.thumb;
    button.setAttribute("aria-label", takes.length === 1 ? "The photo of this view" : `The ${takes.length} photos of this view`);
  }

  #ghosts({ at, ghost }) {
    const { ghosts } = this.shots.list[at];
    for (const control of [this.#button("ghosts"), this.#button("edges"), this.part("opacity")]) control.disabled = !ghosts.length;
    this.part("no-ghost").hidden = ghosts.length > 0;
    for (const caption of this.root.querySelectorAll("[data-ghost-name]")) {
      say(caption, ghost?.label ?? "");
    }
    this.part("example").hidden = !ghost;
    if (ghost) this.part("example").src = ghost.url;
    showGhosts(this.part("ghost-list"), ghosts, ghost, (each) => this.#chose(each));
  }

  #chose(ghost) {
    this.#unfold("ghosts", "ghost-list");
    this.actions.ghost(ghost);
    this.part("shutter").focus();
  }

  #verdict({ take, screen }) {
    if (screen !== "review" || !take) return;
    const { takes } = this.shots.of(take);
    this.part("verdict").classList.toggle("needs-a-person", take.retake);
    say(this.part("says"), take.words);
    this.part("waiting").hidden = take.settled || take.unsent && !navigator.onLine;
    this.part("takes").hidden = takes.length < 2;
    showTakes(this.part("takes"), takes, take, (each) => this.actions.look(each));
    this.#button("choose").hidden = takes.length < 2 || take.chosen || !take.settled || take.refused;
  }

  #settings({ opacity, edges, grid }) {
    this.part("opacity").value = Math.round(opacity * 100);
    this.#pressed("edges", edges);
    this.#pressed("grid", grid);
    this.part("thirds").toggleAttribute("hidden", !grid);
  }

  #ready() {
    const { busy } = this.store.state;
    const { ready, problem } = this.camera;
    this.part("shutter").disabled = busy || !(ready || problem);
    this.root.toggleAttribute("data-busy", busy);
    this.root.toggleAttribute("data-blind", Boolean(problem));
    this.#button("switch").hidden = !this.camera.several || Boolean(problem);
    this.part("mirrored").hidden = !this.camera.front;
  }
}
