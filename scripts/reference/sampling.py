"""How the next token is chosen from logits.

docs/formats/arithmetic.md, "Sampling".
"""

import numpy

from functions import exp, log, softmax
from singles import array, f32, lane_sum
from streams import SeededBytes


class Sampler:
    """Chooses the tokens of one answer; settings that are left out change nothing."""

    def __init__(self, prompt=(), temperature=0, top_p=1, top_k=None, min_p=0, presence=0,
                 frequency=0, repetition=1, bias=None, seed=0):
        self.temperature, self.top_p, self.min_p = f32(temperature), f32(top_p), f32(min_p)
        self.top_k = top_k
        self.presence, self.frequency = f32(presence), f32(frequency)
        self.repetition = f32(repetition)
        self.bias = {token: f32(value) for token, value in (bias or {}).items()}
        self.read, self.written = set(prompt), {}
        self.random = SeededBytes(seed, "openledger/sampling/v1")

    def choose(self, logits):
        logits = self.adjusted(array(logits).copy())
        token = int(numpy.argmax(logits)) if self.temperature == 0 else self.drawn(logits)
        self.written[token] = self.written.get(token, 0) + 1
        return token

    def adjusted(self, logits):
        if self.repetition != 1:
            for token in self.read | self.written.keys():
                logit = logits[token]
                logits[token] = logit / self.repetition if logit > 0 else logit * self.repetition
        for token, count in self.written.items():
            logits[token] -= self.frequency * f32(count) + self.presence
        for token, value in self.bias.items():
            if token < len(logits):
                logits[token] += value
        return logits

    def drawn(self, logits):
        p = softmax(logits, f32(1) / self.temperature)
        kept = self.kept(p)
        total = 0.0
        for token in kept:
            total += float(p[token])
        bar = float(self.random.next() >> 11) * 2.0**-53 * total
        so_far = 0.0
        for token in kept:
            so_far += float(p[token])
            if so_far > bar:
                return token
        return kept[-1]

    def kept(self, p):
        """The tokens that may be drawn, ascending."""
        kept = [token for token in range(len(p)) if p[token] >= self.min_p * p.max()]
        likeliest = sorted(kept, key=lambda token: (-p[token], token))
        if self.top_k is not None:
            likeliest = likeliest[:self.top_k]
        if self.top_p < 1:
            so_far = 0.0
            for count, token in enumerate(likeliest):
                so_far += float(p[token])
                if so_far >= float(self.top_p):
                    likeliest = likeliest[:count + 1]
                    break
        return sorted(likeliest)


def log_probabilities(logits):
    """The natural logarithms of the model's own probabilities."""
    logits = array(logits)
    above = logits - logits.max()
    mass = log(lane_sum(exp(above)).reshape(1))[0]
    return above - mass
