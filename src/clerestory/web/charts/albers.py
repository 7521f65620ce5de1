"""Where a place lies on the basemap: Albers' equal-area projection of the United States, Alaska and Hawaii set below, on a sheet of 975 by 610.

The numbers are those of d3's ``geoAlbersUsa`` at scale 1300, in which the basemap is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin, sqrt

WIDTH, HEIGHT = 975, 610
SCALE = 1300.0
ACROSS, DOWN = 487.5, 305.0


@dataclass(frozen=True)
class _Cone:
    """One conic projection: where it turns, its centre, its two parallels, and where it stands on the sheet."""

    turn: float
    centre: tuple[float, float]
    parallels: tuple[float, float]
    scale: float = 1.0
    across: float = 0.0
    down: float = 0.0

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        size = SCALE * self.scale
        x, y = self._raw(((longitude + self.turn + 180) % 360) - 180, latitude)
        centre_x, centre_y = self._raw(*self.centre)
        return ACROSS + self.across * SCALE + size * (x - centre_x), DOWN + self.down * SCALE - size * (y - centre_y)

    def _raw(self, longitude: float, latitude: float) -> tuple[float, float]:
        first, second = (sin(radians(parallel)) for parallel in self.parallels)
        n = (first + second) / 2
        c = 1 + first * (2 * n - first)
        r = sqrt(max(0.0, c - 2 * n * sin(radians(latitude)))) / n
        return r * sin(radians(longitude) * n), sqrt(c) / n - r * cos(radians(longitude) * n)


_MAIN = _Cone(96, (-0.6, 38.7), (29.5, 45.5))
_ALASKA = _Cone(154, (-2, 58.5), (55, 65), 0.35, -0.307, 0.201)
_HAWAII = _Cone(157, (-3, 19.9), (8, 18), 1.0, -0.205, 0.212)


def placed(latitude: float, longitude: float) -> tuple[float, float] | None:
    """Place on the sheet; None for what is not in the fifty states (Guam, Puerto Rico, a slip of the pen)."""
    if 50 <= latitude <= 72 and (longitude <= -129 or longitude >= 170):
        cone = _ALASKA
    elif 18 <= latitude <= 23 and -161 <= longitude <= -154:
        cone = _HAWAII
    elif 24 <= latitude <= 50 and -125 <= longitude <= -66:
        cone = _MAIN
    else:
        return None
    x, y = cone.at(longitude, latitude)
    return round(x, 1), round(y, 1)
