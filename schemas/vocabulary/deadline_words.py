"""What is said beside a deadline that assumes the calendar of a year."""

from datetime import date


def assumption_chinese(year: int) -> str:
    """Return it in Chinese."""
    return f"{year}年节假日安排尚未公布，暂定"


def assumption_english(year: int) -> str:
    """Return it in English."""
    return f"assumed: the holidays of {year} are not published yet"


def deadline_in_words(deadline: date | None, assumes: int | None) -> str:
    """Return a deadline in both languages ('-': none), with what it assumes."""
    if deadline is None:
        return "-"
    if assumes is None:
        return f"{deadline}"
    return f"{deadline} ({assumption_chinese(assumes)}; {assumption_english(assumes)})"
