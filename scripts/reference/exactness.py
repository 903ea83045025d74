"""Holds `fma` to exact fractions, and to the C library's fmaf where there is one.

The cases are those where rounding twice goes wrong: sums next to the middle between two singles,
subnormal results, and sums that cancel.
"""

import ctypes
import ctypes.util
from fractions import Fraction

import numpy

from singles import array, f32, fma, product

COUNT = 2_000


def nearest(exact, sign_of_zero):
    """The single nearest to a fraction, ties to even, by integers alone."""
    if exact == 0:
        return f32(sign_of_zero)
    magnitude, exponent = abs(exact), 0
    while magnitude >= 1 << 24:
        magnitude, exponent = magnitude / 2, exponent + 1
    while magnitude < 1 << 23 and exponent > -149:
        magnitude, exponent = magnitude * 2, exponent - 1
    while exponent < -149:
        magnitude, exponent = magnitude / 2, exponent + 1
    whole = magnitude.numerator // magnitude.denominator
    rest = magnitude - whole
    if rest > Fraction(1, 2) or rest == Fraction(1, 2) and whole % 2 == 1:
        whole += 1
    # whole has at most 24 bits, so that nothing is rounded here.
    value = f32(numpy.ldexp(float(whole), exponent))
    return -value if exact < 0 else value


def exact_fma(a, b, c):
    product_sign = numpy.copysign(1, a) * numpy.copysign(1, b)
    zero = -0.0 if product_sign < 0 and numpy.signbit(c) else 0.0
    return nearest(Fraction(float(a)) * Fraction(float(b)) + Fraction(float(c)), zero)


def cases():
    random = numpy.random.default_rng(20)

    def normal(count):
        return random.standard_normal(count).astype(f32)

    def scaled(values, low, high):
        return array(numpy.ldexp(values.astype(float), random.integers(low, high, len(values))))

    yield "any", normal(COUNT), normal(COUNT), scaled(normal(COUNT), -30, 30)
    # a · b is a middle of two singles times a power of two; c is far below it, or the other way.
    odd = (random.integers(1 << 23, 1 << 24, COUNT) | 1).astype(f32)
    half = numpy.full(COUNT, 1.5, dtype=f32)
    yield "beside a middle", odd, half, scaled(normal(COUNT), -60, -20)
    tiny = scaled(normal(COUNT), -40, -28)
    yield "a middle by the sum", tiny, scaled(normal(COUNT), -10, 0), odd
    left, right = normal(COUNT), normal(COUNT)
    yield "cancelling", left, right, -(left * right)
    yield "subnormal", scaled(left, -80, -60), scaled(right, -80, -60), scaled(left, -149, -126)
    yield "tiny", scaled(left, -149, -100), right, scaled(right, -149, -140)
    zeros = array([0, -0.0, 1, -1] * 4)
    yield "zeros", zeros, numpy.repeat(zeros[:4], 4), array([0, -0.0] * 8)


def pairs():
    """Yields (what, ours, exact) for `fma`, and (what, one product, its chain of fma)."""
    try:
        library = ctypes.CDLL(ctypes.util.find_library("m"))
        library.fmaf.restype, library.fmaf.argtypes = ctypes.c_float, [ctypes.c_float] * 3
    except (OSError, TypeError, AttributeError):
        library = None
    for name, a, b, c in cases():
        ours = fma(a, b, c)
        yield name, ours, array([exact_fma(*each) for each in zip(a, b, c)])
        if library:
            yield name + ", the C library's", ours, array(
                [library.fmaf(*map(float, each)) for each in zip(a, b, c)])
        # Chains of two through `product`: its short cut gives what fma gives.
        chains = array([[x, y] for x, y in zip(a, c)])
        weights = numpy.stack([b[:3], numpy.ones(3, dtype=f32)])
        again = fma(chains[:, 1:], weights[1:], fma(chains[:, :1], weights[:1], f32(0)))
        yield name + ", in a product", product(chains, weights), again
