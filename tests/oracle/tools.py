"""What a replication is made of: keyed draws, looked up in a file; dates of Poisson streams; distances."""
import bisect
import datetime
import math
import struct

from language import EARTH_KM, YEAR_S


class Surprise(Exception):
    """Something that cannot be: a draw that is not in the file, a claim beside a free place."""


def hash_of(name):
    """FNV-1a, 64 bits folded to 32."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value >> 32 ^ value & 0xFFFFFFFF


class Draws:
    """The uniforms of one replication, by key."""

    def __init__(self, rows):
        self.uniforms = {(purpose, entity, occasion): uniform for purpose, entity, occasion, uniform in rows}
        self.used = set()

    def get(self, purpose, entity, occasion):
        key = (purpose, entity, occasion)
        if key not in self.uniforms:
            raise Surprise(f"the draw {purpose} of entity {entity >> 32}:{entity & 0xFFFFFFFF}, occasion {occasion}, is not in the file")
        self.used.add(key)
        return self.uniforms[key]

    def unused(self):
        return [key for key in self.uniforms if key not in self.used]


class Flow:
    """Dates of a Poisson stream whose rate changes: unit-rate points sent through the inverse of the cumulated rate."""

    def __init__(self, per_year, growth, factor_at, corners, begin, end):
        self.per_year, self.growth, self.factor_at, self.end = per_year, growth, factor_at, end
        self.corners = sorted({corner for corner in (0, *corners) if begin < corner < end}) + [end]
        self.now = float(begin)

    def piece(self):
        """The end of the piece with one growth that begins now, its rate a second, its growth a second."""
        piece_end = self.corners[bisect.bisect_right(self.corners, self.now)]
        grown = (1 + self.growth) ** (self.now / YEAR_S) if self.now >= 0 else 1.0
        return piece_end, self.per_year / YEAR_S * self.factor_at(self.now) * grown, math.log1p(self.growth) / YEAR_S if self.now >= 0 else 0.0

    def next(self, gap):
        """The date at which `gap` more is cumulated; None behind the end."""
        while self.now < self.end:
            piece_end, per_s, a = self.piece()
            inside = cumulated(per_s, a, piece_end - self.now)
            if gap < inside:
                self.now += math.log1p(gap * a / per_s) / a if a else gap / per_s
                return math.floor(self.now + 0.5)
            gap -= inside
            self.now = float(piece_end)
        return None

    def total(self, begin, end):
        """What is cumulated between two dates that are corners."""
        self.now, total = float(begin), 0.0
        while self.now < end:
            piece_end, per_s, a = self.piece()
            total += cumulated(per_s, a, piece_end - self.now)
            self.now = float(piece_end)
        return total


def cumulated(per_s, a, length):
    return per_s * (math.expm1(a * length) / a if a else length)


def concerns(change, region):
    return change.regions is None or region.name in change.regions


def great_circle_km(a, b):
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def single(number):
    """Distances are kept in single precision: seven digits, some centimetres."""
    return struct.unpack("f", struct.pack("f", number))[0]


def month_of(day):
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).month - 1
