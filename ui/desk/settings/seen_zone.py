"""The presence zone as it is seen on the screen, where a mirrored picture swaps left and right."""

from dataclasses import dataclass, replace
from enum import Flag, auto

LEAST_SIDE = 0.1
"""Smallest width and height over the picture's, so that the handles stay apart."""


class Edge(Flag):
    """The edges that a drag or a key moves."""

    NONE = 0
    LEFT = auto()
    TOP = auto()
    RIGHT = auto()
    BOTTOM = auto()
    ALL = LEFT | TOP | RIGHT | BOTTOM


@dataclass(frozen=True, slots=True)
class SeenZone:
    """A rectangle in fractions of the picture as it is shown, 0…1."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    def mirrored(self) -> "SeenZone":
        """Return the same zone for a picture turned left to right; twice gives the first again."""
        return replace(self, left=1.0 - self.right, right=1.0 - self.left)

    def moved(self, edges: Edge, right: float, down: float) -> "SeenZone":
        """Return the zone with these edges moved, kept inside the picture and large enough."""
        if edges is Edge.ALL:
            return self._shifted(right, down)
        return SeenZone(
            _kept(self.left + right, 0.0, self.right - LEAST_SIDE) if Edge.LEFT in edges else self.left,
            _kept(self.top + down, 0.0, self.bottom - LEAST_SIDE) if Edge.TOP in edges else self.top,
            _kept(self.right + right, self.left + LEAST_SIDE, 1.0) if Edge.RIGHT in edges else self.right,
            _kept(self.bottom + down, self.top + LEAST_SIDE, 1.0) if Edge.BOTTOM in edges else self.bottom,
        )

    def _shifted(self, right: float, down: float) -> "SeenZone":
        right = _kept(right, -self.left, 1.0 - self.right)
        down = _kept(down, -self.top, 1.0 - self.bottom)
        return SeenZone(self.left + right, self.top + down, self.right + right, self.bottom + down)

    def edges_at(self, x: float, y: float, reach: float) -> Edge:
        """Return what a touch at the point takes hold of: edges in reach, the whole, or nothing."""
        edges = Edge.NONE
        inside_x = self.left - reach <= x <= self.right + reach
        inside_y = self.top - reach <= y <= self.bottom + reach
        for edge, distance, is_beside in (
            (Edge.LEFT, abs(x - self.left), inside_y),
            (Edge.RIGHT, abs(x - self.right), inside_y),
            (Edge.TOP, abs(y - self.top), inside_x),
            (Edge.BOTTOM, abs(y - self.bottom), inside_x),
        ):
            if distance <= reach and is_beside:
                edges |= edge
        return edges or (Edge.ALL if inside_x and inside_y else Edge.NONE)


def _kept(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
