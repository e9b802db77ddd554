"""The number of an order, by which agencies name it in their acts."""

import hashlib
from datetime import date

from services.sanctions.domain.terms.measure import Terms

_LENGTH = 8


def order_number(code: str, terms: Terms, opened_on: date, count: int) -> str:
    """Return the number of an enterprise's order, e.g. `LOAN_LIMIT-20261110-3f0a9c21`.

    `count` is that of the orders of the same thing opened before it on that day. The same order
    always has the same number, so that one that is published twice is recognized.
    """
    identity = f"{code}|{terms.kind}|{terms.instance}|{terms.occasion}|{opened_on}|{count}"
    digest = hashlib.sha256(identity.encode()).hexdigest()[:_LENGTH]
    return f"{terms.kind.value.upper()}-{opened_on:%Y%m%d}-{digest}"
