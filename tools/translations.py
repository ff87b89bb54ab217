"""The catalogues of what patients read: gathered from pages and rules, and compiled for use.

`make translations` brings every catalogue up to date with the sources: new sentences come in empty,
what nobody says any more goes out. Nothing is guessed: a changed sentence is translated anew.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "progress" / "translations"
WIDTH = 100
MARKED: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "told": None,
}
"""`told` is how rules mark a sentence: see rules/words.py."""
ERRORS: dict[str, Any] = dict.fromkeys(
    ("Conflict", "InvalidInput", "NotFound", "NotAllowed", "SessionEnded", "UnusablePhoto")
)
REFUSING_PATIENTS = (
    "rules/signing",
    "rules/reports",
    "rules/home_photos",
    "rules/erasures",
    "services/signatures",
    "services/reports",
    "services/home_photos",
    "services/erasures",
    "services/work",
)
"""Files whose errors a patient may read."""
VOCABULARIES = frozenset(
    "Indication VisitKind Solution Delivery Anaesthesia Adjunct SideEffect Severity Phase "
    "Complaint Call Sign HomeState Declined ErasureState Question "
    "Region ViewSlug Scope Disguise Fate State Relation Place HeldBack".split()
)
"""Of the rules' vocabularies, those whose labels patients read."""


def labels(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Babel's method for vocabularies: of `DRY = "dry", "Dry"` the label."""
    for node in ast.parse(file.read()).body:
        if isinstance(node, ast.ClassDef) and node.name in VOCABULARIES:
            for member in node.body:
                if isinstance(member, ast.Assign) and isinstance(member.value, ast.Tuple):
                    label = ast.literal_eval(member.value.elts[1])
                    yield member.lineno, "", label, []


@dataclass(frozen=True)
class Source:
    """Files, and how Babel finds sentences in them."""

    pattern: str
    method: Any = "python"
    keywords: dict[str, Any] = field(default_factory=lambda: MARKED)


SOURCES = (
    Source("progress/rules/*.py", labels),
    Source("progress/rules/*.py"),
    *(Source(f"progress/{name}.py", keywords=ERRORS) for name in REFUSING_PATIENTS),
    Source("progress/services/*.py"),
    Source("progress/exchange/*.py"),
    Source("progress/web/**/*.py"),
    Source("progress/templates/**/*.html", "jinja2"),
)


def gathered() -> Catalog:
    """Every sentence that is marked, without translations."""
    catalog = Catalog(project="Progress")
    for source in SOURCES:
        for path in sorted(ROOT.glob(source.pattern)):
            name = path.relative_to(ROOT).as_posix()
            for _line, message, _comments, context in extract_from_file(
                source.method, path, keywords=source.keywords, options=OPTIONS
            ):
                catalog.add(message, None, [(name, 0)], context=context)
    return catalog


OPTIONS = {"newstyle_gettext": "true", "trim_blocks": "true", "silent": "false"}


def catalogues() -> list[Path]:
    return sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain="messages")


def write(path: Path, catalog: Catalog) -> None:
    content = BytesIO()
    write_po(
        content, catalog, width=WIDTH, sort_output=True, ignore_obsolete=True, include_lineno=False
    )
    replace(path, content.getvalue())


def update(path: Path, template: Catalog) -> Catalog:
    """Bring a catalogue up to date, and say what it then holds."""
    catalog = read(path)
    # The day on which it was gathered would make every run a change.
    template.creation_date = catalog.creation_date
    catalog.update(template, no_fuzzy_matching=True)
    write(path, catalog)
    return catalog


def compile_stale(paths: Iterable[Path] | None = None) -> None:
    """Compile the catalogues that changed since."""
    for path in paths or catalogues():
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        content = BytesIO()
        write_mo(content, read(path))
        replace(compiled, content.getvalue())


def replace(path: Path, content: bytes) -> None:
    """Whole or not at all: several tests may do it at once."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


def missing(catalog: Catalog) -> list[str]:
    """What has no translation yet."""
    return [str(message.id) for message in catalog if message.id and not complete(message)]


def complete(message: Any) -> bool:
    said = message.string if isinstance(message.string, tuple) else (message.string,)
    return not message.fuzzy and all(said)


def main() -> None:
    if sys.argv[1:] == ["compile"]:
        compile_stale()
        return
    template = gathered()
    for path in catalogues():
        left = missing(update(path, template))
        print(
            f"{path.parts[-3]}: {len(template)} sentences, {len(left)} to translate",
            *left,
            sep="\n  ",
        )


if __name__ == "__main__":
    main()
