"""What the pages of a city stand on beside the look-up."""

from typing import NamedTuple

from .published_rules import PublishedEdition


class Download(NamedTuple):
    """A file of open data: what it has (a word of the catalogue), its form and its address."""

    subject: str
    form: str
    address: str


class PublicSite(NamedTuple):
    """The city's own settings of its pages.

    `address` is where the public reaches them (https://…, without a slash at its end; None: as it
    was asked for). `rules` are the editions that the pages on rules show.
    """

    address: str | None = None
    rules: tuple[PublishedEdition, ...] = ()
    downloads: tuple[Download, ...] = ()
