"""The charts of the report, as SVG that stands in the page: no picture file, no script.

Texts stay texts: the page's own style gives them the reader's font for Chinese.
"""

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.typing import RcKeyType

from applications.policy_trial.summary import Amounts, SegmentFigures, Summary
from applications.policy_trial.words import sector_words

INK, FAINT = "#1c2733", "#c9d6e3"
UP, DOWN = "#2f7d5b", "#b3452f"
# Best to worst: green to red, told apart in grey print by their lightness.
_GRADES = ("#2f7d5b", "#9cc3a5", "#f0c06a", "#b3452f", "#6d2a3a", "#45203a")
_STYLE: dict[RcKeyType, Any] = {
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "safety-credit",
    "font.size": 10,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
_NO_METADATA: dict[str, None] = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_WIDTH = 9.2  # inches
_ROW = 0.36
_TEN_THOUSAND = 10_000  # yuan
_NARROW = 4  # percent: a narrower bar has no room for its figure
_DARK = {0, 3, 4, 5}  # of the colours: their figures are white


def grades_chart(summary: Summary) -> str:
    """Return the shares of the grades before and after, for the sectors with a draft."""
    parts = [part for part in summary.sectors if part.name in {d.sector for d in summary.drafts}]
    parts = [*parts, summary.whole]
    rows = [(part, after) for part in reversed(parts) for after in (True, False)]
    with _figure(len(rows) * _ROW + 0.9) as (figure, axes):
        for number, (part, after) in enumerate(rows):
            _stack(axes, number + number // 2 * 0.4, part, summary.grades, after=after)
        positions = [number + number // 2 * 0.4 for number in range(len(rows))]
        axes.set_yticks(positions, [_label(part, after) for part, after in rows])
        axes.set_xlim(0, 100)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f} %"))
        figure.legend(
            handles=[_patch(summary.grades, grade) for grade in summary.grades],
            loc="upper center",
            ncols=len(summary.grades),
            frameon=False,
        )
        return _svg(figure)


def movers_chart(parts: Sequence[SegmentFigures], *, sectors: bool) -> str:
    """Return how many move up and down, a bar to each side for a district or sector."""
    with _figure(max(len(parts), 2) * _ROW + 0.8) as (figure, axes):
        positions = range(len(parts))[::-1]
        axes.barh(positions, [part.up for part in parts], color=UP, height=0.6)
        axes.barh(positions, [-part.down for part in parts], color=DOWN, height=0.6)
        most = max([1, *(part.up for part in parts), *(part.down for part in parts)])
        for position, part in zip(positions, parts, strict=True):
            for value, side in ((part.up, 1), (part.down, -1)):
                if value:
                    align = "left" if side > 0 else "right"
                    at = side * (value + most * 0.015)
                    axes.text(at, position, f"{value:,}", va="center", ha=align, fontsize=9)
        axes.set_yticks(positions, [sector_words(p.name)[0] if sectors else p.name for p in parts])
        axes.set_xlim(-most * 1.18, most * 1.18)
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{abs(value):,.0f}"))
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set_title("← 下降 down", loc="left", color=DOWN, fontsize=10)
        axes.set_title("上升 up →", loc="right", color=UP, fontsize=10)
        return _svg(figure)


def money_chart(parts: Sequence[SegmentFigures]) -> str:
    """Return by how much the three amounts change in each sector, in units of 10,000 yuan."""
    kinds: tuple[tuple[str, list[Amounts]], ...] = (
        ("工伤保险费 premiums", [part.premium for part in parts]),
        ("取消返税 rebates", [part.rebate for part in parts]),
        ("履约保证金 bonds", [part.bond for part in parts]),
    )
    positions = range(len(parts))[::-1]
    with _styled():
        figure = Figure(figsize=(_WIDTH, max(len(parts), 2) * _ROW + 0.8))
        for axes, (name, amounts) in zip(_panels(figure), kinds, strict=True):
            values = [float(each.difference) / _TEN_THOUSAND for each in amounts]
            most = max([0.01, *map(abs, values)]) * 2
            for position, value in zip(positions, values, strict=True):
                axes.barh(position, value, color=DOWN if value > 0 else UP, height=0.6)
                align = "right" if value < 0 else "left"
                at = value + most * (-0.02 if value < 0 else 0.02)
                axes.text(at, position, f"{value:+,.2f}" if value else "0", va="center", ha=align)
            axes.set_xlim(-most, most)
            axes.set_yticks([])
            axes.xaxis.set_visible(False)
            axes.axvline(0, color=INK, linewidth=0.8)
            axes.set_title(name, fontsize=10)
        figure.axes[0].set_yticks(positions, [sector_words(part.name)[0] for part in parts])
        return _svg(figure)


def _panels(figure: Figure) -> list[Axes]:
    height = figure.get_figheight()
    panels = []
    for number in range(3):
        axes = figure.add_axes((0.14 + number * 0.29, 0.15 / height, 0.27, 1 - 0.5 / height))
        _bare(axes)
        axes.spines["bottom"].set_visible(False)
        panels.append(axes)
    return panels


def _stack(
    axes: Axes, position: float, part: SegmentFigures, grades: Sequence[str], *, after: bool
) -> None:
    left = 0.0
    counts = part.after if after else part.before
    for number, grade in enumerate(grades):
        share = 100 * counts[grade] / max(part.enterprises, 1)
        color = _GRADES[min(number, len(_GRADES) - 1)]
        axes.barh(position, share, left=left, color=color, height=0.8)
        if share > _NARROW:
            ink = "white" if number in _DARK else INK
            axes.text(
                left + share / 2, position, f"{share:.1f}", va="center", ha="center", color=ink
            )
        left += share


def _label(part: SegmentFigures, after: bool) -> str:
    name = sector_words(part.name)[0] if part.name else "全市"
    return f"{name} · {'试行 draft' if after else '现行 in force'}"


def _patch(grades: Sequence[str], grade: str) -> Patch:
    color = _GRADES[min(grades.index(grade), len(_GRADES) - 1)]
    return Patch(color=color, label=grade)


@contextmanager
def _styled() -> Iterator[None]:
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the font that measures has no Chinese, the reader's has
        yield


@contextmanager
def _figure(height: float) -> Iterator[tuple[Figure, Axes]]:
    with _styled():
        figure = Figure(figsize=(_WIDTH, height))
        axes = figure.add_axes((0.24, 0.5 / height, 0.73, 1 - 0.9 / height))
        _bare(axes)
        yield figure, axes


def _bare(axes: Axes) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0)


def _svg(figure: Figure) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata=_NO_METADATA, transparent=True)
    text = out.getvalue()
    return text[text.index("<svg") :]
