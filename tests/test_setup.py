"""What set-up installs is what was tried: every package pinned, those that others bring too."""

from __future__ import annotations

import ast
import json
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from progress.config import ROOT
from progress.vision import weights

RUN = ("requirements.txt",)
ALL = ("requirements.txt", "requirements-dev.txt")


def pins(*names: str) -> dict[str, Requirement]:
    lines = [line for name in names for line in (ROOT / name).read_text().splitlines()]
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(one.name): one for one in found}


@pytest.mark.parametrize(
    "names", [RUN, ALL, ("requirements-weights.txt",), ("requirements-node.txt",)]
)
def test_every_package_is_pinned_to_one_version(names: tuple[str, ...]) -> None:
    loose = [str(one) for one in pins(*names).values() if not str(one.specifier).startswith("==")]
    assert not loose, f"Write name==version: {', '.join(loose)}"


@pytest.mark.parametrize("names", [RUN, ALL])
def test_packages_that_others_bring_are_pinned_too(names: tuple[str, ...]) -> None:
    pinned = pins(*names)
    missing = {
        f"{needed} (for {name})"
        for name in pinned
        for needed in needs(name)
        if needed not in pinned
    }
    assert not missing, f"Pin these in {names[-1]}: {', '.join(sorted(missing))}"


def needs(name: str) -> set[str]:
    wanted = [Requirement(line) for line in metadata.requires(name) or []]
    return {
        canonicalize_name(one.name)
        for one in wanted
        if one.marker is None or one.marker.evaluate({"extra": ""})
    }


def test_what_is_installed_is_what_is_pinned() -> None:
    other = {
        f"{name} {metadata.version(name)}"
        for name, one in pins(*ALL).items()
        if not one.specifier.contains(metadata.version(name), prereleases=True)
    }
    assert not other, f"`make install` brings other versions than these: {', '.join(sorted(other))}"


def test_what_progress_imports_is_installed_for_running_it() -> None:
    brought = {folder for name in pins(*RUN) for folder in brings(name)}
    missing = third_party_imports() - brought
    assert not missing, f"Pin in requirements.txt what these come from: {', '.join(missing)}"


def brings(name: str) -> set[str]:
    """What can be imported of a package, by the files that it installs."""
    return {Path(file.parts[0]).name.partition(".")[0] for file in metadata.files(name) or []}


def third_party_imports() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "progress").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"progress"}


def test_front_end_packages_are_locked_and_name_no_registry() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
    assert not [name for name, one in locked.items() if "resolved" in one]
    assert all("integrity" in one for name, one in locked.items() if name)


def test_pages_find_the_front_end_files_that_package_json_promises() -> None:
    promised = json.loads((ROOT / "package.json").read_text())
    vendor = ROOT / "progress" / "static" / "vendor"
    for folder, patterns in promised["vendor"].items():
        for pattern in patterns:
            assert list((vendor / folder).glob(pattern.rpartition("/")[2])), pattern


def test_the_weights_that_package_json_promises_are_those_that_were_measured() -> None:
    assert weights.load(weights.PERSON)


def test_icons_that_templates_name_exist() -> None:
    icons = ROOT / "progress" / "static" / "vendor" / "icons"
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "progress" / "templates").rglob("*.html")
        for name in re.findall(r"\bicon(?:\(|_name=)\"([^\"]+)\"", path.read_text())
        if not (icons / f"{name}.svg").exists()
    }
    assert not missing, f"Choose icons that lucide has: {', '.join(sorted(missing))}"
