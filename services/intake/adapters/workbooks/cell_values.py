"""What the cells of a workbook hold, as JSON can hold it."""

from array import array
from datetime import datetime, timedelta
from decimal import Decimal
from math import floor, isfinite

from services.intake.adapters.files.limits import LARGEST_SHARED_TEXT
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.domain.layouts.cell import Cell
from services.intake.domain.layouts.values import EXACT_BELOW, plain

from .number_formats import Format

_DAY_SECONDS = 24 * 3600
_THOUSANDTHS = 3  # decimal places of a second
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days are of no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - as above
_LEAP_DAY = 60  # the 29th of February 1900, which Excel has and no calendar


def number_cell(text: str, number_format: int, since_1904: bool) -> Cell:
    """Return a number, a day, an instant or a time; an error in its place where it is none."""
    try:
        number = float(text)
    except ValueError as error:
        return ValueError(f"{text[:50]!r} is no number: {error}")
    if not isfinite(number):
        return ValueError(f"{text[:50]} is no number that can be kept")
    return formatted_cell(number, number_format, since_1904)


def formatted_cell(number: float, number_format: int, since_1904: bool) -> Cell:
    """Return what a number that is shown in a format says."""
    match number_format:
        case Format.PLAIN:
            return plain_number(number)
        case Format.PERCENT:
            return f"{plain(displayed_digits(number) * 100):f}%"
        case Format.OTHER_UNIT:
            return ValueError(
                f"{number} is shown in another unit: format the cell as General, and check it"
            )
        case Format.OTHER_TEXT:
            return ValueError(
                f"{number} is shown with a text, zeros or signs that the cell does not hold: "
                "format it as text, and fill in what is shown"
            )
        case _:
            return moment(number, number_format, since_1904)


def displayed_digits(number: float) -> Decimal:
    """Return a number as a sheet shows it: 0.1 + 0.2, kept as 0.30000000000000004, is 0.3."""
    return Decimal(f"{number:.15g}")


def plain_number(number: float) -> Cell:
    """Return a whole number without its point, as far as it is exact: a longer one is rounded."""
    if abs(number) >= EXACT_BELOW:
        return number
    exact = float(displayed_digits(number))
    return int(exact) if exact.is_integer() and abs(exact) < EXACT_BELOW else exact


def moment(serial: float, number_format: int, since_1904: bool) -> Cell:
    """Return the text of a day, an instant, a time of day (below 1) or a duration.

    A day lasts to its end: 23:59:59.999 is of that day, and begins no other.
    """
    try:
        if number_format == Format.DURATION:
            return str(timedelta(seconds=round(serial * _DAY_SECONDS)))
        length = _length(serial)
        epoch = _EPOCH_1904 if since_1904 else _EPOCH
        if not since_1904 and serial < _LEAP_DAY:
            epoch += timedelta(days=1)
        instant = epoch + length
    except (OverflowError, ValueError):
        return ValueError(f"{serial} is shown as a day, and is none")
    if 0 <= serial < 1:
        return instant.time().isoformat()
    if serial < 0:
        return ValueError(f"{serial} is shown as a day, and is none")
    return instant.date().isoformat() if length == timedelta(length.days) else instant.isoformat()


def _length(serial: float) -> timedelta:
    """Return days and seconds; what is beyond a thousandth of a second is residue."""
    days = floor(serial)
    seconds = int(round((serial - days) * _DAY_SECONDS, _THOUSANDTHS))
    return timedelta(days=days, seconds=min(seconds, _DAY_SECONDS - 1))


def formula_without_value() -> ValueError:
    """Return what stands in the place of a formula that was never reckoned."""
    return ValueError("a formula without a kept value: open the file in Excel, save it, send it")


def error_cell(code: str) -> ValueError:
    """Return what stands in the place of an error."""
    return ValueError(f"the cell holds the error {code[:20]}")


class SharedTexts:
    """The texts of a workbook, close together: half a million rows have millions of them."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def append(self, text: str) -> None:
        """Add a text. Raises UnreadableFileError beyond LARGEST_SHARED_TEXT."""
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))
        if len(self._bytes) > LARGEST_SHARED_TEXT:
            raise UnreadableFileError(
                f"工作簿文字总量超过{LARGEST_SHARED_TEXT}字节，请另存为CSV后报送",
                f"the workbook's texts are more than {LARGEST_SHARED_TEXT} bytes: send a CSV",
            )

    def text(self, index: str) -> str | ValueError:
        """Return a text by its number; an error where there is none."""
        try:
            return self.at(int(index))
        except ValueError:
            return ValueError(f"the workbook has no text {index[:20]!r}")

    def at(self, index: int) -> str | ValueError:
        """Return a text by its number; an error where there is none."""
        if not 0 <= index < len(self._ends) - 1:
            return ValueError(f"the workbook has no text '{index}'")
        text = self._bytes[self._ends[index] : self._ends[index + 1]]
        return text.decode("utf-8", "surrogatepass")
