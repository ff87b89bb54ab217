// The shutter: a large button, Enter, the space bar, or a volume key where the browser hands it on.

const KEYS = ["Enter", " ", "AudioVolumeUp", "AudioVolumeDown", "VolumeUp", "VolumeDown"];
const OWN_KEYS = "button, a, input, select, textarea, summary, dialog";

export function connectShutter(button, isReady, shoot) {
  const press = () => {
    if (!isReady()) return;
    navigator.vibrate?.(30);
    shoot();
  };
  button.addEventListener("click", press);
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.repeat || event.ctrlKey || event.metaKey || event.altKey;
    if (!KEYS.includes(event.key) || elsewhere || event.target.closest(OWN_KEYS) || !isReady()) return;
    event.preventDefault();
    press();
  });
}
