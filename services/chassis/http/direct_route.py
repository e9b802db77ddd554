"""A route that answers a question without a query straight: what is asked most costs least."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from .route_table import asked_by


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
            response: Response = await run_in_threadpool(self.endpoint, **request.path_params)
            return response

        return answer
