"""A classifier's fine-tuning: initial head, row order, gradients, optimiser, commitments.

docs/formats/arithmetic.md, "Training".
"""

import hashlib
import struct

import numpy

from encoder import FEATURE_SCALE, Adapter, feature, inverse_length
from functions import AdamW, log, softmax
from regression import LEAST_LIKELIHOOD, SoftmaxRegression, summed
from singles import array, dot, f32, lane_sum, product
from streams import SeededBytes, tagged

SEQUENCES_PER_UNIT = 8
TEMPERATURES = [0.02, 0.04, 0.06, 0.1, 0.15, 0.2]


def class_means_head(features, labels, classes):
    """The initial head, flat as weights then biases."""
    count, width = features.shape
    mean = summed(features) * (f32(1) / f32(count))
    directions, counts = numpy.zeros((classes, width), dtype=f32), numpy.zeros(classes, dtype=f32)
    for row, label in zip(features, labels):
        counts[label] += f32(1)
        directions[label] = directions[label] + (row - mean)
    directions = directions / (counts + f32(5))[:, None]
    priors = (counts + f32(0.5)) / (f32(count) + f32(0.5) * f32(classes))
    log_priors = log(priors)
    problem = SoftmaxRegression(features, labels, classes)
    best = None
    for temperature in TEMPERATURES:
        weights = directions * f32(temperature)
        bias = log_priors - dot(weights, mean[None])
        flat = numpy.concatenate([weights.ravel(), bias])
        loss, _ = problem.loss_and_gradient(flat)
        if best is None or loss < best[0]:
            best = loss, flat
    return best[1]


def initial_parameters(adapter, seed):
    """A uniform in ±1 / √inputs, B zero, drawn site after site."""
    random = SeededBytes(seed, "adapter")
    for a, b, inputs, _ in adapter.slots.values():
        bound = f32(1) / numpy.sqrt(f32(inputs))
        for place in range(a, b):
            adapter.parameters[place] = (f32(2) * random.unit_float() - f32(1)) * bound


def row_order(count, epochs, seed):
    random = SeededBytes(seed, "row order")
    order = []
    for _ in range(epochs):
        epoch = list(range(count))
        random.shuffle(epoch)
        order += epoch
    return order


def gradients(encoder, adapter, flat_head, classes, sequences, labels):
    """Of the mean cross-entropy: losses, adapter's and head's, units added in order."""
    losses = []
    adapter_sum = numpy.zeros(adapter.count, dtype=f32)
    head_sum = numpy.zeros(len(flat_head), dtype=f32)
    for first in range(0, len(sequences), SEQUENCES_PER_UNIT):
        part = slice(first, first + SEQUENCES_PER_UNIT)
        unit = unit_gradients(encoder, adapter, flat_head, classes, sequences[part], labels[part])
        losses.append(unit[0])
        adapter_sum = adapter_sum + unit[1]
        head_sum = head_sum + unit[2]
    share = f32(1) / f32(len(sequences))
    return numpy.concatenate(losses), adapter_sum * share, head_sum * share


def unit_gradients(encoder, adapter, flat_head, classes, sequences, labels):
    weights = flat_head[:classes * encoder.width].reshape(classes, encoder.width)
    bias = flat_head[classes * encoder.width:]
    pooled, traces = encoder.forward(sequences, adapter)
    features = array([feature(row) for row in pooled])
    p = softmax(product(features, weights.T, bias))
    rows = numpy.arange(len(labels))
    losses = -log(numpy.maximum(p[rows, labels], LEAST_LIKELIHOOD))
    p[rows, labels] -= f32(1)
    head = numpy.concatenate([product(p.T, features).ravel(), summed(p)])
    g = product(p, weights)
    for row, e in enumerate(pooled):
        # d f / d e = (20 / |e|)(I − ê êᵀ)
        inverse = inverse_length(e)
        along = dot(g[row], e) * inverse
        g[row] = FEATURE_SCALE * inverse * (g[row] - along * (e * inverse))
    return losses, encoder.backward(g, traces, adapter), head


def schedule(step, steps, warm_up_percent):
    warm_up = max(1, steps * warm_up_percent // 100)
    if step < warm_up:
        return f32(step + 1) / f32(warm_up)
    return f32(steps - step) / f32(max(1, steps - warm_up))


class Run:
    """A training run; `recipe` is the manifest's."""

    def __init__(self, encoder, recipe, sequences, labels, classes, frozen_features, seed):
        self.encoder, self.recipe, self.classes = encoder, recipe, classes
        self.sequences, self.labels = sequences, labels
        self.per_epoch = -(-len(sequences) // recipe["batchRows"])
        self.steps, self.step = recipe["epochs"] * self.per_epoch, 0
        self.adapter = Adapter(encoder, recipe["rank"], recipe["alpha"])
        initial_parameters(self.adapter, seed)
        self.head = class_means_head(frozen_features, labels, classes)
        self.order = row_order(len(sequences), recipe["epochs"], seed)
        settings = [recipe[name] for name in ("beta1", "beta2", "epsilon", "weightDecay")]
        self.adapter_optimiser = AdamW(self.adapter.count, *settings)
        self.head_optimiser = AdamW(len(self.head), *settings)
        self.transcript_seed = tagged("openledger/transcript/v1", seed)
        self.records = []
        self.last_loss = None

    def batch(self):
        """Each epoch is cut into batches, the last of which may be shorter."""
        start = self.step // self.per_epoch * len(self.sequences)
        first = start + self.step % self.per_epoch * self.recipe["batchRows"]
        return self.order[first:min(first + self.recipe["batchRows"], start + len(self.sequences))]

    def advance(self):
        rows = self.batch()
        losses, adapter_gradient, head_gradient = gradients(
            self.encoder, self.adapter, self.head, self.classes,
            [self.sequences[row] for row in rows], [self.labels[row] for row in rows])
        factor = schedule(self.step, self.steps, self.recipe["warmUpPercent"])
        self.adapter.parameters = self.adapter_optimiser.step(
            self.adapter.parameters, adapter_gradient,
            f32(self.recipe["adapterLearningRate"]) * factor)
        self.head = self.head_optimiser.step(
            self.head, head_gradient, f32(self.recipe["headLearningRate"]) * factor)
        self.last_loss = lane_sum(losses) / f32(len(losses))
        self.step += 1
        if self.step % self.recipe["stepsPerCommitment"] == 0 or self.step == self.steps:
            self.records.append(self.record(rows))

    def record(self, rows):
        """Seed, step, and the digests of parameters, moments and the batch's rows."""
        moments = [self.adapter_optimiser.moment1, self.adapter_optimiser.moment2,
                   self.head_optimiser.moment1, self.head_optimiser.moment2]
        return (self.transcript_seed + struct.pack(">I", self.step)
                + digest_of([self.adapter.parameters, self.head]) + digest_of(moments)
                + hashlib.sha256(struct.pack(f">{len(rows)}I", *rows)).digest())


def digest_of(arrays):
    """SHA-256 of singles, little-endian."""
    return hashlib.sha256(b"".join(values.astype("<f4").tobytes() for values in arrays)).digest()
