"""An edition of the rules on linked measures: the rule of each measure, in force from a day."""

from typing import Protocol, TypeVar

from schemas.vocabulary.legal_basis import Basis
from schemas.vocabulary.rule_value import Edition, RuleValue, Term

from .measure_rules import BasisLevel, MeasureRule, Nature
from .procedure_rules import Procedure

R = TypeVar("R", bound=MeasureRule)
R_co = TypeVar("R_co", bound=MeasureRule, covariant=True)


class NamedRule(Protocol[R_co]):
    """What an edition has to know of a measure: the name and the type of its rule."""

    @property
    def name(self) -> str:
        """Return the name of the rule in an edition."""

    @property
    def rule(self) -> type[R_co]:
        """Return the type of the rule."""


class RequiredLevel(Basis, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The weakest source that may carry a measure of some nature."""

    least: BasisLevel


class MeasuresEdition(Edition, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules in force from a day. `grades` are the grades' names, the best first.

    As it is read (`measures.RegistryEdition`) it has the rule of each measure under its name; one
    that an edition may leave out, and does (None), is not taken under it.
    `deregistered` are the statuses in the registry of who is no more: all measures end.
    """

    grades: tuple[str, ...]
    defence: Term
    procedure: Procedure
    deregistered: RuleValue[tuple[str, ...]]
    required_levels: dict[Nature, RequiredLevel]

    def rule(self, measure: "NamedRule[R]") -> R | None:
        """Return the rule of a measure (None: it is not taken under this edition)."""
        rule: R | None = getattr(self, measure.name, None)
        return rule

    def rank(self, grade: str) -> int:
        """Return how bad a grade is (0: the best).

        Raises ValueError for one that the edition does not know: nobody may escape by a name.
        """
        if grade not in self.grades:
            raise ValueError(f"edition {self.edition} knows no grade {grade!r}: {self.grades}")
        return self.grades.index(grade)
