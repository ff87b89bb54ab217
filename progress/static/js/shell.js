// What every page has: theme, palette, toasts, forms, requests.
import { connectForms } from "./forms.js";
import { connectPalette } from "./palette.js";
import { connectRequests } from "./requests.js";
import { connectThemeSwitch } from "./theme-switch.js";
import { connectToasts } from "./toasts.js";

connectRequests();
connectThemeSwitch();
connectToasts();
connectForms();
connectPalette();

for (const element of document.querySelectorAll("[data-bs-toggle=tooltip]")) {
  window.bootstrap.Tooltip.getOrCreateInstance(element, { trigger: "hover focus" });
}
