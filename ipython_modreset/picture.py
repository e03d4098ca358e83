"""Boxes and arrows as SVG, laid out by igraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

MISSING = (
    "there is no picture without igraph: `pip install ipython_modreset[graph]`; "
    "below is the same as text"
)

_CHAR, _HEIGHT, _PADDING = 7.3, 26, 24
_GAP_ACROSS, _GAP_DOWN, _MARGIN = 24, 46, 12
# Each box has its own background, so the picture reads on a light page and on a dark one.
_FILLS = {"edited": ("#ffd9a8", "#c25e00"), "affected": ("#fff3c4", "#a88400")}
_PLAIN = ("#eef2f6", "#7b8a99")
_FONT = "font-family: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 12px"


class NoLibrary(Exception):
    """The library that lays the boxes out is not installed."""


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
    NoLibrary
        Where igraph is not installed.
    """
    placed = _place(boxes, arrows)
    width = max((each.x + each.width / 2 for each in placed.values()), default=0) + _MARGIN
    height = max((each.y for each in placed.values()), default=0) + _HEIGHT / 2 + _MARGIN
    lines = [_arrow(placed[name], placed[other]) for name in placed for other in arrows[name]]
    drawn = "".join([*lines, *map(_box, placed.values())])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">{_HEAD}{drawn}</svg>'
    )


_HEAD = (
    '<defs><marker id="modreset-tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
    'markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#7b8a99"/></marker></defs>'
)


def _place(boxes: Sequence[Box], arrows: Mapping[str, Iterable[str]]) -> dict[str, _Placed]:
    """Let igraph find layers, and orders with few crossings; then make room for the text."""
    try:
        import igraph
    except ImportError:
        raise NoLibrary(MISSING) from None
    number = {box.name: position for position, box in enumerate(boxes)}
    edges = [(number[other], number[name]) for name in number for other in arrows[name]]
    graph = igraph.Graph(len(boxes), edges, directed=True)
    coordinates = graph.layout_sugiyama(maxiter=500).coords[: len(boxes)]
    layers: dict[int, list[tuple[float, Box]]] = {}
    for box, (across, down) in zip(boxes, coordinates, strict=True):
        layers.setdefault(round(down), []).append((across, box))
    rows = [sorted(layers[layer], key=lambda item: item[0]) for layer in sorted(layers)]
    widths = [sum(_width(box) + _GAP_ACROSS for _, box in row) - _GAP_ACROSS for row in rows]
    placed: dict[str, _Placed] = {}
    for down, (row, width) in enumerate(zip(rows, widths, strict=True)):
        x = _MARGIN + (max(widths) - width) / 2
        y = _MARGIN + _HEIGHT / 2 + down * (_HEIGHT + _GAP_DOWN)
        for _, box in row:
            placed[box.name] = _Placed(box, x + _width(box) / 2, y, _width(box))
            x += _width(box) + _GAP_ACROSS
    return placed


def _width(box: Box) -> float:
    return max(len(box.label), len(box.state)) * _CHAR + _PADDING


def _box(placed: _Placed) -> str:
    fill, line = _FILLS.get(placed.box.state, _PLAIN)
    title = placed.box.label + (f": {placed.box.state}" if placed.box.state else "")
    return (
        f'<g><title>{escape(title)}</title><rect x="{placed.x - placed.width / 2:.1f}" '
        f'y="{placed.y - _HEIGHT / 2:.1f}" width="{placed.width:.1f}" height="{_HEIGHT}" rx="5" '
        f'fill="{fill}" stroke="{line}" stroke-width="{2 if placed.box.state else 1}"/>'
        f'<text x="{placed.x:.1f}" y="{placed.y + 4:.1f}" text-anchor="middle" fill="#1c2733" '
        f'style="{escape(_FONT)}">{escape(placed.box.label)}</text></g>'
    )


def _arrow(start: _Placed, end: _Placed) -> str:
    """Lead from a module to one that it imports: upwards, or around where these form a circle."""
    upwards = start.y > end.y
    first = start.y - _HEIGHT / 2 if upwards else start.y + _HEIGHT / 2
    last = end.y + _HEIGHT / 2 if upwards else end.y - _HEIGHT / 2
    bend = (first + last) / 2 if start.y != end.y else first + _GAP_DOWN / 2
    return (
        f'<path d="M{start.x:.1f} {first:.1f} C{start.x:.1f} {bend:.1f} {end.x:.1f} {bend:.1f} '
        f'{end.x:.1f} {last:.1f}" fill="none" stroke="#7b8a99" stroke-width="1.2" '
        'marker-end="url(#modreset-tip)"/>'
    )
