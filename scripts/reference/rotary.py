"""Rotary frequencies and turns: double precision by stated series, rounded once to single.

docs/formats/arithmetic.md, "Rotary positions". Python's floats are IEEE 754 doubles and its
operators round once each, from left to right; no function of the C library is called.
"""

import math

from singles import array, f32

# The single next to pi towards zero, not the nearest one.
PI = f32(float.fromhex("0x1.921fb4p+1"))


def rounded(x):
    """The nearest whole number, halves away from zero."""
    whole = float(math.floor(abs(x)))
    if abs(x) - whole >= 0.5:
        whole += 1
    return math.copysign(whole, x)


def exponential(x):
    n = rounded(x * 1.4426950408889634)
    r = (x - n * float.fromhex("0x1.62e42feep-1")) - n * float.fromhex("0x1.a39ef35793c76p-33")
    total = 1.0
    for power in range(17, 0, -1):
        total = 1 + total * r / power
    return math.ldexp(total, int(n))


def natural_logarithm(x):
    m, n = math.frexp(x)
    m, n = m * 2, n - 1
    if m > 1.4142135623730951:
        m, n = m / 2, n + 1
    t = (m - 1) / (m + 1)
    total = 0.0
    for power in range(35, 0, -2):
        total = total * t * t + 1 / power
    return n * 0.6931471805599453 + 2 * t * total


def cosine_and_sine(x):
    n = rounded(x * 0.6366197723675813)
    r = ((x - n * float.fromhex("0x1.921fb54p+0")) - n * float.fromhex("0x1.10b46118p-30")
         ) - n * float.fromhex("0x1.313198a2e037p-61")
    square = r * r
    cosine = sine = 1.0
    for power in range(20, 0, -2):
        cosine = 1 - cosine * square / (power * (power - 1))
        sine = 1 - sine * square / (power * (power + 1))
    sine *= r
    return [(cosine, sine), (-sine, cosine), (-cosine, -sine), (sine, -cosine)][int(n) & 3]


def frequencies(width, base, scaling=None):
    """width / 2 singles, radians a position."""
    step = -2 * natural_logarithm(float(base)) / width
    return array([stretched(f32(exponential(j * step)), scaling) for j in range(width // 2)])


def stretched(frequency, scaling):
    """`scaling` is nothing, {"factor"}, or Llama 3's {"factor", "low", "high", "original"}."""
    if scaling is None:
        return frequency
    factor = f32(scaling["factor"])
    if "low" not in scaling:
        return frequency / factor
    low, high, original = (f32(scaling[name]) for name in ("low", "high", "original"))
    wavelength = f32(2) * PI / frequency
    if wavelength < original / high:
        return frequency
    if wavelength > original / low:
        return frequency / factor
    share = (original / wavelength - low) / (high - low)
    return (f32(1) - share) * frequency / factor + share * frequency


def turns(values, position):
    """Cosines and sines at a position, one of each a frequency."""
    pairs = [cosine_and_sine(float(f32(position) * value)) for value in values]
    return array([pair[0] for pair in pairs]), array([pair[1] for pair in pairs])
