"""The unified social credit code (统一社会信用代码), GB 32100-2015."""

from stdnum.cn import uscc

from .canonical_text import canonical

LENGTH = 18
ORGANIZATION_CODE = slice(8, 17)


def tidy(text: str) -> str:
    """Return a code as GB 32100 writes it: canonical, upper case, no dashes."""
    return canonical(text).upper().replace("-", "")


def is_valid(code: str) -> bool:
    """Say whether the 18 characters are of the code's alphabet and the check character fits."""
    return len(code) == LENGTH and code.isascii() and bool(uscc.is_valid(code))


def organization_code(code: str) -> str:
    """Return the nine characters of GB 11714-1997 that a unified code contains (9 to 17)."""
    return code[ORGANIZATION_CODE]
