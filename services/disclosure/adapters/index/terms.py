"""By what an enterprise is searched: its names, codes, pinyin, and what one filters by."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from schemas.vocabulary.disclosed_entry import DisclosedEntry
from services.disclosure.domain.look_up import ListName, Search

from .searched_text import beginnings, pairs, pinyin, searched, triples

LISTS: tuple[ListName, ...] = ("severe_list", "blacklist")  # each one bit of `enterprise.lists`
_LINE = "\n"


class SearchTerms(NamedTuple):
    """The searched texts of an enterprise, several of one kind with a blank between them.

    `pinyin` has a blank between its syllables.
    """

    name: str
    former: str
    codes: str
    pinyin: str
    facets: str

    @property
    def initials(self) -> str:
        """Return the initials of the pinyin."""
        return "".join(syllable[0] for syllable in self.pinyin.split())

    @property
    def letters(self) -> str:
        """Return the whole pinyin."""
        return self.pinyin.replace(" ", "")

    @property
    def indexed(self) -> tuple[str, ...]:
        """Return the terms of each column of the table `term`.

        No phrase goes from one name to the next: each ends in terms that are too short for it. A
        term begins with a letter for its column: else what is rare in one would be looked for among
        all that have it in another.
        """
        readings = self.name, self.letters, self.initials
        return (
            _marked("name", pairs(self.name)),
            _marked("former", chain.from_iterable(map(pairs, self.former.split()))),
            _marked("codes", chain.from_iterable(map(triples, self.codes.split()))),
            _marked("pinyin", pairs(self.pinyin.split())),
            _marked("initials", triples(self.initials)),
            self.facets,
            _marked("beginnings", dict.fromkeys(chain.from_iterable(map(beginnings, readings)))),
        )

    @property
    def kept(self) -> str:
        """Return them as one text, by which they are taken out of the index again."""
        return _LINE.join(self)


def _marked(column: str, terms: Iterable[str]) -> str:
    return " ".join(column[0] + term for term in terms)


def kept_terms(text: str) -> SearchTerms:
    """Return the terms that a kept text has."""
    return SearchTerms(*text.split(_LINE))


def terms_of(code: str, entry: DisclosedEntry, lists: int) -> SearchTerms:
    """Return the terms of an enterprise, with the lists that it is on."""
    identity = entry.identity
    name = searched(identity.name or "")
    own = [searched(code), searched(identity.organization_code or "")]
    if own[1] in own[0]:
        own.pop()
    codes = [*own, *map(searched, identity.former_codes)]
    return SearchTerms(
        name=name,
        former=" ".join(filter(None, map(searched, identity.former_names))),
        codes=" ".join(filter(None, codes)),
        pinyin=" ".join(pinyin(name)),
        facets=" ".join(_facets(entry, lists)),
    )


def list_names(lists: int) -> tuple[ListName, ...]:
    """Return the lists that the bits say."""
    return tuple(name for bit, name in enumerate(LISTS) if lists >> bit & 1)


def facets_asked(asked: Search) -> tuple[str, ...] | None:
    """Return the facets that a question filters by; None where nothing can have one of them."""
    filters = {
        "sector": asked.sector,
        "district": asked.district,
        "grade": asked.grade,
        "list": asked.list_name,
        "commitment": asked.commitment,
    }
    facets = [_facet(name, value) for name, value in filters.items() if value is not None]
    return None if None in facets else tuple(filter(None, facets))


def _facets(entry: DisclosedEntry, lists: int) -> Iterator[str]:
    identity = entry.identity
    named = [("sector", identity.sector), ("commitment", entry.commitment)]
    named += [("list", name) for name in list_names(lists)]
    if identity.district:
        named.append(("district", identity.district))
    if entry.grade:
        named.append(("grade", entry.grade))
    yield from filter(None, (_facet(name, value) for name, value in named))


def _facet(name: str, value: str) -> str | None:
    """Return a filter as one term; None where its value has nothing to be known by."""
    known = searched(value)
    return f"{name}_{known}" if known else None
