"""What axe finds wrong with a page that is open."""

from __future__ import annotations

from playwright.sync_api import Page

from progress.config import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = """async (rules) => {
  const fading = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(fading.map((one) => one.finished));
  const asked = rules ? { runOnly: rules } : {};
  const found = await axe.run({ ...asked, resultTypes: ["violations"], preload: false });
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}"""


ACROSS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def check(page: Page) -> None:
    """All of the page is there, nothing sticks out of the screen, and axe finds nothing."""
    page.wait_for_load_state()
    assert page.evaluate(ACROSS) <= 0, page.url
    assert faults(page) == [], page.url


def faults(page: Page, rules: list[str] | None = None) -> list[list[object]]:
    """Each rule that is broken, and the elements that break it; all rules, or those of some tags.
    Nothing is loaded again for the one that listens for sound: no page has any.

    Axe styles what it measures, which the pages' own policy forbids: open them with `bypass_csp`,
    or expect that in the log.
    """
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE)
    found: list[list[object]] = page.evaluate(VIOLATIONS, rules)
    return found
