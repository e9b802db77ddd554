"""A person's decision whether two records are one: a report like any other (layout `decision`)."""

import msgspec

from services.intake.domain.records.refusal import Refusal

from .name import FORM, KIND, DoubleName, double_named


class DoubleDecision(msgspec.Struct, frozen=True, kw_only=True):
    """Whether two records are one, and the number (or kind) of the one that counts, if stated."""

    double: DoubleName
    one: bool
    holds: str | None
    reason: str | None
    decided_by: str

    @property
    def identifier(self) -> str:
        """The identifier that was decided about."""
        return str(self.double)

    @property
    def code(self) -> str:
        """The unified code of the enterprise whose records they are."""
        return self.double.code


def is_double(identifier: object) -> bool:
    """Say whether an identifier is that of two records, rightly written or not."""
    return isinstance(identifier, str) and identifier.strip().lower().startswith(f"{KIND}:")


def double_in(identifier: str) -> DoubleName:
    """Return what an identifier names. Raises Refusal where it is not of the form."""
    kind, _, rest = "".join(identifier.split()).partition(":")
    code, _, letters = rest.partition("-")
    double = double_named(f"{kind.lower()}:{code.upper()}-{letters.lower()}")
    if double is None:
        raise Refusal("value_unknown", "identifier", identifier, FORM)
    return double
