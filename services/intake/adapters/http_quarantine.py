"""What waits for a person's decision, and the decisions."""

from fastapi import APIRouter, Depends, HTTPException

from schemas.vocabulary import enterprise_code
from services.chassis.clock import Clock
from services.chassis.http_app import reader
from services.chassis.problem import problems
from services.chassis.views import Views
from services.intake import read_model

from .desk import Desk
from .http_access import Decider
from .http_answers import Decided, Decision, WaitingAnswer

may_read_quarantine = Depends(reader("quarantine:read"))


def quarantine_router(store: Views, desk: Desk, clock: Clock) -> APIRouter:
    """Return the routes for the persons who decide."""
    router = APIRouter(tags=["quarantine"], responses=problems(400, 401, 403, 404, 422, 503))

    @router.get("/quarantine", dependencies=[may_read_quarantine])
    def quarantine() -> list[WaitingAnswer]:
        """Return what waits for a person's decision."""
        return [WaitingAnswer.model_validate(each) for each in read_model.quarantine(store)]

    @router.post("/quarantine/{identifier:path}", status_code=202)
    def decide(identifier: str, decision: Decision, person: Decider) -> Decided:
        """Decide whose an identifier is: all that waited goes on, and later reports too.

        A code that fails its check may only be decided to be itself: it was really issued so.
        """
        waiting = {each.identifier: each for each in read_model.quarantine(store)}
        if identifier not in waiting:
            raise HTTPException(404, f"nothing waits for {identifier!r}")
        code = enterprise_code.tidy(decision.code)
        if not enterprise_code.is_valid(code) and f"code:{code}" != identifier:
            raise HTTPException(422, f"{decision.code!r} is no valid unified social credit code")
        names = waiting[identifier].names
        name = names[0] if names else identifier.partition(":")[2]
        fact = desk.publish_decision(identifier, code, name, person.holder, clock())
        return Decided(identifier=identifier, code=code, fact=fact)

    return router
