"""Boxes and arrows as SVG, laid out by igraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby, pairwise
from typing import NamedTuple

_MISSING = (
    "there is no picture without igraph: `pip install 'ipython_modreset[graph]'`; "
    "below is the same as text"
)
_TOO_WIDE = (
    "a picture of {} modules would be too wide: `%refresh_modules --graph NAME` draws what has to "
    "do with some; below are all as text"
)
_MOST_PLACES = 1_500  # for boxes, and for arrows that pass between them

_CHAR, _SMALL_CHAR, _HEIGHT, _PADDING = 7.3, 6.1, 26, 24
_GAP_BEFORE_STATE = 8
_GAP_ACROSS, _GAP_OF_ARROWS, _GAP_DOWN, _MARGIN = 24, 8, 46, 12
# Each box has its own background, so the picture reads on a light page and on a dark one.
_FILLS = {
    "edited": ("#ffd9a8", "#c25e00", "#7a3a00"),
    "affected": ("#fff3c4", "#a88400", "#5f4c00"),
}
_PLAIN = ("#eef2f6", "#7b8a99", "#1c2733")
_FONT = "font-family: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 12px"


Point = tuple[float, float]


class NoPicture(Exception):
    """Why nothing is drawn, and what to do: a line for the user."""


class Box(NamedTuple):
    """One box: what it is called, what stands in it, and whether it is edited or affected."""

    name: str
    label: str
    state: str


class _Placed(NamedTuple):
    box: Box
    x: float
    y: float
    width: float


def draw(boxes: Sequence[Box], arrows: Mapping[str, Iterable[str]]) -> str:
    """Draw a graph.

    Parameters
    ----------
    boxes
        The boxes.
    arrows
        From which box to which others; these stand above it.

    Returns
    -------
    str
        An SVG document.

    Raises
    ------
    NoPicture
        Where igraph is not installed, or so much would be in it that nobody could read it.
    """
    placed, ways = _place(boxes, arrows)
    points = [point for way in ways for point in way]
    right = max([*(x for x, _ in points), *(each.x + each.width / 2 for each in placed)], default=0)
    width = right + _MARGIN
    height = max((each.y for each in placed), default=0) + _HEIGHT / 2 + _MARGIN
    drawn = "".join([*map(_arrow, ways), *map(_box, placed)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">{_HEAD}{drawn}</svg>'
    )


_HEAD = (
    '<defs><marker id="modreset-tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#7b8a99"/></marker></defs>'
)


def _place(
    boxes: Sequence[Box], arrows: Mapping[str, Iterable[str]]
) -> tuple[list[_Placed], list[list[Point]]]:
    """Let igraph place the boxes, and lead the arrows around them; then make room for the text."""
    try:
        import igraph
    except ImportError:
        raise NoPicture(_MISSING) from None
    if not boxes:
        return [], []
    number = {box.name: position for position, box in enumerate(boxes)}
    edges = [(number[other], number[name]) for name in number for other in arrows[name]]
    first = igraph.Graph(len(boxes), edges, directed=True).layout_sugiyama()
    layers = [round(down) for _, down in first.coords[: len(boxes)]]
    chains = [_through(layers, *edge) for edge in edges]
    if len(layers) > _MOST_PLACES:
        raise NoPicture(_TOO_WIDE.format(len(boxes)))
    steps = [step for chain in chains for step in pairwise(chain)]
    graph = igraph.Graph(len(layers), steps, directed=True)
    points = graph.layout_sugiyama(layers=layers, maxiter=500).coords[: len(layers)]
    widths = [*map(_width, boxes), *[0.0] * (len(layers) - len(boxes))]
    across = _close_up([x for x, _ in points], layers, widths)
    down = [_MARGIN + _HEIGHT / 2 + layer * (_HEIGHT + _GAP_DOWN) for layer in layers]
    places = list(zip(across, down, strict=True))
    placed = [_Placed(box, *places[position], _width(box)) for position, box in enumerate(boxes)]
    return placed, [_way([places[step] for step in reversed(chain)]) for chain in chains]


def _close_up(columns: list[float], layers: list[int], widths: list[float]) -> list[float]:
    """Return how far to the right each vertex stands, as near to the others as its width lets.

    What is in one of igraph's columns stays above one another, and the columns stay in order.
    """
    across = [0.0] * len(columns)
    room: dict[int, float] = {}  # from where on there is any, in each layer
    at = 0.0
    order = sorted(range(len(columns)), key=columns.__getitem__)
    for _, group in groupby(order, key=columns.__getitem__):
        column = list(group)
        at = max(at, *(room.get(layers[each], _MARGIN) + widths[each] / 2 for each in column))
        for each in column:
            across[each] = at
            gap = _GAP_ACROSS if widths[each] else _GAP_OF_ARROWS
            room[layers[each]] = at + widths[each] / 2 + gap
    return across


def _through(layers: list[int], start: int, end: int) -> list[int]:
    """Return the vertices of an arrow: one more in each layer between, added to `layers`.

    So there is room for it in each layer, and it runs behind no box.
    """
    down = 1 if layers[end] > layers[start] else -1
    between = range(layers[start] + down, layers[end], down)
    first = len(layers)
    layers.extend(between)
    return [start, *range(first, first + len(between)), end]


def _way(points: list[Point]) -> list[Point]:
    """Let an arrow begin and end at the edges of the boxes rather than in their middle."""
    (start_x, start_y), *between, (end_x, end_y) = points
    side = _HEIGHT / 2 if start_y >= end_y else -_HEIGHT / 2
    return [(start_x, start_y - side), *between, (end_x, end_y + side)]


def _width(box: Box) -> float:
    state = len(box.state) * _SMALL_CHAR + _GAP_BEFORE_STATE if box.state else 0
    return len(box.label) * _CHAR + state + _PADDING


def _box(placed: _Placed) -> str:
    """Draw a box with a name in it; its state is said by a word, too, not by colour alone."""
    label, state = placed.box.label, placed.box.state
    fill, line, ink = _FILLS.get(state, _PLAIN)
    title = label + (f": {state}" if state else "")
    small = f'dx="{_GAP_BEFORE_STATE}" fill="{ink}" style="font-size: 10px"'
    mark = f"<tspan {small}>{escape(state)}</tspan>" if state else ""
    return (
        f'<g><title>{escape(title)}</title><rect x="{placed.x - placed.width / 2:.1f}" '
        f'y="{placed.y - _HEIGHT / 2:.1f}" width="{placed.width:.1f}" height="{_HEIGHT}" rx="5" '
        f'fill="{fill}" stroke="{line}" stroke-width="{2 if state else 1}"/>'
        f'<text x="{placed.x:.1f}" y="{placed.y + 4:.1f}" text-anchor="middle" fill="#1c2733" '
        f'style="{escape(_FONT)}">{escape(label)}{mark}</text></g>'
    )


def _arrow(way: list[Point]) -> str:
    """Draw a smooth line that is upright at each point of the way."""
    (x, y), *others = way
    path = f"M{x:.1f} {y:.1f}"
    for next_x, next_y in others:
        bend = (y + next_y) / 2
        path += f" C{x:.1f} {bend:.1f} {next_x:.1f} {bend:.1f} {next_x:.1f} {next_y:.1f}"
        x, y = next_x, next_y
    return (
        f'<path d="{path}" fill="none" stroke="#7b8a99" stroke-width="1.2" '
        'marker-end="url(#modreset-tip)"/>'
    )
