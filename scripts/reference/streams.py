"""Tagged digests and the reproducible stream that everything random is drawn from.

docs/formats/arithmetic.md, "Randomness".
"""

import hashlib
import struct

from singles import f32


def tagged(tag, *parts):
    """SHA-256(tag ‖ 0x00 ‖ for each part: u32 big-endian length ‖ part)."""
    digest = hashlib.sha256(tag.encode() + b"\0")
    for part in parts:
        digest.update(struct.pack(">I", len(part)) + part)
    return digest.digest()


class SeededBytes:
    """SHA-256 in counter mode under a key made of label and seed."""

    def __init__(self, seed, label):
        if isinstance(seed, int):
            seed = struct.pack(">Q", seed)
        self.key = tagged("openledger/seeded-bytes/v1", label.encode(), seed)
        self.counter, self.block = 0, b""

    def bytes(self, count):
        while len(self.block) < count:
            self.block += hashlib.sha256(self.key + struct.pack(">Q", self.counter)).digest()
            self.counter += 1
        drawn, self.block = self.block[:count], self.block[count:]
        return drawn

    def next(self):
        return int.from_bytes(self.bytes(8), "big")

    def below(self, bound):
        """Draws over what does not fill a whole multiple of the bound are drawn again."""
        excess = 2**64 % bound
        while True:
            drawn = self.next()
            if drawn < 2**64 - excess:
                return drawn % bound

    def shuffle(self, items):
        """Fisher and Yates, from the last position down."""
        for position in range(len(items) - 1, 0, -1):
            other = self.below(position + 1)
            items[position], items[other] = items[other], items[position]

    def unit_float(self):
        return f32(self.next() >> 40) * f32(2.0**-24)
