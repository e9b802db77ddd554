"""What may stand in a department's field."""

from typing import Any

Cell = Any  # what JSON can hold: text, a number, a truth value, nothing, a list, an object
