// Where the live camera is not to be had, the device's own camera app takes the photo, or a file is chosen.
import { part, say } from "./dom.js";

export function connectFiles(root, camera, onFile) {
  const input = part("file", root);
  input.addEventListener("change", () => {
    const [file] = input.files;
    // Cleared, so that the same file can be chosen again.
    input.value = "";
    if (file) onFile(file);
  });
  camera.addEventListener("change", () => {
    root.hidden = !camera.problem;
    say(part("why", root), camera.problem);
  });
}
