"""The house checks itself: who may import whom, how long things are, what pages may contain.

A failure names the file and the remedy. A door that has to open is opened here, in DOORS, and in
the table of ARCHITECTURE.md, with its reason.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "progress"
LONGEST_FUNCTION = 50
LONGEST_FILE = 400


@dataclass(frozen=True)
class Door:
    """What a room may import: rooms of Progress, and packages beyond the standard library."""

    rooms: frozenset[str]
    packages: frozenset[str]


def door(rooms: str = "", packages: str = "") -> Door:
    return Door(frozenset(rooms.split()), frozenset(packages.split()))


# A room is a folder of progress/, or a file that lies directly in it. "wiring" is create_app().
DOORS = {
    "errors": door(),
    "config": door("errors", "pydantic pydantic_settings"),
    "db": door("", "sqlalchemy flask_sqlalchemy_lite"),
    "schema": door("config db models", "alembic sqlalchemy"),
    "rules": door("errors"),
    "vision": door("errors", "numpy cv2 PIL pillow_heif simplejpeg dlib threadpoolctl"),
    "storage": door("errors config", "cryptography"),
    # flask_security's mixin says what a person who signs in has.
    "models": door("db rules", "sqlalchemy flask_security"),
    # Services carry arrays from rows to vision and back; they compute nothing with them.
    "services": door("errors models db rules vision storage exchange", "sqlalchemy numpy"),
    # Typst sets papers in type; the fonts are packages, so that a paper is the same everywhere.
    "exchange": door(
        "errors rules vision",
        "numpy babel c2pa fontpkg_noto_sans fontpkg_noto_sans_arabic segno typst zipstream",
    ),
    "jobs": door("models db rules services", "dramatiq flask sqlalchemy"),
    # The demo clinic renders its photographs, then acts as people do, through the services.
    "demo": door("errors rules services vision", "numpy cv2 PIL"),
    "web": door(
        "errors config rules services",
        "babel flask flask_babel flask_security flask_login flask_limiter flask_session "
        "flask_wtf wtforms werkzeug markupsafe cachelib segno webauthn",
    ),
    # Mail by the standard library; whom it goes to and what it says is decided elsewhere.
    "mail": door("config errors rules"),
    # What a certificate is; it is kept as durably as photos are.
    "certificate": door("errors storage", "cryptography"),
    # In whose name pictures are signed.
    "signer": door("certificate config errors exchange", "cryptography"),
    "serve": door("certificate config errors jobs wiring", "flask gunicorn ifaddr"),
    "cli": door(
        "errors config rules services jobs demo schema serve vision wiring",
        "click flask flask_security",
    ),
    "wiring": door(
        "certificate config db errors jobs mail models rules services signer storage web",
        "flask flask_security",
    ),
}


@dataclass(frozen=True)
class Import:
    """One imported module or name: `progress.rules.views`, `numpy`."""

    name: str
    line: int
    nested: bool
    for_types: bool
    """Only the type checker reads it: it opens a door, but closes no circle."""

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]


def imports(tree: ast.AST, nested: bool = False, for_types: bool = False) -> Iterator[Import]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            inside = nested or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            unread = for_types or is_type_checking(node)
            yield from imports(node, inside, unread)
            continue
        yield from (Import(name, node.lineno, nested, for_types) for name in names)


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def room_of(module: str) -> str:
    """`progress.rules.views` -> `rules`; what stands in progress/__init__.py is the wiring."""
    name = [*module.split("."), "wiring"][1]
    if name.startswith("cli") or name == "__main__":
        return "cli"
    return name if (HOUSE / name).is_dir() or (HOUSE / f"{name}.py").is_file() else "wiring"


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def closed_doors(room: str, found: Iterator[Import]) -> Iterator[tuple[Import, str]]:
    """The imports that `room` may not make, each with its remedy."""
    opened = DOORS[room]
    for one in found:
        if one.package == "progress":
            other = room_of(one.name)
            if other not in opened.rooms | {room}:
                may = ", ".join(sorted(opened.rooms)) or "no other room"
                yield one, f"{room} may import {may}; move the code, or pass it in as an argument"
        elif one.package not in sys.stdlib_module_names and one.package not in opened.packages:
            owners = [name for name, other in DOORS.items() if one.package in other.packages]
            where = ", ".join(owners) or "a room that DOORS names for it"
            yield one, f"{one.package} belongs to {where}; ask that room for what you need"


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def at(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_every_room_has_a_door() -> None:
    unknown = {room_of(module_of(path)) for path in python_files("progress")} - DOORS.keys()
    assert not unknown, f"Say in DOORS what these may import: {', '.join(sorted(unknown))}"


def test_rooms_import_through_their_doors() -> None:
    wrong = [
        f"{at(path, one.line)}: imports {one.name}. Remedy: {remedy}."
        for path in python_files("progress")
        for one, remedy in closed_doors(room_of(module_of(path)), imports(parsed(path)))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_import_hides_in_a_function() -> None:
    wrong = [
        f"{at(path, one.line)}: imports {one.name} in a function. "
        "Remedy: import it at the top; if that makes a circle, one of the two knows too much."
        for path in python_files("progress")
        for one in imports(parsed(path))
        if one.nested
    ]
    assert not wrong, "\n".join(wrong)


def test_modules_do_not_import_in_circles() -> None:
    modules = {module_of(path): path for path in python_files("progress")}
    graph = {
        name: {known(one.name, modules) for one in imports(parsed(path)) if not one.for_types}
        - {name, ""}
        for name, path in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(
            f"{' <- '.join(error.args[1])} go in a circle. "
            "Remedy: move what they share to a file that imports neither."
        )


def known(name: str, modules: dict[str, Path]) -> str:
    """The module of Progress in which `name` is found, or an empty string."""
    if name in modules:
        return name
    parent = name.rpartition(".")[0]
    return parent if parent in modules else ""


def test_rules_look_at_nothing_but_their_arguments() -> None:
    wrong = [
        f"{at(path, node.lineno)}: {ast.unparse(node)}. "
        "Remedy: rules work on values alone; take the time or the text as an argument."
        for path in python_files("progress/rules")
        for node in ast.walk(parsed(path))
        if looks_around(node)
    ]
    assert not wrong, "\n".join(wrong)


def looks_around(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return called.endswith((".now", ".today", ".utcnow")) or called in {"open", "print", "input"}


def test_functions_are_short() -> None:
    wrong = [
        f"{at(path, node.lineno)}: {node.name} has {lines} lines. "
        f"Remedy: at most {LONGEST_FUNCTION}; give its steps names of their own."
        for path in python_files("progress", "tests", "tools", "benchmarks")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := body_lines(node)) > LONGEST_FUNCTION
    ]
    assert not wrong, "\n".join(wrong)


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, without the docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


def test_files_are_short() -> None:
    files = python_files("progress", "tests", "tools", "benchmarks", "migrations")
    files += (HOUSE / "static" / "js").rglob("*.js")
    wrong = [
        f"{path.relative_to(ROOT)}: {lines} lines. "
        f"Remedy: at most {LONGEST_FILE}; a file has one subject, so give the second its own."
        for path in files
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    assert not wrong, "\n".join(wrong)


NOT_IN_PAGES = {
    r"<script(?![^>]*(\bsrc=|/json))": "a script in a page: put it in progress/static/js",
    r"<style": "a style in a page: put it in progress/static/css",
    r"\sstyle=": "a style attribute: use a class, or set it from a script",
    r"\son[a-z]+=[\"']": "an event attribute: add the listener in a script",
    r"(?:src|href|action)=[\"'](?:https?:)?//": "something from elsewhere: ship it from here",
    r"\|\s*safe\b": "markup taken on trust: build it in a macro, which escapes what it is given",
}


def test_pages_hold_nothing_that_the_security_policy_forbids() -> None:
    wrong = [
        f"{at(path, number)}: {problem}."
        for path in sorted((HOUSE / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for pattern, problem in NOT_IN_PAGES.items()
        if re.search(pattern, line)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("room", "source", "remedy"),
    [
        ("rules", "import numpy", "belongs to vision"),
        ("rules", "from progress.models import Photo", "rules may import errors"),
        ("web", "from sqlalchemy import select", "belongs to db"),
        ("web", "from progress import models", "web may import"),
        ("vision", "def load():\n    import flask", "belongs to jobs"),
        ("errors", "from progress.config import Settings", "no other room"),
    ],
)
def test_a_closed_door_is_seen(room: str, source: str, remedy: str) -> None:
    [(_, said)] = closed_doors(room, imports(ast.parse(source)))
    assert remedy in said


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("rules", "from datetime import date\nfrom progress.rules.views import View"),
        ("web", "from progress.services import photos\nimport flask"),
        ("cli", "from progress import create_app"),
    ],
)
def test_an_open_door_stays_open(room: str, source: str) -> None:
    assert not list(closed_doors(room, imports(ast.parse(source))))


def test_a_long_function_is_measured_without_its_docstring() -> None:
    source = 'def long():\n    """One.\n    Two."""\n' + "    pass\n" * 51
    [function] = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    assert body_lines(function) == 51
