// Elements, without a template language.

/** The element of the page, or of `root`, that carries `data-<name>`. */
export const part = (name, root = document) => root.querySelector(`[data-${name}]`);

/** A new element: its properties, its attributes (whatever has a hyphen), what is in it. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Text only where it changed, so that a screen reader does not hear it again. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
