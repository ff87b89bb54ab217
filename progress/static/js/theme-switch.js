// Light, dark, or as the system says.

function apply(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function remember(theme) {
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch { /* Storage is switched off: the choice lasts until the next page. */ }
}

function mark(buttons) {
  const current = document.documentElement.dataset.theme ?? "";
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === current));
}

export function connectThemeSwitch() {
  const buttons = [...document.querySelectorAll("[data-theme-choice]")];
  mark(buttons);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      apply(button.dataset.themeChoice);
      remember(button.dataset.themeChoice);
      mark(buttons);
    });
  }
}
