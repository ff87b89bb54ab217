"""`python -m progress`."""

from progress.cli import main

main(prog_name="python -m progress")
