"""The numbers of model files: safetensors and GGUF, every format of weights that is read.

docs/formats/arithmetic.md, "Weights". The readers trust their files: refusing a bad one is the
program's work.
"""

import json
import pathlib
import struct

import numpy

from singles import array, f32

# MARK: Formats of numbers


def from_half(words):
    """IEEE 754 binary16 to single: exact."""
    return numpy.asarray(words, dtype="<u2").view("<f2").astype(f32)


def from_brain(words):
    """bfloat16 is the upper half of a single."""
    return (numpy.asarray(words, dtype="<u2").astype(numpy.uint32) << 16).view(f32)


def unpacked(scale, offset, integers):
    """fma(q, scale, offset): the product alone is exact, so that the sum is the one rounding."""
    return integers.astype(f32) * scale[..., None] + offset[..., None]


NO_OFFSET = f32(-0.0)

# MARK: Blocks of GGUF. Each takes blocks [n, bytes] and gives elements [n, elements].


def halves(blocks, at):
    return from_half(blocks[:, at:at + 2].copy().view("<u2"))[:, 0]


def nibbles(data):
    """Sixteen bytes a block: the lower four bits are columns 0 … 15, the upper four 16 … 31."""
    return numpy.concatenate([data & 15, data >> 4], axis=-1)


def q4_0(blocks):
    # The zero of 8 goes into the offset, which is exact; a weight of zero is +0.
    scale = halves(blocks, 0)
    return unpacked(scale, f32(-8) * scale, nibbles(blocks[:, 2:]))


def q4_1(blocks):
    return unpacked(halves(blocks, 0), halves(blocks, 2), nibbles(blocks[:, 4:]))


def five_bits(blocks, at):
    fifth = blocks[:, at:at + 4].copy().view("<u4")
    upper = (fifth >> numpy.arange(32, dtype=numpy.uint32)) & 1
    return nibbles(blocks[:, at + 4:]) | (upper << 4).astype(numpy.uint8)


def q5_0(blocks):
    integers = five_bits(blocks, 2).astype(numpy.int8) - 16
    return unpacked(halves(blocks, 0), numpy.full(len(blocks), NO_OFFSET), integers)


def q5_1(blocks):
    return unpacked(halves(blocks, 0), halves(blocks, 2), five_bits(blocks, 4))


def q8_0(blocks):
    integers = blocks[:, 2:].view(numpy.int8)
    return unpacked(halves(blocks, 0), numpy.full(len(blocks), NO_OFFSET), integers)


def scales_k(blocks):
    """The eight scales and offsets of a super-block, six bits each in twelve bytes."""
    packed = blocks[:, 4:16]
    low = packed[:, :4]
    high = packed[:, 4:8]
    both = packed[:, 8:]
    factors = numpy.concatenate([low & 63, both & 15 | low >> 2 & 48], axis=-1)
    offsets = numpy.concatenate([high & 63, both >> 4 | high >> 2 & 48], axis=-1)
    scale = halves(blocks, 0)[:, None] * factors.astype(f32)
    return scale, -(halves(blocks, 2)[:, None] * offsets.astype(f32))


def lower_k(data):
    """Of each 32 bytes the lower four bits are one sub-block and the upper four the next."""
    groups = data.reshape(len(data), 4, 32)
    return numpy.stack([groups & 15, groups >> 4], axis=2).reshape(len(data), 8, 32)


def q4_k(blocks):
    scale, offset = scales_k(blocks)
    return unpacked(scale, offset, lower_k(blocks[:, 16:])).reshape(len(blocks), 256)


def q5_k(blocks):
    scale, offset = scales_k(blocks)
    parts = numpy.arange(8, dtype=numpy.uint8)[:, None]
    fifth = blocks[:, None, 16:48] >> parts & 1
    integers = lower_k(blocks[:, 48:]) | fifth << 4
    return unpacked(scale, offset, integers).reshape(len(blocks), 256)


def q6_k(blocks):
    element = numpy.arange(256)
    half, rest = element // 128, element % 128
    low_shift = numpy.where(rest < 64, 0, 4).astype(numpy.uint8)
    high_shift = (rest // 32 * 2).astype(numpy.uint8)
    lower = blocks[:, half * 64 + rest % 64] >> low_shift & 15
    upper = blocks[:, 128 + half * 32 + rest % 32] >> high_shift & 3
    integers = (lower | upper << 4).astype(numpy.int8) - 32
    scale = halves(blocks, 208)[:, None] * blocks[:, 192:208].view(numpy.int8).astype(f32)
    offset = numpy.full_like(scale, NO_OFFSET)
    return unpacked(scale, offset, integers.reshape(len(blocks), 16, 16)).reshape(len(blocks), 256)


# ggml's number of a format: its name, elements and bytes of a block, and what unpacks it.
FORMATS = {
    2: ("Q4_0", 32, 18, q4_0), 3: ("Q4_1", 32, 20, q4_1), 6: ("Q5_0", 32, 22, q5_0),
    7: ("Q5_1", 32, 24, q5_1), 8: ("Q8_0", 32, 34, q8_0), 12: ("Q4_K", 256, 144, q4_k),
    13: ("Q5_K", 256, 176, q5_k), 14: ("Q6_K", 256, 210, q6_k),
}


def floats_of(number, data):
    """The elements that bytes of a GGUF tensor store."""
    data = numpy.frombuffer(data, dtype=numpy.uint8)
    if number == 0:
        return data.view("<f4").astype(f32)
    if number == 1:
        return from_half(data.view("<u2"))
    if number == 30:
        return from_brain(data.view("<u2"))
    _, _, size, unpack = FORMATS[number]
    return unpack(data.reshape(-1, size)).ravel()


# MARK: Files


class Safetensors:
    """A safetensors file's tensors as singles."""

    def __init__(self, path):
        self.data = pathlib.Path(path).read_bytes()
        length = struct.unpack("<Q", self.data[:8])[0]
        self.entries = json.loads(self.data[8:8 + length])
        self.entries.pop("__metadata__", None)
        self.start = 8 + length

    def __contains__(self, name):
        return name in self.entries

    def __getitem__(self, name):
        entry = self.entries[name]
        begin, end = entry["data_offsets"]
        data = self.data[self.start + begin:self.start + end]
        number = {"F32": 0, "F16": 1, "BF16": 30}[entry["dtype"]]
        return floats_of(number, data).reshape(entry["shape"])


class GGUF:
    """A GGUF file: its metadata, and its tensors as singles."""

    SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q",
               11: "<q", 12: "<d"}

    def __init__(self, path):
        self.data = pathlib.Path(path).read_bytes()
        self.at = 4
        self.scalar("<I")
        tensors, fields = self.scalar("<Q"), self.scalar("<Q")
        self.metadata = {}
        for _ in range(fields):
            name = self.text()
            self.metadata[name] = self.value(self.scalar("<I"))
        entries = [self.entry() for _ in range(tensors)]
        alignment = self.metadata.get("general.alignment", 32)
        start = -(-self.at // alignment) * alignment
        self.entries = {name: (shape, number, start + at) for name, shape, number, at in entries}

    def scalar(self, form):
        value = struct.unpack_from(form, self.data, self.at)[0]
        self.at += struct.calcsize(form)
        return value

    def text(self):
        length = self.scalar("<Q")
        self.at += length
        return self.data[self.at - length:self.at].decode(errors="replace")

    def value(self, kind):
        if kind == 8:
            return self.text()
        if kind == 9:
            kind, count = self.scalar("<I"), self.scalar("<Q")
            return [self.value(kind) for _ in range(count)]
        return self.scalar(self.SCALARS[kind])

    def entry(self):
        name = self.text()
        shape = [self.scalar("<Q") for _ in range(self.scalar("<I"))]
        # GGUF names the innermost dimension first.
        return name, shape[::-1], self.scalar("<I"), self.scalar("<Q")

    def __contains__(self, name):
        return name in self.entries

    def __getitem__(self, name):
        shape, number, at = self.entries[name]
        count = int(numpy.prod(shape))
        if number in FORMATS:
            _, elements, size, _ = FORMATS[number]
        else:
            elements, size = 1, {0: 4, 1: 2, 30: 2}[number]
        data = self.data[at:at + count // elements * size]
        return array(floats_of(number, data)).reshape(shape)
