"""The attribution index and what an answer's lines are made of.

docs/formats/attribution-index.md has the file, docs/formats/arithmetic.md the order of operations.
"""

import math
import struct

import numpy

from functions import quantised_products, quantised_rows, softmax
from regression import SoftmaxRegression, in_order, inverse_factor, summed
from singles import dot, f32, product
from streams import SeededBytes

BILLION = 10**9
LEAST_LENGTH = f32(1e-20)
LEAST_DAMPING = f32(1e-6)

# MARK: Vectors


def unit_rows(rows):
    lengths = numpy.sqrt(dot(rows, rows))
    divisors = numpy.where(lengths > LEAST_LENGTH, lengths, f32(1))
    return rows / divisors[:, None]


def whitened(features, mean, factor):
    return unit_rows(product(features - mean, factor.T))


def residuals(p, labels, factor):
    d = p * f32(-1)
    d[numpy.arange(len(d)), labels] += f32(1)
    return unit_rows(product(d, factor.T))


def mean_of(rows):
    return summed(rows) * (f32(1) / f32(len(rows)))


def damped(matrix, factor):
    trace = f32(0)
    for value in numpy.diagonal(matrix):
        trace = trace + value
    amount = max(f32(factor) * trace / f32(len(matrix)), LEAST_DAMPING)
    matrix = matrix.copy()
    matrix[numpy.diag_indices(len(matrix))] += amount
    return matrix


# MARK: The index


class Head:
    def __init__(self, weights, bias, class_factor, scales, integers):
        self.weights, self.bias, self.class_factor = weights, bias, class_factor
        self.scales, self.integers = scales, integers

    @classmethod
    def made(cls, flat, features, labels, classes, damping):
        width = features.shape[1]
        weights, bias = flat[:classes * width].reshape(classes, width), flat[classes * width:]
        p = softmax(product(features, weights.T, bias))
        curvature = product(p.T, p) * (f32(-1) / f32(len(p)))
        curvature[numpy.diag_indices(classes)] += mean_of(p)
        factor = inverse_factor(damped(curvature, damping))
        return cls(weights, bias, factor, *quantised_rows(residuals(p, labels, factor)))


class Index:
    """A model's index: read from its file, or made of features, labels and head."""

    FIELDS = ["damping", "quantile", "lines", "resampled", "steps", "penalty", "deviations"]

    def __init__(self, settings, mean, factor, scales, integers, labels, heads):
        self.settings, self.mean, self.factor = settings, mean, factor
        self.scales, self.integers, self.labels, self.heads = scales, integers, labels, heads

    @classmethod
    def read(cls, data):
        assert data[:6] == b"OLHK\0\1"
        rows, width, classes, heads = struct.unpack_from(">4I", data, 6)
        settings = dict(zip(cls.FIELDS, struct.unpack_from(">f4IfI", data, 22)))
        at = 50

        def take(form, *shape):
            nonlocal at
            values = numpy.frombuffer(data, dtype=form, count=math.prod(shape), offset=at)
            at += values.nbytes
            return values.astype(values.dtype.newbyteorder("=")).reshape(shape)

        mean, factor = take(">f4", width), take(">f4", width, width)
        scales, integers = take(">f4", rows), take("i1", rows, width)
        labels = take(">u2", rows).astype(int)
        made = [Head(take(">f4", classes, width), take(">f4", classes),
                     take(">f4", classes, classes), take(">f4", rows), take("i1", rows, classes))
                for _ in range(heads)]
        assert at == len(data)
        return cls(settings, mean, factor, scales, integers, labels, made)

    @classmethod
    def made(cls, features, labels, flat_head, classes, settings, seed):
        """From features as the head reads them; `flat_head` is weights, then biases."""
        labels = numpy.array(labels)
        mean = mean_of(features)
        centred = features - mean
        covariance = product(centred.T, centred) * (f32(1) / f32(len(features)))
        factor = inverse_factor(damped(covariance, settings["damping"]))
        heads = [flat_head] + cls.resampled(features, labels, flat_head, classes, settings, seed)
        made = [Head.made(flat, features, labels, classes, settings["damping"]) for flat in heads]
        rows = quantised_rows(whitened(features, mean, factor))
        return cls(settings, mean, factor, *rows, labels, made)

    @staticmethod
    def resampled(features, labels, flat_head, classes, settings, seed):
        """Heads refitted on rows drawn with replacement, each near the model's own."""
        _, gradient = SoftmaxRegression(features, labels, classes).loss_and_gradient(flat_head)
        anchor = flat_head[:classes * features.shape[1]]
        heads = []
        for number in range(settings["resampled"]):
            draws = SeededBytes(seed, f"resampled head {number}")
            counts = numpy.zeros(len(labels), dtype=f32)
            for _ in labels:
                counts[draws.below(len(labels))] += f32(1)
            heads.append(SoftmaxRegression(features, labels, classes, counts).minimised(
                flat_head, settings["penalty"], anchor, gradient, settings["steps"]))
        return heads

    def file_bytes(self):
        rows, width = self.integers.shape
        parts = [b"OLHK\0\1", struct.pack(">4I", rows, width, len(self.heads[0].bias),
                                          len(self.heads)),
                 struct.pack(">f4IfI", *(self.settings[name] for name in self.FIELDS))]

        def put(form, *arrays):
            parts.extend(values.astype(form).tobytes() for values in arrays)

        put(">f4", self.mean, self.factor, self.scales)
        put("i1", self.integers)
        put(">u2", self.labels)
        for head in self.heads:
            put(">f4", head.weights, head.bias, head.class_factor, head.scales)
            put("i1", head.integers)
        return b"".join(parts)

    # MARK: An answer

    def attribution(self, feature, label):
        """Lines (position, weight, lower) by falling weight, and the rest, in parts per billion."""
        a = quantised_rows(whitened(feature[None], self.mean, self.factor))
        affinities = quantised_products(self.scales, self.integers, a[0][0], a[1][0])
        chosen, shares = [], []
        for head in self.heads:
            p = softmax(product(feature[None], head.weights.T, head.bias))
            s = quantised_rows(residuals(p, [label], head.class_factor))
            scores = quantised_products(head.scales, head.integers, s[0][0], s[1][0]) * affinities
            threshold = self.chance(scores, label)
            kept = numpy.flatnonzero(scores > threshold)
            if not shares:
                order = sorted(kept, key=lambda position: (-scores[position], position))
                chosen = [int(position) for position in order[:self.settings["lines"]]]
            shares.append(weights_of(chosen, scores, threshold, kept))
        return self.lines(chosen, shares)

    def chance(self, scores, label, quantile=None):
        """The stated quantile of |c| over rows of other classes; 0 where there are none."""
        others = numpy.sort(numpy.abs(scores[self.labels != label]))
        if len(others) == 0:
            return f32(0)
        quantile = self.settings["quantile"] if quantile is None else quantile
        return others[max(0, (len(others) * quantile + 999) // 1000 - 1)]

    def lines(self, chosen, shares):
        weights = shares[0]
        rest = max(0.0, 1 - in_order(weights))
        *parts, rest = parts_per_billion(weights + [rest])
        deviations = standard_deviations(shares[1:], len(chosen))
        factor = float(self.settings["deviations"]) / 1000
        lines = []
        for position, weight, part, deviation in zip(chosen, weights, parts, deviations):
            if part > 0:
                bound = max(0.0, weight - factor * deviation) * 1e9
                lines.append((position, part, min(part, int(bound))))
        return sorted(lines, key=lambda line: (-line[1], line[0])), rest


def weights_of(chosen, scores, threshold, kept):
    total = in_order(scores[kept].astype(numpy.float64))
    if total <= 0:
        return [0.0 for _ in chosen]
    return [max(0.0, float(scores[position]) - float(threshold)) / total for position in chosen]


def standard_deviations(shares, lines):
    """Sample deviations over the resampled heads, in their order; 0 for fewer than two."""
    count = float(len(shares))
    if count < 2:
        return [0.0] * lines
    deviations = []
    for line in range(lines):
        own = [share[line] for share in shares]
        mean = in_order(own) / count
        squares = in_order([(weight - mean) * (weight - mean) for weight in own])
        deviations.append(math.sqrt(squares / (count - 1)))
    return deviations


# MARK: Parts per billion


def parts_per_billion(numbers):
    """Doubles to integers on one binary scale, then the billion by largest remainder."""
    pairs = [significand_and_exponent(number) for number in numbers]
    highest = max((exponent for significand, exponent in pairs if significand > 0), default=0)
    unit = highest - 10
    return largest_remainder(BILLION, [
        significand << exponent - unit if exponent >= unit else significand >> unit - exponent
        for significand, exponent in pairs])


def significand_and_exponent(number):
    """number = significand · 2^exponent, the significand under 2^53, as IEEE 754 stores it."""
    word = struct.unpack(">Q", struct.pack(">d", number))[0]
    biased, fraction = word >> 52 & 0x7FF, word & (1 << 52) - 1
    return (fraction | (1 << 52) if biased else fraction), max(biased, 1) - 1075


def largest_remainder(total, weights):
    whole = sum(weights)
    if whole == 0:
        return [0] * (len(weights) - 1) + [total]
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for position in order[:total - sum(parts)]:
        parts[position] += 1
    return parts


# MARK: The gate's values

UNIT = 64


def row_values(index, features, labels, quantile):
    """What each row is worth on evaluation items, beyond what chance gives."""
    head = index.heads[0]
    p = softmax(product(features, head.weights.T, head.bias))
    agreements = residuals(p, labels, head.class_factor)
    affinities = whitened(features, index.mean, index.factor)
    row_features = index.scales[:, None] * index.integers.astype(f32)
    row_residuals = head.scales[:, None] * head.integers.astype(f32)
    total = numpy.zeros(len(index.labels), dtype=f32)
    for first in range(0, len(labels), UNIT):
        part = slice(first, first + UNIT)
        cosines = product(affinities[part], row_features.T) * product(
            agreements[part], row_residuals.T)
        unit = numpy.zeros_like(total)
        for row, label in zip(cosines, labels[part]):
            chance = index.chance(row, label, quantile)
            beyond = numpy.where(row > 0, row - chance, row + chance)
            unit = numpy.where(numpy.abs(row) > chance, unit + beyond, unit)
        total = total + unit
    return total * (f32(1) / f32(max(1, len(labels))))


def helps(values, deviations_millis):
    """Whether an account's mean value lies so many standard errors above zero."""
    values = [float(value) for value in values]
    count = float(len(values))
    mean = in_order(values) / count
    squares = in_order([(value - mean) * (value - mean) for value in values])
    deviation = math.sqrt(squares / (count - 1))
    return mean - float(deviations_millis) / 1000 * deviation / math.sqrt(count) > 0
