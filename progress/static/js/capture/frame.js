// Where the camera's picture stands on the stage: all of it shows, since all of it is saved.

/** The largest rectangle of the picture's shape in the box, in CSS pixels, in the middle of it. */
export function contained(size, box) {
  const scale = Math.min(box.width / size.width, box.height / size.height);
  const [width, height] = [size.width * scale, size.height * scale];
  return { left: (box.width - width) / 2, top: (box.height - height) / 2, width, height };
}

/** Keeps the frame over the picture; what lies in the frame lies on the picture. */
export class Frame {
  constructor(stage, frame, camera) {
    this.stage = stage;
    this.frame = frame;
    this.camera = camera;
    new ResizeObserver(() => this.place()).observe(stage);
    camera.addEventListener("change", () => this.place());
  }

  place() {
    this.frame.hidden = !this.camera.visible;
    if (!this.camera.visible) return;
    const box = { width: this.stage.clientWidth, height: this.stage.clientHeight };
    const rectangle = contained(this.camera.size, box);
    for (const [side, length] of Object.entries(rectangle)) this.frame.style[side] = `${length}px`;
    // As in a mirror, so that one moves the right way; the ghost turns with it.
    this.frame.classList.toggle("is-mirrored", this.camera.front);
  }
}
