"""Somebody who never used the program: reads each page before a tap, and types with two thumbs."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

WORDS_A_MINUTE = 200
"""Silent reading of everyday prose, slower than Brysbaert's mean of 238 (J. Mem. Lang. 2019)."""
TAP = 1.2
"""Seconds to find a button and to touch it."""
LETTER = 0.3
"""Seconds a letter on a phone: about 36 words a minute (Palin et al., MobileHCI 2019)."""
ON_SCREEN = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const read = [];
  while (texts.nextNode()) {
    const { textContent, parentElement } = texts.currentNode;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const box = range.getBoundingClientRect();
    const shown = box.width > 1 && box.height > 1 && box.top < innerHeight && box.bottom > 0;
    const hidden = parentElement.closest(".visually-hidden, .skip-link");
    if (shown && !hidden && parentElement.checkVisibility()) read.push(textContent.trim());
  }
  return read.filter(Boolean);
}"""
"""What stands on the screen, without scrolling."""


@dataclass
class Newcomer:
    """Counts what a page asks of a person."""

    page: Page
    pages: int = 0
    taps: int = 0
    letters: int = 0
    words: int = 0
    _read: set[str] = field(default_factory=set)

    def opens(self, address: str) -> None:
        self.page.goto(address)
        self.reads_a_page()

    def reads_a_page(self) -> None:
        self.pages += 1
        self._read = set()
        self.reads()

    def reads(self) -> None:
        """What is new on the screen."""
        new = set(self.page.evaluate(ON_SCREEN)) - self._read
        self._read |= new
        self.words += sum(len(text.split()) for text in new)

    def taps_on(self, target: Locator) -> None:
        target.tap()
        self.taps += 1

    def types(self, text: str, into: Locator) -> None:
        """Taps first on a field in which the cursor does not stand yet."""
        if not into.evaluate("(field) => field === document.activeElement"):
            self.taps_on(into)
        self.page.keyboard.type(text)
        self.letters += len(text)

    @property
    def seconds(self) -> float:
        reading = 60 * self.words / WORDS_A_MINUTE
        return reading + TAP * self.taps + LETTER * self.letters
