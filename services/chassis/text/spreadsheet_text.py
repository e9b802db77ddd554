"""What a CSV needs so that a spreadsheet shows it as it is."""

MARK = "\ufeff"  # by it Excel knows that it is UTF-8
_FORMULA = (*"=+-@\t\r\n", *"＝＋－＠")  # the wide ones too, where Chinese or Japanese is set


def as_text(value: str | None) -> str:
    """Return a text of others that no spreadsheet takes for a formula."""
    text = value or ""
    return f"'{text}" if text.startswith(_FORMULA) else text
