// Arrow keys turn to the case before and to the next one.

const TO = { ArrowLeft: "[data-before]", ArrowRight: "[data-after]" };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  const modified = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (TO[event.key] && !typing && !modified) document.querySelector(TO[event.key])?.click();
});
