"""What is in force on a day, and on which day that next changes by itself."""

from datetime import date

from schemas.vocabulary.periods import day_after


class Validity:
    """Which spans of days include one day, and the nearest later day on which that changes."""

    __slots__ = ("next_day", "on")

    def __init__(self, on: date) -> None:
        self.on = on
        self.next_day: date | None = None

    def note(self, day: date) -> None:
        """Remember that something changes on a day."""
        if day > self.on and (self.next_day is None or day < self.next_day):
            self.next_day = day

    def in_force(self, first_day: date, last_day: date | None) -> bool:
        """Say whether the day lies between the two, both included (None: without end)."""
        if last_day is not None and last_day < first_day:
            return False
        if first_day > self.on:
            self.note(first_day)
            return False
        if last_day is None:
            return True
        if last_day < self.on:
            return False
        self.note(day_after(last_day))
        return True
