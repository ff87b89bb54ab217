"""A course's grid as its macro draws it."""

from __future__ import annotations

from typing import Any

from progress.rules.treatment import Solution
from progress.rules.words import listed
from progress.services.grids import Column, Grid, Row
from progress.web.names import called

PORTRAIT = {"width": 3, "height": 4}
"""The shape of a row that has no photo yet."""


def shown(grid: Grid) -> dict[str, Any]:
    """What `macros/grid.html` is given."""
    return {
        "course_id": grid.course.id,
        "visits": [_visit(column) for column in grid.columns],
        "rows": [_row(row) for row in grid.rows],
    }


def _visit(column: Column) -> dict[str, Any]:
    visit = column.visit
    solutions = visit.treatment.solutions if visit.treatment else []
    return {
        "id": visit.id,
        "date": visit.on,
        "label": column.title,
        "kind": visit.kind,
        "treatment": listed(Solution(slug).label for slug in solutions),
    }


def _row(row: Row) -> dict[str, Any]:
    view = called(row.view.slug)
    name = f"{view}: {row.label}" if row.label else view
    return {
        "view": {"slug": row.view.slug, "name": name},
        "label": row.label or None,
        "baseline_id": row.baseline.id if row.baseline else None,
        "baseline": row.baseline or PORTRAIT,
        "cells": row.cells,
    }
