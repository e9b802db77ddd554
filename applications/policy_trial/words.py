"""What the report calls things, in Chinese and English."""

from decimal import Decimal

Words = tuple[str, str]
_SECTORS: dict[str, Words] = {
    "industrial": ("工矿企业", "industry and mining"),
    "hazardous_chemicals": ("危险化学品", "hazardous chemicals"),
    "construction": ("建筑施工", "construction"),
    "special_equipment": ("特种设备维保", "special equipment"),
    "transport": ("道路运输", "road transport"),
}


def sector_words(sector: str) -> Words:
    """Return what a sector is called; by its own name where it has no other."""
    return _SECTORS.get(sector, (sector, sector))


def yuan(amount: Decimal | None) -> str:
    """Return an amount of yuan with its thousands, e.g. `1,234.50`."""
    return "-" if amount is None else f"{amount:,.2f}"


def signed_yuan(amount: Decimal) -> str:
    """Return a difference of yuan with its sign; `0` for none."""
    return f"{amount:+,.2f}" if amount else "0"


def share(part: int, whole: int) -> str:
    """Return a share in percent."""
    return f"{100 * part / whole:.1f} %" if whole else "-"
