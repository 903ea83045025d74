"""Single precision, to the bit: the fused multiply-add and what is built of it alone.

docs/formats/arithmetic.md, "Numbers" and "Products, sums, maxima". NumPy's own +, -, *, / and sqrt
on float32 are IEEE 754's and round once; what it lacks is the fused multiply-add. Elements are
float32 throughout; float64 occurs only where a comment says that nothing is rounded in it.
"""

import numpy

f32 = numpy.float32
LANES = 16

# Overflow to infinity and underflow are results like others.
numpy.seterr(over="ignore", under="ignore")

# A double between two singles that is exactly their middle: its lowest 29 bits are 1 and 28 zeros.
MIDDLE_MASK = numpy.int64((1 << 29) - 1)
MIDDLE = numpy.int64(1 << 28)
LEAST_NORMAL = 2.0**-126


def array(values):
    return numpy.asarray(values, dtype=f32)


def fma(a, b, c):
    """a * b + c, rounded once, element by element.

    The product of two singles has at most 48 bits and is exact in a double. The sum is rounded to
    odd there: of the two doubles around an inexact sum the one with an odd last bit is taken, as
    Boldo and Melquiond do (IEEE Transactions on Computers 57(4), 2008). 53 bits are two more than
    24 or more, so that the rounding to a single sees on which side of a middle the sum lies.
    """
    product = numpy.multiply(a, b, dtype=numpy.float64)
    c = numpy.broadcast_to(c, numpy.broadcast_shapes(product.shape, numpy.shape(c)))
    return rounded_to_odd_sum(product, c.astype(numpy.float64)).astype(f32)


def rounded_to_odd_sum(x, y):
    """x + y of doubles, whose sum is finite, rounded to odd."""
    total = numpy.asarray(x + y)
    # Knuth's two-sum: what the rounding of the total lost, exactly.
    part = total - x
    lost = (x - (total - part)) + (y - part)
    bits = total.view(numpy.int64)
    # Away from zero where the loss has the total's sign, else towards it.
    towards = numpy.where((lost > 0) == (total > 0), numpy.int64(1), numpy.int64(-1))
    inexact_and_even = (lost != 0) & (bits & 1 == 0)
    return (bits + towards * inexact_and_even).view(numpy.float64)


def product(a, b, start=None):
    """a[m, k] · b[k, n]: each element one chain of fused multiply-adds over k ascending.

    The chain begins at `start` (of shape [n] or [m, n]), or at +0.
    """
    a, b = array(a), array(b)
    rows, depth, columns = a.shape[0], a.shape[1], b.shape[1]
    result = numpy.zeros((rows, columns), dtype=f32)
    if start is not None:
        result[...] = array(start)
    # Columns in pieces that stay in a cache; an element's chain knows nothing of them.
    step = max(16, 8192 // max(1, rows))
    for first in range(0, columns, step):
        piece = slice(first, min(columns, first + step))
        chain(a, b[:, piece], depth, result[:, piece])
    return result


def chain(a, b, depth, result):
    """Continues the chains that stand in `result`.

    A double sum that is no middle of two singles rounds to the same single as the exact sum does;
    only where one is, or where the single would be subnormal, fma's own way is needed.
    """
    left, right = a.astype(numpy.float64), b.astype(numpy.float64, order="C")
    now = result.astype(numpy.float64, order="C")
    term, total = numpy.empty_like(now), numpy.empty_like(now)
    for k in range(depth):
        numpy.multiply(left[:, k:k + 1], right[k:k + 1, :], out=term)
        numpy.add(term, now, out=total)
        is_middle = (total.view(numpy.int64) & MIDDLE_MASK) == MIDDLE
        if numpy.count_nonzero(is_middle | (numpy.abs(total) < LEAST_NORMAL)) > 0:
            total = rounded_to_odd_sum(term, now)
        now[...] = total.astype(f32)
    result[...] = now


def fold(lanes):
    """The sum of sixteen lanes, [..., 16], by halves."""
    width = LANES // 2
    while width > 0:
        lanes = lanes[..., :width] + lanes[..., width:2 * width]
        width //= 2
    return lanes[..., 0]


def in_lanes(x, fill=0):
    """x[..., n] as [blocks, ..., 16], the last block filled up."""
    x = array(x)
    missing = -x.shape[-1] % LANES
    padding = numpy.full(x.shape[:-1] + (missing,), fill, dtype=f32)
    padded = numpy.concatenate([x, padding], axis=-1)
    blocks = padded.reshape(x.shape[:-1] + (-1, LANES))
    return numpy.moveaxis(blocks, -2, 0)


def lane_sum(x):
    """The sum over the last axis: lane l takes elements l, l + 16, …"""
    total = numpy.zeros(numpy.shape(x)[:-1] + (LANES,), dtype=f32)
    for block in in_lanes(x):
        total = total + block
    return fold(total)


def dot(x, y):
    """The inner product over the last axis, each lane a chain of fused multiply-adds."""
    x, y = numpy.broadcast_arrays(array(x), array(y))
    total = numpy.zeros(x.shape[:-1] + (LANES,), dtype=f32)
    for left, right in zip(in_lanes(x), in_lanes(y)):
        total = fma(left, right, total)
    return fold(total)


def bits(x):
    """The bits of singles as unsigned integers."""
    return array(x).view(numpy.uint32)


def hexadecimal(x):
    """The bits of singles, eight digits each, a space between."""
    return " ".join(f"{int(word):08x}" for word in bits(x).ravel())


def from_hexadecimal(text):
    return numpy.array([int(word, 16) for word in text.split()], dtype=numpy.uint32).view(f32)
