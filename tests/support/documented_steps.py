"""The steps of a how-to, as its reader takes them in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tests.support.source_tree import PRODUCT, ROOT
from tests.support.time_limits import LONG_SECONDS

_FILE = re.compile(r"(?:^|\n)`([^`]+)`$")
_CHANGE = re.compile(r"(?:^|\n)In `([^`]+)`, (after|before|instead of)\s`([^`]+)`:$")
_PROGRAM = f"""#!/bin/sh
exec {sys.executable} -c 'from services.command_line.app import main; main()' "$@"
"""


class Change(msgspec.Struct, frozen=True):
    """A change of a file: a text after, before or instead of a line of it."""

    file: str
    where: str
    line: str
    text: str

    def make(self, folder: Path) -> None:
        """Make it in the copy in a folder."""
        path = folder / self.file
        lines = path.read_text("utf-8").splitlines(keepends=True)
        (index,) = (n for n, each in enumerate(lines) if each.rstrip("\n") == self.line)
        if self.where == "instead of":
            del lines[index]
        lines.insert(index + (self.where == "after"), self.text)
        path.write_text("".join(lines), "utf-8")


class Document:
    """A page: `files` to write, `changes` of files, `scripts` to type, `outputs` of them.

    A file is a name on a line of its own and a block below; a change `In FILE, after LINE:`
    (before, instead of) and a block. Blocks without a language are scripts, or what they print.
    """

    def __init__(self, path: Path) -> None:
        self.files: dict[str, str] = {}
        self.changes: list[Change] = []
        self.scripts: list[str] = []
        self.outputs: list[str] = []
        for above, language, text in _blocks(path.read_text("utf-8")):
            if file := _FILE.search(above):
                self.files[file[1]] = text
            elif change := _CHANGE.search(above):
                self.changes.append(Change(change[1], change[2], change[3], text))
            elif not language:
                (self.scripts if text.startswith("safety-credit ") else self.outputs).append(text)

    @property
    def commands(self) -> list[str]:
        """Return the lines of all scripts."""
        return [line for script in self.scripts for line in script.splitlines()]

    @staticmethod
    def copy_project(folder: Path) -> None:
        """Copy what the product is made of into a folder, with its program."""
        for name in PRODUCT:
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
            )
        program = folder / "bin" / "safety-credit"
        program.parent.mkdir()
        program.write_text(_PROGRAM)
        program.chmod(0o755)

    def follow(self, folder: Path) -> None:
        """Write the files and make the changes."""
        for name, text in self.files.items():
            (folder / name).write_text(text, "utf-8")
        for change in self.changes:
            change.make(folder)

    def run_python(self, folder: Path, file: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the folder."""
        return self.run(folder, f"{sys.executable} {file}")

    @staticmethod
    def run(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
        """Type a line in the folder."""
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", line],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONPATH": str(folder),
                "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            },
            capture_output=True,
            text=True,
            timeout=LONG_SECONDS,
            check=False,
        )


def _blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each block: the two lines above it, its language, its text."""
    lines, start = text.splitlines(keepends=True), None
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if start is None:
            start = number
            continue
        above = "".join(lines[max(start - 2, 0) : start]).rstrip("\n")
        yield above, lines[start][3:].strip(), "".join(lines[start + 1 : number])
        start = None
