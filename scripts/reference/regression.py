"""Multinomial logistic regression by L-BFGS, and the inverse of a Cholesky factor.

docs/formats/arithmetic.md, "Regression" and "Attribution index".
"""

import numpy

from functions import log, softmax
from singles import array, f32, fma, product

BLOCK_ROWS = 256
LEAST_LIKELIHOOD = f32(1e-30)


def in_order(terms, start=0.0):
    """start + the doubles, one after another."""
    return float(numpy.add.accumulate(numpy.concatenate([[start], terms]))[-1])


def double_dot(x, y):
    """Σ x · y in double precision, in order; a product of two singles is exact there."""
    return in_order(x.astype(numpy.float64) * y.astype(numpy.float64))


def summed(rows):
    """The sum of rows, first to last from 0."""
    total = numpy.zeros(rows.shape[1], dtype=f32)
    for row in rows:
        total = total + row
    return total


class SoftmaxRegression:
    """Minimises mean w_i · CE(W x_i + b, y_i) + (l2 / 2)|W − W₀|² − ⟨g, (W, b)⟩."""

    def __init__(self, features, labels, classes, row_weights=None):
        self.features, self.labels, self.classes = array(features), numpy.array(labels), classes
        count = len(self.labels)
        self.row_weights = array(numpy.ones(count) if row_weights is None else row_weights)

    def split(self, flat):
        width = self.features.shape[1]
        count = self.classes * width
        return flat[:count].reshape(self.classes, width), flat[count:]

    def loss_and_gradient(self, flat):
        weights, bias = self.split(flat)
        loss, gradient = 0.0, numpy.zeros(len(flat), dtype=f32)
        for first in range(0, len(self.labels), BLOCK_ROWS):
            rows = slice(first, first + BLOCK_ROWS)
            block_loss, block_gradient = self.block(
                self.features[rows], self.labels[rows], self.row_weights[rows], weights, bias)
            loss += block_loss
            gradient = gradient + block_gradient
        return loss / len(self.labels), gradient * (f32(1) / f32(len(self.labels)))

    @staticmethod
    def block(x, labels, row_weights, weights, bias):
        p = softmax(product(x, weights.T, bias))
        rows = numpy.arange(len(x))
        likelihoods = log(numpy.maximum(p[rows, labels], LEAST_LIKELIHOOD))
        loss = in_order(-(row_weights * likelihoods).astype(numpy.float64))
        p[rows, labels] -= f32(1)
        p = p * row_weights[:, None]
        return loss, numpy.concatenate([product(p.T, x).ravel(), summed(p)])

    def minimised(self, start, l2, anchor, linear, steps):
        """Flat as weights then biases; `anchor` has the weights' length, `linear` the whole one."""
        l2 = f32(l2)

        def evaluate(flat):
            loss, gradient = self.loss_and_gradient(flat)
            away = flat[:len(anchor)] - anchor
            gradient[:len(anchor)] += l2 * away
            loss += 0.5 * float(l2) * double_dot(away, away)
            if linear is not None:
                loss = in_order(
                    -(linear.astype(numpy.float64) * flat.astype(numpy.float64)), loss)
                gradient = gradient - linear
            return loss, gradient

        return minimised(array(start), steps, evaluate)


# MARK: L-BFGS

MEMORY = 10


def minimised(point, steps, evaluate):
    loss, gradient = evaluate(point)
    pairs = []
    for _ in range(steps):
        direction = descent(gradient, pairs)
        slope = double_dot(direction, gradient)
        if slope >= 0:
            pairs, direction = [], -gradient
            slope = -double_dot(gradient, gradient)
        if slope > -1e-12:
            break
        length = f32(1) if pairs else f32(1 / (1 + numpy.sqrt(-slope)))
        for _ in range(20):
            candidate = fma(length, direction, point)
            new_loss, new_gradient = evaluate(candidate)
            if new_loss <= loss + 1e-4 * float(length) * slope:
                remember(candidate - point, new_gradient - gradient, pairs)
                point, loss, gradient = candidate, new_loss, new_gradient
                break
            length = length * f32(0.5)
        else:
            break
    return point


def remember(step, change, pairs):
    curvature = double_dot(step, change)
    if curvature > 1e-10 * double_dot(change, change):
        if len(pairs) == MEMORY:
            pairs.pop(0)
        pairs.append((step, change, curvature))


def descent(gradient, pairs):
    """−H g by the two-loop recursion."""
    q, factors = gradient, []
    for step, change, curvature in reversed(pairs):
        factor = double_dot(step, q) / curvature
        q = fma(f32(-factor), change, q)
        factors.append(factor)
    if pairs:
        _, change, curvature = pairs[-1]
        q = q * f32(curvature / double_dot(change, change))
    for (step, change, curvature), factor in zip(pairs, reversed(factors)):
        back = double_dot(change, q) / curvature
        q = fma(f32(factor - back), step, q)
    return q * f32(-1)


# MARK: Cholesky

def inverse_factor(matrix):
    """L⁻¹ of K = L Lᵀ: in doubles, k ascending, nothing fused, rounded once at the end."""
    rest = array(matrix).astype(numpy.float64)
    count = len(rest)
    factor = numpy.zeros_like(rest)
    for k in range(count):
        factor[k, k] = numpy.sqrt(rest[k, k])
        factor[k + 1:, k] = rest[k + 1:, k] / factor[k, k]
        # What element (i, j) loses for this k, before any later k.
        rest[k + 1:, k + 1:] -= factor[k + 1:, k:k + 1] * factor[k + 1:, k]
    inverse = numpy.zeros_like(rest)
    for i in range(count):
        pivot = 1 / factor[i, i]
        inverse[i, i] = pivot
        for k in range(i):
            inverse[i, :k + 1] -= (factor[i, k] * pivot) * inverse[k, :k + 1]
    return inverse.astype(f32)
