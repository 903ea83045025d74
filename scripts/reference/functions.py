"""Elementary functions, rows and their derivatives, the optimiser, and eight-bit rows.

docs/formats/arithmetic.md, "Functions", "Rows" and "Training". Every line below is one operation
of the document; an expression without `fma` rounds after each of its operations, from left to
right.
"""

import numpy

from singles import array, bits, dot, f32, fma, lane_sum


def constant(text):
    """A constant as the document writes it, such as 0x1.62e400p-1; it is a single exactly."""
    value = float.fromhex(text)
    assert float(f32(value)) == value, text
    return f32(value)


def polynomial(x, coefficients):
    """Horner's rule with a fused multiply-add a step, the highest coefficient first."""
    result = numpy.full(numpy.shape(x), constant(coefficients[0]), dtype=f32)
    for coefficient in coefficients[1:]:
        result = fma(result, x, constant(coefficient))
    return result


# MARK: Elementary functions

# Lists of constants, so that vectors.py can look for inputs at which each last bit tells.
LOG2_E = ["0x1.715476p+0"]
LN2 = ["0x1.62e400p-1", "0x1.7f7d1cp-20"]
EXP = ["0x1.6a242cp-10", "0x1.1239e6p-7", "0x1.5558f2p-5", "0x1.555492p-3", "0x1.fffffcp-2",
       "0x1p0", "0x1p0"]


def exp(x):
    x = array(x)
    tiny = x < f32(-87)
    x = numpy.where(x > f32(88), f32(88), x)
    x = numpy.where(tiny, f32(0), x)
    magic = constant("0x1.8p23")
    shifted = fma(x, constant(LOG2_E[0]), magic)
    n = shifted - magic
    r = fma(n, -constant(LN2[0]), x)
    r = fma(n, -constant(LN2[1]), r)
    p = polynomial(r, EXP)
    # p · 2^n is a normal number: n goes into the exponent.
    result = (bits(p) + (n.astype(numpy.int32).astype(numpy.uint32) << 23)).view(f32)
    return numpy.where(tiny, f32(0), result)


LOG = ["0x1.145718p-4", "-0x1.de3c0cp-4", "0x1.e6f0a8p-4", "-0x1.fc220cp-4", "0x1.233764p-3",
       "-0x1.555c4ep-3", "0x1.99a4b6p-3", "-0x1.000006p-2", "0x1.555548p-2"]


def log(x):
    word = array(x).view(numpy.int32)
    n = (word - numpy.int32(0x3F3504F3)) >> 23
    u = (word - (n << 23)).view(f32) - f32(1)
    p = polynomial(u, LOG)
    square = u * u
    p = fma(p, u, f32(-0.5))
    scale = n.astype(f32)
    low = fma(scale, constant(LN2[1]), u)
    small = fma(square, p, low)
    return fma(scale, constant(LN2[0]), small)


ERF_P = ["-0x1.b8c2c0p-27", "0x1.35ab3ap-18", "0x1.8b443ep-12", "0x1.f73f26p-9", "0x1.bc68fep-5",
         "0x1.7b2be8p-3", "0x1.20dd76p+0"]
ERF_Q = ["0x1.05ecf0p-14", "0x1.554cf8p-10", "0x1.f9b0aap-7", "0x1.d27466p-4", "0x1.fd5972p-2",
         "0x1p0"]


def erf(x):
    limit = f32(3.925)
    x = numpy.clip(array(x), -limit, limit)
    t = x * x
    result = x * polynomial(t, ERF_P) / polynomial(t, ERF_Q)
    return numpy.clip(result, f32(-1), f32(1))


ROOT_OF_HALF = ["0x1.6a09e6p-1"]
DENSITY = ["0x1.988454p-2"]


def normal_cdf(x):
    half = f32(0.5)
    return fma(half, erf(array(x) * constant(ROOT_OF_HALF[0])), half)


def gelu(x):
    return array(x) * normal_cdf(x)


def gelu_slope(x):
    x = array(x)
    density = constant(DENSITY[0]) * exp(x * x * f32(-0.5))
    return fma(x, density, normal_cdf(x))


def silu(x):
    x = array(x)
    return x / (exp(-x) + f32(1))


# MARK: Rows

def softmax(x, factor=1):
    """softmax(factor · x) over the last axis."""
    x = array(x)
    e = exp((x - x.max(axis=-1, keepdims=True)) * f32(factor))
    return e * (f32(1) / lane_sum(e))[..., None]


def softmax_backward(p, gradient, factor):
    inner = dot(p, gradient)[..., None]
    return f32(factor) * (p * (gradient - inner))


def layer_norm(x, weight, bias, epsilon):
    """The output, and what the backward pass needs: the normal rows and inverse deviations."""
    x = array(x)
    share = f32(1) / f32(x.shape[-1])
    normal = x - (lane_sum(x) * share)[..., None]
    variance = dot(normal, normal) * share
    inverse = f32(1) / numpy.sqrt(variance + f32(epsilon))
    normal = normal * inverse[..., None]
    return fma(normal, weight, bias), normal, inverse


def layer_norm_backward(gradient, weight, normal, inverse):
    share = f32(1) / f32(normal.shape[-1])
    h = gradient * weight
    mean = (lane_sum(h) * share)[..., None]
    along = (dot(h, normal) * share)[..., None]
    return inverse[..., None] * fma(-normal, along, h - mean)


def rms_norm(x, weight, epsilon):
    x = array(x)
    share = f32(1) / f32(x.shape[-1])
    inverse = f32(1) / numpy.sqrt(dot(x, x) * share + f32(epsilon))
    return (x * inverse[..., None]) * weight


def rotate(x, cosine, sine):
    """Turns a head's elements j and j + half, x[..., 2 · half], cosine and sine [..., half]."""
    first, second = numpy.split(array(x), 2, axis=-1)
    return numpy.concatenate([
        fma(first, cosine, -(second * sine)), fma(second, cosine, first * sine)], axis=-1)


# MARK: Rows of eight-bit integers

LEAST_LARGEST = f32(2.0**-118)


def quantised_rows(rows):
    """Each row to a scale and integers of −127 … 127."""
    rows = array(rows)
    largest = numpy.abs(rows).max(axis=-1)
    is_zero = largest < LEAST_LARGEST
    divisor = numpy.where(is_zero, f32(1), largest)
    inverse = numpy.where(is_zero, f32(0), f32(127) / divisor)
    scales = numpy.where(is_zero, f32(0), largest / f32(127))
    # rint: to the nearest integer, ties to even.
    return scales, numpy.rint(rows * inverse[..., None]).astype(numpy.int8)


def quantised_products(scales, integers, scale, row):
    """The inner products of rows with one row: exact integers, then two roundings each."""
    exact = integers.astype(numpy.int32) @ row.astype(numpy.int32)
    return exact.astype(f32) * (scales * scale)


# MARK: Optimiser

class AdamW:
    """Decoupled weight decay (arXiv 1711.05101, algorithm 2) over one flat vector."""

    def __init__(self, count, beta1, beta2, epsilon, weight_decay):
        self.moment1 = numpy.zeros(count, dtype=f32)
        self.moment2 = numpy.zeros(count, dtype=f32)
        self.beta1, self.beta2 = f32(beta1), f32(beta2)
        self.epsilon, self.weight_decay = f32(epsilon), f32(weight_decay)
        self.power1 = self.power2 = f32(1)

    def step(self, parameters, g, rate):
        one, rate = f32(1), f32(rate)
        self.power1 = self.power1 * self.beta1
        self.power2 = self.power2 * self.beta2
        correction1 = one / (one - self.power1)
        correction2 = one / (one - self.power2)
        keep = one - rate * self.weight_decay
        self.moment1 = fma(self.beta1, self.moment1, (one - self.beta1) * g)
        self.moment2 = fma(self.beta2, self.moment2, (one - self.beta2) * (g * g))
        direction = (self.moment1 * correction1) / (
            numpy.sqrt(self.moment2 * correction2) + self.epsilon)
        return fma(-rate, direction, parameters * keep)
