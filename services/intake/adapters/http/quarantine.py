"""The work list over HTTP: what waits for a person, and the person's decision."""

import json
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import APIRouter, Body, Depends, HTTPException, Query, Request

from schemas.vocabulary.department import department, lead
from services.chassis.clock import Clock
from services.chassis.http.admission import Proven
from services.chassis.http.credentials import Credential
from services.chassis.http.named_enterprises import name_enterprises
from services.chassis.http.problems import ProblemError, problems
from services.chassis.http.write_threads import in_write_threads
from services.chassis.views.store import Views
from services.intake import read_model
from services.intake.adapters.submissions.desk import Desk
from services.intake.adapters.submissions.json_reports import submit_lines
from services.intake.adapters.submissions.submission import Sender
from services.intake.domain.doubles.name import double_named
from services.intake.domain.identities.decision import IdentityDecision, read_decision
from services.intake.domain.layouts.layout import DECISION_LAYOUT, Rulebook
from services.intake.domain.records.refusal import Refusal
from services.intake.domain.records.refusal_wording import word
from services.intake.read_model.doubles import DecidedDouble
from services.intake.read_model.waiting import WorkListPage

from .answers import DECIDED_DOUBLES, WORK_LIST, DecidedAnswer, DecisionRequest

MOST_ON_A_PAGE = 1000

Kind = Annotated[
    Literal["org", "reg", "code", "name", "statement", "double"] | None,
    Query(description="Only these."),
]
After = Annotated[str | None, Query(description="What the part before said as `following`.")]
Most = Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE)]


class Acting(NamedTuple):
    """Who asks, and the department for which."""

    holder: str
    department: str


class _SeesTo(Proven):
    """Lets in a department with the right to decide, and a reader with the scope."""

    def permit(self, credential: Credential, request: Request) -> None:  # noqa: ARG002 - as the others
        """Answer 403 to all others."""
        decides = credential.kind == "department" and department(credential.holder).decides_identity
        if not decides and self.scope not in credential.scopes:
            raise HTTPException(
                403,
                "it takes a department that decides identity, or a reader with the scope"
                f" {self.scope}",
            )


async def _acting(
    credential: Annotated[Credential, Depends(_SeesTo("quarantine:decide"))],
) -> Acting:
    """Say for whom is decided: a department for itself, a reader for the lead department."""
    holder = credential.holder
    return Acting(holder, holder if credential.kind == "department" else lead().code)


may_read = Depends(_SeesTo("quarantine:read"))
Decider = Annotated[Acting, Depends(_acting)]


def quarantine_router(store: Views, desk: Desk, rulebook: Rulebook, clock: Clock) -> APIRouter:
    """Return the routes for the persons who decide."""
    router = APIRouter(tags=["quarantine"], responses=problems(400, 401, 403, 404, 422, 503))

    @router.get("/quarantine", dependencies=[may_read], response_model=WORK_LIST)
    def quarantine(
        request: Request, kind: Kind = None, after: After = None, most: Most = 100
    ) -> WorkListPage:
        """Return what waits for a person's decision, by identifier."""
        page = read_model.page(store, kind, after, most)
        name_enterprises(request, read_model.codes_named(page.waiting))
        return page

    @router.get("/quarantine/doubles", dependencies=[may_read], response_model=DECIDED_DOUBLES)
    def doubles(request: Request) -> list[DecidedDouble]:
        """Return the records about which a person decided whether they are one."""
        decided = read_model.decided_doubles(store)
        named = (double_named(each.identifier) for each in decided)
        name_enterprises(request, (each.code for each in named if each is not None))
        return decided

    @router.post("/quarantine/{identifier:path}", status_code=202)
    @in_write_threads
    def decide(
        identifier: str, request: Annotated[DecisionRequest, Body()], who: Decider
    ) -> DecidedAnswer:
        """Decide whose an identifier is, or what a statement says.

        It holds for all that waits and for what comes.

        Or whether two records are one (`double:`): it holds until it is decided otherwise.

        A code that fails its check may only be decided to be itself: it was really issued so.
        Where nothing waits for the identifier the answer is 404, unless it says `in_advance`.
        """
        sender = Sender(who.department, clock())
        fields: dict[str, Any] = {
            "identifier": identifier,
            "decided_by": who.holder,
            **request.model_dump(exclude_none=True, exclude={"in_advance"}),
        }
        try:
            decision = read_decision(rulebook, sender.department, fields)
        except Refusal as refusal:
            wording = word(rulebook.reasons[refusal.reason], refusal)
            fault = {"field": refusal.field, "reason": refusal.reason}
            raise ProblemError(422, f"{wording.chinese} {wording.english}", [fault]) from refusal
        waiting = read_model.waiting_for(store, decision.identifier)
        decided = read_model.is_decided(store, decision.identifier)
        if waiting is None and not decided and not request.in_advance:
            raise ProblemError(
                404, read_model.nothing_waits(decision.identifier, "in_advance: true")
            )
        line = json.dumps({"layout": DECISION_LAYOUT, "fields": fields}).encode()
        submission = submit_lines(rulebook, sender, line)
        published: dict[int, str] = {}
        desk.publish_reports(submission, published)
        return DecidedAnswer(
            identifier=decision.identifier,
            decision=request.decision,
            code=decision.code,
            findings=waiting.findings if waiting else 0,
            value=decision.value if isinstance(decision, IdentityDecision) else None,
            submission=submission.identity,
            report=published[1],
        )

    return router
