"""The enterprises of a made-up city, in the proportions of the city that the mission describes.

Of 80,000: 7,000 industrial and mining ones, 560 of which handle hazardous chemicals, 1,000 of
construction, 200 that maintain special equipment, and those of road transport.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import msgspec

from applications.made_city.chance import Chance
from schemas.records import Registration
from schemas.vocabulary import enterprise_code, organization_code

Conduct = Literal["good", "usual", "careless", "dangerous"]

# Of each 2,000 enterprises in a row; the others are of road transport.
CYCLE = 2_000
SECTOR_COUNTS: tuple[tuple[str, int], ...] = (
    ("hazardous_chemicals", 14),
    ("industrial", 161),
    ("construction", 25),
    ("special_equipment", 5),
)
_STEP = 1_117  # coprime to CYCLE: spreads the sectors over the cycle
CONDUCTS: tuple[tuple[Conduct, float], ...] = (
    ("good", 0.12),
    ("usual", 0.77),
    ("careless", 0.09),
    ("dangerous", 0.02),
)
DISTRICTS = (
    ("海曙区", 12.0),
    ("江北区", 9.0),
    ("镇海区", 10.0),
    ("北仑区", 17.0),
    ("鄞州区", 18.0),
    ("奉化区", 8.0),
    ("余姚市", 9.0),
    ("慈溪市", 10.0),
    ("宁海县", 4.0),
    ("象山县", 3.0),
)
_PLACE_NAMES = ("东海", "甬江", "天一", "四明", "招宝", "姚江", "象山港", "杭州湾")
_WORDS = ("长虹", "百川", "瑞丰", "恒通", "顺达", "金桥", "华泰", "明远", "鸿运", "安顺")
_TRADES: dict[str, tuple[tuple[str, str, tuple[int, ...]], ...]] = {
    "industrial": (
        ("金属制品有限公司", "C3411", (4, 5)),
        ("精密机械有限公司", "C3484", (4,)),
        ("纺织有限公司", "C1713", (3, 4)),
        ("电器有限公司", "C3850", (3,)),
        ("矿业有限公司", "B1019", (7, 8)),
    ),
    "hazardous_chemicals": (("化工有限公司", "C2614", (6,)), ("石化储运有限公司", "G5942", (6,))),
    "construction": (("建设工程有限公司", "E4710", (7,)), ("市政建设有限公司", "E4813", (7,))),
    "special_equipment": (("电梯维保有限公司", "O8119", (4,)),),
    "transport": (
        ("物流有限公司", "G5430", (5,)),
        ("客运有限公司", "G5421", (5,)),
        ("运输队", "G5439", (5, 6)),
    ),
}
# Employees: many small ones, few large ones.
_SIZES = (((1, 9), 0.55), ((10, 49), 0.3), ((50, 299), 0.12), ((300, 3_000), 0.03))
_SMALL = {"transport": 0.9}  # a share of these has a handful of employees and a vehicle or two
_WAGES = (62_000, 118_000)  # yuan a year
_MISSING = 0.02  # of the registrations lack payroll, risk class or district
_NEW = 0.12  # were founded within the years
_NEWEST = timedelta(days=260)  # before the last day: even a late registration is known by then


class Enterprise(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise, how it conducts itself, and the day from which on there are records."""

    number: int
    code: str
    conduct: Conduct
    registered_on: date
    registration: Registration

    @property
    def sector(self) -> str:
        """Return the sector."""
        return self.registration.sector


def sector_of(number: int) -> str:
    """Return the sector of an enterprise by its number."""
    index = number * _STEP % CYCLE
    for sector, count in SECTOR_COUNTS:
        if index < count:
            return sector
        index -= count
    return "transport"


def code_of(number: int, district: int) -> str:
    """Return a valid unified code of a division that no city has."""
    body = f"MC{number:06d}"
    stem = f"919901{district:02d}{body}{organization_code.check_character(body)}"
    return stem + enterprise_code.check_character(stem)


def enterprise_of(number: int, chance: Chance, first: date, last: date) -> Enterprise:
    """Return an enterprise that may have records from one day to another."""
    sector = sector_of(number)
    district = chance.weighted(DISTRICTS)
    district_number = 1 + [name for name, _ in DISTRICTS].index(district)
    trade, industry, classes = chance.one_of(_TRADES[sector])
    code = code_of(number, district_number)
    employees = _employees(sector, chance)
    vehicles = chance.within(1, 2 + employees // 2) if sector == "transport" else 0
    payroll = Decimal(employees * chance.within(*_WAGES) // 1_000 * 1_000)
    return Enterprise(
        number=number,
        code=code,
        conduct=chance.weighted(CONDUCTS),
        registered_on=chance.day(first, last - _NEWEST) if chance.share(_NEW) else first,
        registration=Registration(
            name=f"{chance.one_of(_PLACE_NAMES)}{chance.one_of(_WORDS)}{number}号{trade}",
            sector=sector,
            organization_code=code[8:17],
            industry_code=industry,
            risk_class=None if chance.share(_MISSING) else chance.one_of(classes),
            district=None if chance.share(_MISSING) else district,
            payroll=None if chance.share(_MISSING) else payroll,
            employees=employees,
            vehicles=vehicles,
            status="存续",
        ),
    )


def _employees(sector: str, chance: Chance) -> int:
    if chance.share(_SMALL.get(sector, 0.0)):
        return chance.within(1, 12)
    return chance.within(*chance.weighted(_SIZES))
