"""The words at the end of a benchmark: a figure beside its goal."""


def at_least(value: float, goal: float) -> str:
    """Say whether a figure is as large as its goal, or which part of it was reached."""
    return _verdict(value, f"at least {goal:g}", value / goal)


def at_most(value: float, goal: float) -> str:
    """Say whether a figure is as small as its goal, or which part of it was reached."""
    return _verdict(value, f"at most {goal:g}", goal / value if value else 1.0)


def _verdict(value: float, goal: str, part: float) -> str:
    return f"{value:.2f}, goal {goal}: " + (
        "reached" if part >= 1 else f"not reached, {part:.2f} of it"
    )
