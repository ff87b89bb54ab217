"""`python -m progress align`: the line that other programs call."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill
from typing import Any

import click

from progress.errors import ProgressError, UnusablePhoto
from progress.vision import codec, render, weights
from progress.vision.align import Alignment, Image, Prepared, Refusal, align, prepare
from progress.vision.explain import Stage
from progress.vision.explain import explain as stages

DECODED_SIDE = 1600
JPEG_QUALITY = 92
LINE = 90
ALIGNED, UNUSABLE, REFUSED = 0, 2, 3

Answer = dict[str, Any]
Photo = tuple[Image, tuple[int, int]]


@click.command("align")
@click.argument("reference", required=False, type=click.Path(path_type=Path))
@click.argument("moving", required=False, type=click.Path(path_type=Path))
@click.option("--region", type=click.Choice(["scalp", "face"]), default="scalp", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--out", type=click.Path(path_type=Path), help="Write MOVING, laid over REFERENCE.")
@click.option(
    "--explain",
    type=click.Path(path_type=Path),
    help="Write a picture of every stage into this folder.",
)
@click.option("--batch", type=click.Path(path_type=Path), help="Answer a JSON line per pair.")
def align_command(
    reference: Path | None,
    moving: Path | None,
    region: str,
    as_json: bool,
    out: Path | None,
    explain: Path | None,
    batch: Path | None,
) -> None:
    """Lay the photo MOVING over the photo REFERENCE.

    Exit status: 0 aligned, 3 refused, 2 a file that cannot be used.
    """
    if not weights.available():
        click.echo(weights.ABSENT, err=True)
    if batch is not None:
        sys.exit(_batch(batch))
    if reference is None or moving is None:
        raise click.UsageError("Name two photos, or --batch PAIRS.jsonl.")
    sys.exit(_single(reference, moving, region, as_json, out, explain))


def _single(
    reference: Path,
    moving: Path,
    region: str,
    as_json: bool,
    out: Path | None,
    explain: Path | None,
) -> int:
    answer, result = _pair(reference, moving, region, explain)
    click.echo(json.dumps(answer) if as_json else _sentence(answer), err=_failed(answer))
    if out is not None and isinstance(result, Alignment):
        _write(reference, moving, result, out)
    return {"aligned": ALIGNED, "refused": REFUSED}.get(answer["status"], UNUSABLE)


def _failed(answer: Answer) -> bool:
    return bool(answer["status"] == "unusable")


def _sentence(answer: Answer) -> str:
    if answer["status"] != "aligned":
        return str(answer["message"])
    lines = [
        f"Aligned. Grade {answer['grade']}, expected error {answer['error_px']:.1f} px at 1024 px, "
        f"trust {answer['trust']:.2f} ({answer['method']}).",
        *answer["reasons"],
    ]
    return "\n".join(lines)


def _batch(pairs: Path) -> int:
    """One answer per line, in order; a pair that cannot be read stops nothing."""
    for line in _lines(pairs):
        names = json.loads(line)
        folder = pairs.parent
        answer, _ = _pair(folder / names["reference"], folder / names["moving"], names["region"])
        click.echo(json.dumps(answer))
    return ALIGNED


def _lines(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read.") from error
    return (line for line in text.splitlines() if line.strip())


def _pair(
    reference: Path, moving: Path, region: str, explain: Path | None = None
) -> tuple[Answer, Alignment | Refusal | None]:
    try:
        one, other = _read(reference), _read(moving)
    except ProgressError as error:
        return {"status": "unusable", "reason": "unusable", "message": error.sentence}, None
    started = time.process_time()
    prepared = _prepared(one, region), _prepared(other, region)
    result = align(*prepared, region)
    elapsed = round(1000 * (time.process_time() - started), 1)
    if explain is not None:
        _explain(stages(*prepared, result), explain)
    return _as_json(result) | {"elapsed_ms": elapsed}, result


def _read(path: Path) -> Photo:
    """Pixels at a size that is enough, and the full size."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnusablePhoto(f"{path.name} cannot be read.") from error
    facts = codec.inspect(data)
    return codec.decode(data, max_side=DECODED_SIDE), (facts.width, facts.height)


def _prepared(photo: Photo, region: str) -> Prepared:
    return prepare(photo[0], region, photo[1])


def _as_json(result: Alignment | Refusal) -> Answer:
    if isinstance(result, Refusal):
        return {"status": "refused", "reason": result.reason, "message": result.message}
    return {
        "status": "aligned",
        "matrix": result.matrix.tolist(),
        "error_px": round(result.error_px, 2),
        "trust": round(result.trust, 4),
        "grade": result.grade,
        "reasons": list(result.reasons),
        "method": result.method,
    }


def _explain(shown: list[Stage], folder: Path) -> None:
    """Numbered pictures, and an index with the sentence of each."""
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    for number, stage in enumerate(shown, 1):
        name = f"{number:02}-{stage.name}.png"
        (folder / name).write_bytes(stage.png())
        index.append(f"{name}\n{fill(stage.caption, LINE)}\n")
    (folder / "index.txt").write_text("\n".join(index), encoding="utf-8")


def _write(reference: Path, moving: Path, result: Alignment, out: Path) -> None:
    facts = codec.inspect(reference.read_bytes())
    pixels = codec.decode(moving.read_bytes())
    laid = render.laid_over(pixels, result.matrix, (facts.width, facts.height))
    out.write_bytes(codec.encode_jpeg(laid, JPEG_QUALITY))


if __name__ == "__main__":
    align_command()
