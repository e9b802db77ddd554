"""What the pages of a city stand on beside the look-up."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from .published_rules import PublishedEdition


class Download(Protocol):
    """A file of open data: what it has (a word of the catalogue), its form and its address."""

    @property
    def subject(self) -> str:
        """What it is about, as a word of the catalogue."""

    @property
    def form(self) -> str:
        """Its form, as people call it."""

    @property
    def address(self) -> str:
        """Where it is, below the site's address."""


def _no_downloads() -> tuple[Download, ...]:
    return ()


class PublicSite(NamedTuple):
    """The city's own settings of its pages.

    `address` is where the public reaches them (https://…, without a slash at its end; None: as it
    was asked for). `rules` are the editions that the pages on rules show.
    `downloads` gives the files of open data that there are now.
    """

    address: str | None = None
    rules: tuple[PublishedEdition, ...] = ()
    downloads: Callable[[], Sequence[Download]] = _no_downloads
