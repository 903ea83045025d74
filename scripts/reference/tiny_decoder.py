"""Writes a small decoder as a GGUF file: a layer for each quantised format, seeded random blocks.

Its heads turn by Llama 3's frequencies, and its rows lie in llama.cpp's order.
"""

import pathlib
import struct

import numpy

from files import FORMATS
from streams import SeededBytes

WIDTH, HEADS, KEY_HEADS, VOCABULARY, CONTEXT = 256, 8, 2, 48, 128
HEAD_WIDTH = WIDTH // HEADS
THETA, FACTOR = 500000.0, 8.0
ALIGNMENT = 32
# Where a block has half-precision scales and offsets.
SCALES = {2: [0], 3: [0, 2], 6: [0], 7: [0, 2], 8: [0], 12: [0, 2], 13: [0, 2], 14: [208]}


def text(value):
    return struct.pack("<Q", len(value)) + value.encode()


def field(name, value):
    if isinstance(value, str):
        return text(name) + struct.pack("<I", 8) + text(value)
    kind, form = (6, "<f") if isinstance(value, float) else (4, "<I")
    return text(name) + struct.pack("<I", kind) + struct.pack(form, value)


def blocks(random, number, rows, columns):
    """Random blocks with scales near 2^-10."""
    _, elements, size, _ = FORMATS[number]
    data = numpy.frombuffer(
        random.bytes(rows * columns // elements * size), dtype=numpy.uint8).reshape(-1, size).copy()
    for place in SCALES[number]:
        data[:, place + 1] = data[:, place + 1] & 0x83 | 0x14
    return [rows, columns], number, data.tobytes()


def singles(values):
    return [len(values)], 0, struct.pack(f"<{len(values)}f", *values)


def llama3_divisors():
    """What the frequencies are divided by, as llama.cpp's conversion writes it."""
    low, high, original, divisors = 1.0, 4.0, 8192.0, []
    for place in range(HEAD_WIDTH // 2):
        length = 2 * numpy.pi * THETA ** (2 * place / HEAD_WIDTH)
        smooth = (original / length - low) / (high - low)
        divisors.append(1.0 if length < original / high else FACTOR if length > original / low
                        else 1 / ((1 - smooth) / FACTOR + smooth))
    return divisors


def tensors():
    random = SeededBytes(1, "tiny reference decoder")

    def norm():
        return singles([1 + 0.5 * float(random.unit_float()) for _ in range(WIDTH)])

    yield "rope_freqs.weight", *singles(llama3_divisors())
    yield "token_embd.weight", *blocks(random, 8, VOCABULARY, WIDTH)
    keys = KEY_HEADS * HEAD_WIDTH
    for layer, number in enumerate(FORMATS):
        yield f"blk.{layer}.attn_norm.weight", *norm()
        for name, rows in [("attn_q", WIDTH), ("attn_k", keys), ("attn_v", keys),
                           ("attn_output", WIDTH), ("ffn_gate", WIDTH), ("ffn_up", WIDTH),
                           ("ffn_down", WIDTH)]:
            yield f"blk.{layer}.{name}.weight", *blocks(random, number, rows, WIDTH)
        yield f"blk.{layer}.ffn_norm.weight", *norm()
    yield "output_norm.weight", *norm()
    yield "output.weight", *blocks(random, 14, VOCABULARY, WIDTH)


def write(path):
    fields = {
        "general.architecture": "llama", "llama.context_length": CONTEXT,
        "llama.embedding_length": WIDTH, "llama.block_count": len(FORMATS),
        "llama.feed_forward_length": WIDTH, "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": KEY_HEADS,
        "llama.attention.layer_norm_rms_epsilon": 1e-5, "llama.rope.freq_base": THETA,
        "llama.vocab_size": VOCABULARY}
    entries, data, count = b"", b"", 0
    for name, shape, number, own in tensors():
        data += b"\0" * (-len(data) % ALIGNMENT)
        entries += text(name) + struct.pack("<I", len(shape))
        entries += struct.pack(f"<{len(shape)}Q", *shape[::-1])
        entries += struct.pack("<IQ", number, len(data))
        data, count = data + own, count + 1
    header = b"GGUF" + struct.pack("<IQQ", 3, count, len(fields))
    header += b"".join(field(name, value) for name, value in fields.items()) + entries
    pathlib.Path(path).write_bytes(header + b"\0" * (-len(header) % ALIGNMENT) + data)
