"""Errors over HTTP as problem documents (RFC 9457), for people in Chinese and English."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import JSONResponse, Response

from schemas.vocabulary.personal_data import mask
from schemas.vocabulary.written_code import NotACodeError
from services.chassis.observability import logger
from services.chassis.views.unusable import NotRebuiltError, ViewsUnusableError

MEDIA_TYPE = "application/problem+json"
_CHINESE = {
    400: "请求有误",
    401: "缺少凭证或凭证无效",
    403: "凭证无此权限",
    404: "未找到",
    405: "不支持此方法",
    408: "请求传送过慢",
    409: "与现状冲突",
    410: "所指内容已不在日志中",
    413: "请求过大",
    422: "内容不符合要求",
    429: "请求过于频繁",
    500: "系统内部错误",
    503: "服务暂不可用",
}
_UNPROVEN = {
    "not_rebuilt": "视图不完整，暂不答复 / the views are not whole: nothing is answered",
    "not_proven": "视图与写入时不符，不予答复 / the views are not those that were written",
}
_log = logger(__name__)


def problem(
    status: int,
    detail: str,
    *,
    extra: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem document: what is wrong, and in `extra` where."""
    phrase = HTTPStatus(status).phrase
    content: dict[str, object] = {
        "type": f"urn:safety-credit:problem:{phrase.lower().replace(' ', '-')}",
        "title": phrase,
        "title_chinese": _CHINESE.get(status, phrase),
        "status": status,
        "detail": detail,
    }
    content.update(extra or {})
    return JSONResponse(_masked(content), status, dict(headers or {}), media_type=MEDIA_TYPE)


def _masked(value: Any) -> Any:  # noqa: ANN401 - any part of a problem document
    """Return a part of a document without personal numbers: it repeats what was sent.

    JSON may have named half of a surrogate pair, which no answer can hold.
    """
    if isinstance(value, str):
        return mask(value.encode(errors="replace").decode())
    if isinstance(value, Mapping):
        return {_masked(name): _masked(part) for name, part in value.items()}
    return [_masked(part) for part in value] if isinstance(value, list) else value


def answer_errors_with_problems(app: FastAPI) -> None:
    """Let every error of the application become a problem document."""
    app.add_exception_handler(StarletteHTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(NotACodeError, _no_code)
    app.add_exception_handler(ViewsUnusableError, _unproven)
    for error in (ConnectionError, RedisConnectionError, RedisTimeoutError):
        app.add_exception_handler(error, _unavailable)
    app.add_exception_handler(Exception, _unexpected)


class ProblemError(HTTPException):
    """An error with its location: `errors` names rows and fields; `headers` go with the answer."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Sequence[Mapping[str, object]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.errors = errors


class Problem(BaseModel):
    """What is wrong; `errors` say where, by row and field, as far as that can be said."""

    type: str
    title: str
    title_chinese: str
    status: int
    detail: str
    errors: list[dict[str, Any]] = Field(default_factory=list)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return how routes answer with these statuses, for the OpenAPI document."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
        }
        for status in statuses
    }


def unauthorized(detail: str) -> HTTPException:
    """Return the error of a request whose sender is not known."""
    return HTTPException(401, detail, {"WWW-Authenticate": "Bearer"})


def problem_of(error: StarletteHTTPException) -> Response:
    """Return an error as a problem document."""
    faults = error.errors if isinstance(error, ProblemError) else ()
    extra = {"errors": [dict(each) for each in faults]} if faults else None
    return problem(error.status_code, str(error.detail), extra=extra, headers=error.headers)


async def _http(_request: Request, error: Any) -> Response:  # noqa: ANN401 - as starlette calls it
    return problem_of(error)


async def _invalid(_request: Request, error: Any) -> Response:  # noqa: ANN401 - as starlette calls it
    """Say where each fault is, without repeating what was sent: it may be personal."""
    faults = [
        {"place": ".".join(map(str, fault["loc"])), "fault": fault["msg"]}
        for fault in error.errors()
    ]
    return problem(422, f"{len(faults)} fault(s); see `errors`", extra={"errors": faults})


async def _no_code(_request: Request, error: Exception) -> Response:
    return problem(422, str(error))


async def _unavailable(_request: Request, error: Exception) -> Response:
    _log.error("a server that we need does not answer", error=str(error))
    return problem(503, "a server that this service needs does not answer; try again later")


async def _unproven(_request: Request, error: Exception) -> Response:
    """Say that nothing is answered, and how far a rebuilding is."""
    _log.error("the views can't be answered from", error=str(error))
    code = "not_rebuilt" if isinstance(error, NotRebuiltError) else "not_proven"
    extra: dict[str, object] = {
        "type": f"urn:safety-credit:problem:{code.replace('_', '-')}",
        "code": code,
    }
    if isinstance(error, NotRebuiltError) and error.progress is not None:
        extra["progress"] = error.progress
    return problem(503, _UNPROVEN[code], extra=extra)


async def _unexpected(_request: Request, error: Exception) -> Response:
    _log.error("request failed", exc_info=error)
    return problem(500, "the error is in this service's log")
