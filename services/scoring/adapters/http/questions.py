"""What may be asked of a standing over HTTP, and who answers it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from fastapi import HTTPException, Path, Query

from schemas.messages import StandingAssessed
from schemas.vocabulary.written_code import doubt, written_code
from services.chassis.clock import day_of
from services.chassis.http.asked_days import AskedDay
from services.chassis.views.store import Views
from services.scoring import read_model
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.records.retention import NoLongerKept
from services.scoring.domain.standing.sheet_page import NoSuchPageError, SheetPage
from services.scoring.domain.standing.titles import no_longer_kept
from services.scoring.read_model.sheets import assessed_page, latest_page

Code = Annotated[str, Path(description="Unified social credit code.")]
On = Annotated[AskedDay | None, Query(description="The day that is asked about; default: now.")]
AsKnown = Annotated[
    AskedDay | None, Query(description="As it was known at the end of this day; default: as now.")
]
Edition = Annotated[
    str | None, Query(description="As if this edition were in force for its sector on every day.")
]


def _rated(code: str, value: StandingAssessed | None) -> StandingAssessed:
    if value is None:
        raise HTTPException(404, f"{code} is not rated{doubt(code)}")
    return value


class Answers:
    """Answers for one city, or says why not."""

    def __init__(self, views: Views, rulebooks: Rulebooks, clock: Callable[[], datetime]) -> None:
        self._views = views
        self._rulebooks = rulebooks
        self._clock = clock

    def standing(
        self, code: str, on: date | None, as_known: date | None, edition: str | None
    ) -> tuple[str, StandingAssessed]:
        """Return the code as it is written, and its standing. Raises HTTPException."""
        written = written_code(code)
        if on is None and as_known is None and edition is None:
            return written, _rated(written, read_model.standing(self._views, written))
        rules, day = self.rules(edition), on or day_of(self._clock())
        value = read_model.standing_on(self._views, rules, written, day, as_known)
        self._refuse_what_is_gone(written, day, rated=value is not None)
        return written, _rated(written, value)

    def gone(self, code: str, on: date | None) -> NoLongerKept | None:
        """Return what is kept no longer, though it may have had an effect on a day (None: now)."""
        return read_model.no_longer_kept(self._views, code, on or day_of(self._clock()))

    def _refuse_what_is_gone(self, code: str, on: date, *, rated: bool) -> None:
        """Answer 410 where nothing is on record, and something was."""
        gone = None if rated else self.gone(code, on)
        if gone is not None:
            chinese, english = no_longer_kept(gone)
            raise HTTPException(410, f"{code}: {chinese} {english}")

    def sheet(
        self,
        code: str,
        on: date | None,
        as_known: date | None,
        edition: str | None,
        number: int,
    ) -> tuple[str, StandingAssessed, SheetPage]:
        """Return code, standing and a page of its sheet. Raises HTTPException."""
        try:
            if on is None and as_known is None and edition is None:
                written, latest = self.standing(code, None, None, None)
                return written, latest, latest_page(self._views, written, latest, number)
            written, ledger = self.ledger(code, as_known, on)
            rules, day = self.rules(edition), on or day_of(self._clock())
            return written, *assessed_page(ledger, rules, day, as_known, number)
        except NoSuchPageError as error:
            raise HTTPException(404, f"{code}: {error}") from error

    def ledger(
        self, code: str, as_known: date | None, on: date | None = None
    ) -> tuple[str, Ledger]:
        """Return the code as it is written, and its ledger. Raises HTTPException."""
        written = written_code(code)
        ledger = read_model.ledger_of(self._views, written)
        if ledger is None or not ledger.is_rated(as_known):
            self._refuse_what_is_gone(written, on or day_of(self._clock()), rated=False)
            raise HTTPException(404, f"{written} is not rated{doubt(written)}")
        return written, ledger

    def rules(self, edition: str | None) -> Rulebooks:
        """Return the rules, as if an edition were always in force. Raises HTTPException."""
        if edition is None:
            return self._rulebooks
        try:
            return self._rulebooks.under(edition)
        except KeyError as error:
            names = ", ".join(self._rulebooks.editions)
            raise HTTPException(404, f"no edition {edition}; there are {names}") from error
