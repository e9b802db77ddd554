"""Amounts and numbers as text, and yuan rounded to the fen."""

from decimal import ROUND_HALF_UP, Decimal

_FEN = Decimal("0.01")


def to_the_fen(amount: Decimal) -> Decimal:
    """Return an amount of yuan rounded to the fen, half up."""
    return amount.quantize(_FEN, ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """Return a number without an exponent or needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_one_form(number: Decimal) -> Decimal:
    """Return a number without needless zeros: what was added and taken away leaves some."""
    return Decimal(plain(number)) + 0  # which makes a zero of one below it


def grouped(amount: Decimal) -> str:
    """Return an amount of yuan as people write it: to the fen, with commas."""
    return f"{to_the_fen(amount):,}"
