"""Where the golden examples are."""

from pathlib import Path

from schemas import asyncapi

EXAMPLES = Path(asyncapi.__file__).parent / "examples"
