"""What a reader asks for by an address: read strictly, so that nonsense is answered as such."""

import re
from http import HTTPStatus
from typing import TypeVar, cast, get_args
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from schemas.vocabulary.disclosed_entry import CommitmentStatus
from services.disclosure.domain.look_up import ListName, RecordKindName, Search

MOST_BYTES = 2048  # of a query
MOST_CHARACTERS = 100  # of a text
GRADES = ("A", "B", "C", "D")
LISTS: tuple[ListName, ...] = get_args(ListName)
KINDS: tuple[RecordKindName, ...] = get_args(RecordKindName)
PROMISES: tuple[CommitmentStatus, ...] = get_args(CommitmentStatus)

_PAGE = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
T = TypeVar("T", bound=str)


class UnansweredError(ValueError):
    """A request that gets a page which says why: the status, and the word for the reason."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def no_page(reason: str) -> UnansweredError:
    """Return the error that there is no such page."""
    return UnansweredError(HTTPStatus.NOT_FOUND, reason)


def unreadable(reason: str) -> UnansweredError:
    """Return the error that nobody can answer what is asked."""
    return UnansweredError(HTTPStatus.BAD_REQUEST, reason)


def search_of(query: QueryParams) -> Search:
    """Return what is searched for. Raises UnansweredError."""
    return Search(
        text=_text(query, "q") or "",
        sector=_text(query, "sector"),
        district=_text(query, "district"),
        grade=_one_of(query, "grade", GRADES),
        list_name=_one_of(query, "list", LISTS),
        commitment=_one_of(query, "commitment", PROMISES),
        page=page_of(query),
    )


def kind_of(query: QueryParams) -> RecordKindName | None:
    """Return of which kind records are asked for. Raises UnansweredError."""
    return _one_of(query, "kind", KINDS)


def page_of(query: QueryParams) -> int:
    """Return which page is asked for, from 1. Raises UnansweredError."""
    written = query.get("page", "1")
    if not _PAGE.fullmatch(written):
        raise unreadable("page")
    return int(written)


def with_page(path: str, query: QueryParams, page: int) -> str:
    """Return the address of another page of the same answer."""
    kept = [(name, value) for name, value in query.multi_items() if name != "page" and value]
    pairs = kept if page == 1 else [*kept, ("page", str(page))]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _text(query: QueryParams, name: str) -> str | None:
    text = query.get(name, "").strip()
    if len(text) > MOST_CHARACTERS:
        raise unreadable("text")
    return text or None


def _one_of(query: QueryParams, name: str, words: tuple[T, ...]) -> T | None:
    word = query.get(name, "")
    if word and word not in words:
        raise unreadable("filter")
    return cast("T", word) or None
