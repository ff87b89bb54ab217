"""Icons: every one that a template names exists, and is drawn without colours of its own."""

from __future__ import annotations

import re

import pytest

from progress.config import ROOT
from progress.web.icons import icon_shapes

TEMPLATES = ROOT / "progress" / "templates"
NAMED = sorted(
    {
        name
        for template in TEMPLATES.rglob("*.html")
        for name in re.findall(r'\bicon\("([a-z0-9-]+)"', template.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("name", NAMED)
def test_an_icon_that_a_template_names_is_there(name: str) -> None:
    shapes = icon_shapes(name)
    assert shapes.startswith("<")
    assert "style=" not in shapes
    assert "<svg" not in shapes


def test_templates_were_found() -> None:
    assert "search" in NAMED


def test_an_unknown_icon_is_a_fault_of_the_program() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-icon"):
        icon_shapes("no-such-icon")
