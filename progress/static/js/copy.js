// A button that copies what its data-copy says.
import { copy } from "./compare/link.js";
import { toast } from "./toasts.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copy(button.dataset.copy);
    toast(button.dataset.copied);
  });
}
