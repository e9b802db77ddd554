"""A badge as a picture (SVG) that needs nothing else."""

from services.chassis.pages.template import page_template

from .badge import GradeBadge

# By the first letter of a grade; of none, or of another, grey.
_COLOURS = {"A": "#1a7f37", "B": "#0b62a8", "C": "#a15c00", "D": "#b3261e"}
_GREY = "#57606a"


def badge_picture(badge: GradeBadge, token: str, proof: str) -> bytes:
    """Return the picture: it has the signed token in it, and links the address of its proof."""
    colour = _COLOURS.get((badge.grade or "")[:1], _GREY)
    template = page_template(__package__, "badge.svg.jinja")
    return template.render(badge=badge, token=token, proof=proof, colour=colour).encode()
