"""Copies of the shipped packs, to be spoiled."""

import shutil
from pathlib import Path

from services.scoring.stage import SHIPPED

INDUSTRIAL = "industrial-2025-01-01.yaml"


def shipped_in(folder: Path) -> Path:
    """Return a folder with a copy of the shipped packs."""
    return shutil.copytree(SHIPPED, folder / "packs", ignore=shutil.ignore_patterns("presets"))


def edit(file: Path, old: str, new: str) -> None:
    """Put one text in the place of another, once. Raises AssertionError where there is none."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
