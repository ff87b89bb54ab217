"""What the documents say is so: settings, commands and files that they name exist."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

from progress.cli import main
from progress.config import FROM_FILES, ROOT, Settings

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
FOLDERS = r"(?:progress|tests|tools|docs|benchmarks|migrations|\.ci)"
PATH = re.compile(rf"(?<![\w./-])({FOLDERS}/[\w./-]*|[\w-]+\.(?:md|txt|toml|json)\b)")
LINK = re.compile(r"\]\(([\w./-]+)\)")
ROW = re.compile(r"^\| `PROGRESS_(\w+)` \| (?:`(.*?)`)? ?\|", re.MULTILINE)
MADE_LATER = ("progress/static/vendor", "data.json", "signed.json", "could-not-be-read.txt")
"""Set up from packages, or part of what leaves: docs/archive.md."""


def documents() -> list[object]:
    return [pytest.param(path.read_text(), id=str(path.relative_to(ROOT))) for path in DOCUMENTS]


def code_in(text: str) -> str:
    """What stands in backticks or in fenced blocks."""
    fenced = re.findall(r"^```.*?\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return "\n".join([*fenced, *re.findall(r"`([^`\n]+)`", text)])


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_setting_is_documented_with_its_default() -> None:
    documented = dict(ROW.findall((ROOT / "docs" / "settings.md").read_text()))
    expected = {name.upper(): shown(field.default) for name, field in Settings.model_fields.items()}
    assert documented == expected, "Bring docs/settings.md and progress/config.py together."


def shown(default: object) -> str:
    if default is None:
        return ""
    return str(default.relative_to(ROOT)) if isinstance(default, Path) else str(default)


@pytest.mark.parametrize("text", documents())
def test_settings_that_documents_name_exist(text: str) -> None:
    known = {f"PROGRESS_{name.upper()}" for name in Settings.model_fields}
    known |= {f"PROGRESS_{name.upper()}_FILE" for name in FROM_FILES}
    assert set(re.findall(r"\bPROGRESS_[A-Z_]+\b", text)) <= known


@pytest.mark.parametrize("text", documents())
def test_files_that_documents_name_exist(text: str) -> None:
    named = set(PATH.findall(code_in(text))) | set(LINK.findall(text))
    missing = {
        name
        for name in named
        if not name.startswith(MADE_LATER)
        and not (ROOT / name).exists()
        and not (ROOT / "docs" / name).exists()
    }
    assert not missing, f"Correct these names, or write the files: {', '.join(sorted(missing))}"


@pytest.mark.parametrize("text", documents())
def test_make_targets_that_documents_name_exist(text: str) -> None:
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code_in(text)))
    assert named <= make_targets(), "Name what `make` lists."


@pytest.mark.parametrize("text", documents())
def test_commands_that_documents_name_exist(text: str) -> None:
    for line in re.findall(r"python -m progress ([a-z -]+)", code_in(text)):
        assert command_named(line.split()), f"`python -m progress {line}` is no command."


def command_named(words: list[str]) -> bool:
    """Whether `words` begin with a command, through all groups: `user add`."""
    command: click.Command | None = main
    for word in words:
        if not isinstance(command, click.Group):
            return True
        command = command.commands.get(word)
    return isinstance(command, click.Command)


def test_the_readme_names_what_a_reader_looks_for_first() -> None:
    code = code_in((ROOT / "README.md").read_text())
    missing = {"make run", "make test", "make install"} - set(re.findall(r"make \w+", code))
    assert not missing, f"README.md does not say how to: {', '.join(sorted(missing))}"


def test_every_package_that_is_chosen_has_its_licence_named() -> None:
    chosen = set(json.loads((ROOT / "package.json").read_text())["dependencies"])
    for name in ("requirements.txt", "requirements-weights.txt"):
        text = (ROOT / name).read_text().partition("# What those bring along.")[0]
        chosen |= set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))
    named = set(re.findall(r"`([^`]+)`", (ROOT / "docs" / "licences.md").read_text()))
    assert chosen <= named, f"Name the licence of: {', '.join(sorted(chosen - named))}"


def test_every_target_says_what_it_does() -> None:
    described = set(re.findall(r"^([a-z-]+):.*## .+\.?", (ROOT / "Makefile").read_text(), re.M))
    inner = {"tools", "browser"}
    assert make_targets() == described | inner
