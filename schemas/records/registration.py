"""The enterprise itself (企业登记)."""

from decimal import Decimal

from .base import Record


class Registration(Record, frozen=True, kw_only=True, tag="registration"):
    """Base record of an enterprise: name, identifiers, sector and size.

    `sector` names a sector pack of the rules. `risk_class` is the industry risk class 1..8 of
    work-injury insurance (人社部发〔2015〕71号). `payroll` is last year's wages in yuan.
    `former_codes` are the unified codes that the enterprise had before, `absorbed_codes` those of
    enterprises that it took in (吸收合并): what is on record under these is on record for it.
    Of such a code itself intake says by `succeeded_by` under which one it is on record now.
    """

    name: str
    sector: str
    organization_code: str | None = None
    registration_number: str | None = None
    former_names: tuple[str, ...] = ()
    former_codes: tuple[str, ...] = ()
    absorbed_codes: tuple[str, ...] = ()
    succeeded_by: str | None = None
    industry_code: str | None = None
    risk_class: int | None = None
    district: str | None = None
    payroll: Decimal | None = None
    employees: int | None = None
    vehicles: int | None = None
    status: str | None = None
