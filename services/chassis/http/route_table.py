"""The routes of an application as its door sees them: what each asks for before it reads."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette._utils import get_route_path
from starlette.routing import compile_path
from starlette.types import Scope

from .admission import Proven

MEBIBYTE = 1024 * 1024
MOST_BYTES = MEBIBYTE  # of a body, where a route does not state another number
MOST_BYTES_OF_FILES = 64 * MEBIBYTE
_STATED = "x-most-bytes"
# What a route that takes files has as `openapi_extra`: its document says so too.
TAKES_FILES: dict[str, Any] = {_STATED: MOST_BYTES_OF_FILES}


class Entry(NamedTuple):
    """A route: its path as it is declared, what it asks for, and how large a body may be."""

    path: str
    pattern: re.Pattern[str]
    methods: frozenset[str]
    asks: tuple[Proven, ...]
    most_bytes: int


class RouteTable:
    """All routes of an application, read when it is first asked for one."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._entries: tuple[Entry, ...] | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the routes in the order in which they are tried."""
        if self._entries is None:
            self._entries = tuple(_entries(self._app))
        return self._entries

    def find(self, scope: Scope) -> tuple[Entry, dict[str, str]] | None:
        """Return the route that answers a request, and the parts of its path; None: none does."""
        path, method = get_route_path(scope), scope["method"]
        for entry in self.entries:
            if method in entry.methods and (match := entry.pattern.match(path)):
                return entry, match.groupdict()
        return None


def _entries(app: FastAPI) -> Iterator[Entry]:
    for route in iter_route_contexts(app.routes):
        path = str(route.path)
        extra = getattr(route, "openapi_extra", None) or {}
        yield Entry(
            path=path,
            pattern=compile_path(path)[0],
            methods=frozenset(route.methods or ()),
            asks=tuple(dict.fromkeys(asked_by(getattr(route, "dependant", None)))),
            most_bytes=int(extra.get(_STATED, MOST_BYTES)),
        )


def asked_by(dependant: Dependant | None) -> Iterator[Proven]:
    """Yield what a route and its dependencies ask for, in their order."""
    if dependant is None:
        return
    if isinstance(dependant.call, Proven):
        yield dependant.call
    for each in dependant.dependencies:
        yield from asked_by(each)
