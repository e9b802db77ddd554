"""A route that answers a question without a query straight: what is asked most costs least."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from .route_table import asked_by

_AT_ONCE = 40
# Not those of anyio: to hand a function to one of them takes three times as long.
_THREADS = ThreadPoolExecutor(_AT_ONCE, "direct-route")


class DirectRoute(APIRoute):
    """A route of which each parameter of the path is text, and which reads no body.

    Without a query its function is called with the path alone, and gives the answer itself: a
    dependency is solved and a value validated only where there is one. What it asks for of who
    asks, the door has asked.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers its requests. Raises TypeError where it takes more than this."""
        whole, asked = super().get_route_handler(), tuple(asked_by(self.dependant))
        texts = {
            each.name: each.field_info.annotation is str for each in self.dependant.path_params
        }
        if self.body_field is not None or not all(texts.values()):
            raise TypeError(f"{self.path} takes more than text in its path")

        async def answer(request: Request) -> Response:
            if request.scope["query_string"]:
                return await whole(request)
            for each in asked:
                await each(request)
            work = partial(copy_context().run, self.endpoint, **request.path_params)
            response: Response = await asyncio.get_running_loop().run_in_executor(_THREADS, work)
            return response

        return answer
