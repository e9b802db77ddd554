"""`python -m tests.contract_check`: what is published, as the official tools of its formats see it.

Each tool is first given something broken, to which it must object; then what is published. The exit
code is 1 where a tool objects to that, or has nothing against what is broken.
"""

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import structlog
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from openapi_spec_validator import OpenAPIV31SpecValidator

from schemas.asyncapi import PUBLISHED, generate

from . import figures, openapi

PARSER = Path(__file__).parent / "asyncapi.mjs"
EXAMPLES = PUBLISHED.parent / "examples"
PROMTOOL = Path("var/tools/usr/bin/promtool")
Objections = Iterator[str]


def asyncapi(document: Path) -> Objections:
    """Yield the objections of AsyncAPI's parser to a document."""
    ran = subprocess.run(
        ["node", str(PARSER), str(document)], capture_output=True, text=True, check=False
    )
    if ran.returncode:
        yield from (ran.stdout + ran.stderr).strip().splitlines() or ["it ended without a word"]


def openapi_documents(documents: Mapping[str, dict[str, Any]]) -> Objections:
    """Yield the objections of the OpenAPI validator, by the service that serves a document."""
    for service, document in documents.items():
        for error in OpenAPIV31SpecValidator(document).iter_errors():
            yield f"{service}: {'.'.join(map(str, error.absolute_path))}: {error.message}"


def cloud_events(events: Mapping[str, bytes]) -> Objections:
    """Yield the messages that the CloudEvents SDK can't read as events."""
    for name, event in events.items():
        try:
            JSONFormat().read(None, event)
        except (CloudEventValidationError, ValueError, KeyError, TypeError) as error:
            yield f"{name}: {error!r}"


def prometheus(texts: Mapping[str, str]) -> Objections:
    """Yield what promtool objects to in the figures of processes."""
    for process, text in texts.items():
        command = [str(PROMTOOL), "check", "metrics"]
        ran = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        if ran.returncode:
            for line in (ran.stderr + ran.stdout).strip().splitlines():
                yield f"{process}: {line}"


def _published_events() -> dict[str, bytes]:
    files = sorted(EXAMPLES.rglob("*.json"))
    return {str(file.relative_to(EXAMPLES)): file.read_bytes() for file in files}


def _broken_document() -> Path:
    """Write the published document beside its schemas' folder, with a tag that stands twice."""
    folder = Path("var/tools/broken")
    for name, content in generate().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    broken = folder / "asyncapi.yaml"
    tag = "    - name: operator\n"
    broken.write_text(broken.read_text().replace(tag, tag * 2))
    return broken


def _checks() -> Iterator[tuple[str, int, Callable[[], Objections], Callable[[], Objections]]]:
    """Yield each tool, the number of things it looks at, its check, and that of what is broken."""
    document = PUBLISHED / "asyncapi.yaml"
    yield (
        "AsyncAPI parser",
        1,
        lambda: asyncapi(document),
        lambda: asyncapi(_broken_document()),
    )
    documents = openapi.documents()
    yield (
        "OpenAPI validator",
        len(documents),
        lambda: openapi_documents(documents),
        lambda: openapi_documents({"broken": {"openapi": "3.1.0", "paths": {"/a": {"get": 1}}}}),
    )
    events = _published_events()
    yield (
        "CloudEvents SDK",
        len(events),
        lambda: cloud_events(events),
        lambda: cloud_events({"broken": b'{"specversion": "1.0", "id": "1", "type": "a"}'}),
    )
    texts = {**figures.of_workers(), "APIs and dispatcher": openapi.figures()}
    yield (
        "promtool",
        len(texts),
        lambda: prometheus(texts),
        lambda: prometheus({"broken": "# TYPE a counter\na 1\na 2\n"}),
    )


def main() -> int:
    """Run all checks, print what each objects to, and return the exit code."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    figures.of_dispatcher()
    wrong = 0
    for tool, count, published, broken in _checks():
        if not list(broken()):
            print(f"{tool}: has nothing against what is broken")
            wrong += 1
            continue
        objections = list(published())
        wrong += len(objections) + (not count)
        print(f"{tool}: {count} looked at, {len(objections) or 'no'} objections")
        for objection in objections:
            print(f"  {objection}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
