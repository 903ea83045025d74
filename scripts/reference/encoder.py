"""A BERT encoder with mean pooling and low-rank adapters: embeddings, features, gradients.

docs/formats/arithmetic.md, "Encoder" and "Training".
"""

import json
import pathlib

import numpy

from files import Safetensors
from functions import gelu, gelu_slope, layer_norm, layer_norm_backward, softmax, softmax_backward
from singles import array, dot, f32, product

LINEARS = ["attention.self.query", "attention.self.key", "attention.self.value",
           "attention.output.dense", "intermediate.dense", "output.dense"]
FEATURE_SCALE = f32(20)
LEAST_LENGTH = f32(1e-12)


class Adapter:
    """Low-rank matrices beside every linear map: A [rank, inputs] and Bᵀ [rank, outputs], in one
    flat vector, site after site, A before Bᵀ."""

    def __init__(self, encoder, rank, alpha, parameters=None):
        self.rank, self.scale = rank, f32(alpha) / f32(rank)
        self.slots, at = {}, 0
        for layer in range(encoder.layers):
            for name in LINEARS:
                outputs, inputs = encoder.weight(layer, name).shape
                self.slots[layer, name] = (at, at + rank * inputs, inputs, outputs)
                at += rank * (inputs + outputs)
        self.count = at
        self.parameters = numpy.zeros(at, dtype=f32) if parameters is None else parameters

    @classmethod
    def from_folder(cls, encoder, folder):
        """An adapter as PEFT writes it."""
        folder = pathlib.Path(folder)
        config = json.loads((folder / "adapter_config.json").read_text())
        adapter = cls(encoder, config["r"], config["lora_alpha"])
        adapter.read(folder / "adapter_model.safetensors")
        return adapter

    def read(self, path):
        file = Safetensors(path)
        for (layer, name), (a, b, _, outputs) in self.slots.items():
            prefix = f"base_model.model.encoder.layer.{layer}.{name}"
            self.parameters[a:b] = file[prefix + ".lora_A.weight"].ravel()
            end = b + self.rank * outputs
            self.parameters[b:end] = file[prefix + ".lora_B.weight"].T.ravel()

    def matrices(self, site):
        """A and Bᵀ."""
        a, b, inputs, outputs = self.slots[site]
        end = b + self.rank * outputs
        return (self.parameters[a:b].reshape(self.rank, inputs),
                self.parameters[b:end].reshape(self.rank, outputs))


class Encoder:
    """The frozen encoder of a sentence-transformers folder."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        config = json.loads((folder / "config.json").read_text())
        self.layers = config["num_hidden_layers"]
        self.heads = config["num_attention_heads"]
        self.width = config["hidden_size"]
        self.epsilon = f32(config["layer_norm_eps"])
        file = Safetensors(folder / "model.safetensors")
        prefix = "" if "embeddings.word_embeddings.weight" in file else "bert."
        self.tensors = {name.removeprefix(prefix): file[name] for name in file.entries
                        if name.startswith(prefix) and not name.endswith("position_ids")}
        self.transposed = {
            (layer, name): numpy.ascontiguousarray(self.weight(layer, name).T)
            for layer in range(self.layers) for name in LINEARS}

    def weight(self, layer, name):
        return self.tensors[f"encoder.layer.{layer}.{name}.weight"]

    def norm(self, name, x):
        return layer_norm(x, self.tensors[name + ".weight"], self.tensors[name + ".bias"],
                          self.epsilon)

    # MARK: Forward. Sequences lie end to end; each is lines bounds[i] ..< bounds[i + 1].

    def embedded(self, sequences):
        """Word + segment 0, then + position; normalised."""
        words = self.tensors["embeddings.word_embeddings.weight"]
        segment = self.tensors["embeddings.token_type_embeddings.weight"][0]
        positions = self.tensors["embeddings.position_embeddings.weight"]
        rows = [(words[tokens] + segment) + positions[:len(tokens)] for tokens in sequences]
        return self.norm("embeddings.LayerNorm", numpy.concatenate(rows))[0]

    def linear(self, site, x, adapter, trace):
        """bias, then the weights' chain, then the adapter's over the rank."""
        layer, name = site
        y = product(x, self.transposed[site],
                    self.tensors[f"encoder.layer.{layer}.{name}.bias"])
        if adapter is not None:
            a, b = adapter.matrices(site)
            low = product(x, a.T) * adapter.scale
            y = product(low, b, y)
            trace[name, "low"] = low
        return y

    def forward(self, sequences, adapter=None):
        """The means of the last hidden states, and what the backward pass needs."""
        bounds = [0, *numpy.cumsum([len(tokens) for tokens in sequences])]
        x = self.embedded(sequences)
        traces = []
        for layer in range(self.layers):
            prefix = f"encoder.layer.{layer}."
            t = {"input": x, "bounds": bounds}
            t["q"], t["k"], t["v"] = (
                self.linear((layer, name), x, adapter, t) for name in LINEARS[:3])
            t["context"], t["probabilities"] = attention(
                t["q"], t["k"], t["v"], bounds, self.heads)
            attended = self.linear((layer, LINEARS[3]), t["context"], adapter, t) + x
            t["middle"], *t["norm1"] = self.norm(prefix + "attention.output.LayerNorm", attended)
            t["wide"] = self.linear((layer, LINEARS[4]), t["middle"], adapter, t)
            t["activated"] = gelu(t["wide"])
            narrow = self.linear((layer, LINEARS[5]), t["activated"], adapter, t) + t["middle"]
            x, *t["norm2"] = self.norm(prefix + "output.LayerNorm", narrow)
            traces.append(t)
        return array([self.mean(x[start:end]) for start, end in zip(bounds, bounds[1:])]), traces

    @staticmethod
    def mean(rows):
        """The sum of rows, first to last from 0, times 1 / their number."""
        total = numpy.zeros(rows.shape[1], dtype=f32)
        for row in rows:
            total = total + row
        return total * (f32(1) / f32(len(rows)))

    def pooled(self, sequences, adapter=None, together=32):
        """The means of many sequences; how many go together changes no bit."""
        parts = [self.forward(sequences[first:first + together], adapter)[0]
                 for first in range(0, len(sequences), together)]
        return numpy.concatenate(parts)

    # MARK: Backward

    def backward(self, pooled_gradient, traces, adapter):
        """The gradient of the adapter's flat vector, summed over the sequences' tokens."""
        bounds = traces[0]["bounds"]
        shares = [row * (f32(1) / f32(end - start))
                  for row, start, end in zip(pooled_gradient, bounds, bounds[1:])]
        g = numpy.repeat(array(shares), numpy.diff(bounds), axis=0)
        gradients = numpy.zeros(adapter.count, dtype=f32)

        def back(site, dy, x, needs_input=True):
            """Adds the site's own gradients; returns that with respect to x."""
            layer, name = site
            a, b = adapter.matrices(site)
            at_a, at_b, _, outputs = adapter.slots[site]
            small = product(dy, b.T) * adapter.scale
            gradients[at_a:at_b] = product(small.T, x).ravel()
            end = at_b + adapter.rank * outputs
            gradients[at_b:end] = product(traces[layer][name, "low"].T, dy).ravel()
            if not needs_input:
                return None
            return product(small, a, product(dy, self.weight(layer, name)))

        for layer in reversed(range(self.layers)):
            prefix, t = f"encoder.layer.{layer}.", traces[layer]
            g = layer_norm_backward(
                g, self.tensors[prefix + "output.LayerNorm.weight"], *t["norm2"])
            wide = back((layer, LINEARS[5]), g, t["activated"]) * gelu_slope(t["wide"])
            g = g + back((layer, LINEARS[4]), wide, t["middle"])
            g = layer_norm_backward(
                g, self.tensors[prefix + "attention.output.LayerNorm.weight"], *t["norm1"])
            context = back((layer, LINEARS[3]), g, t["context"])
            heads = attention_backward(
                context, t["q"], t["k"], t["v"], t["probabilities"], bounds, self.heads)
            for name, dy in zip(LINEARS[:3], heads):
                # Below the first layer there is nothing to train.
                dx = back((layer, name), dy, t["input"], needs_input=layer > 0)
                if dx is not None:
                    g = g + dx
        return gradients


# MARK: Attention within each sequence, head by head

def head_parts(bounds, heads, width):
    """The rows and columns of each head of each sequence."""
    own = width // heads
    return [(slice(start, end), slice(head * own, (head + 1) * own))
            for start, end in zip(bounds, bounds[1:]) for head in range(heads)]


def attention_scale(heads, width):
    return f32(1) / numpy.sqrt(f32(width // heads))


def attention(q, k, v, bounds, heads):
    """The heads' outputs side by side, and each one's probabilities."""
    output, probabilities = numpy.empty_like(q), []
    for part in head_parts(bounds, heads, q.shape[1]):
        p = softmax(product(q[part], k[part].T), attention_scale(heads, q.shape[1]))
        output[part] = product(p, v[part])
        probabilities.append(p)
    return output, probabilities


def attention_backward(gradient, q, k, v, probabilities, bounds, heads):
    """The gradients with respect to q, k and v."""
    dq, dk, dv = (numpy.empty_like(gradient) for _ in range(3))
    for part, p in zip(head_parts(bounds, heads, q.shape[1]), probabilities):
        dp = product(gradient[part], v[part].T)
        dv[part] = product(p.T, gradient[part])
        dp = softmax_backward(p, dp, attention_scale(heads, q.shape[1]))
        dq[part] = product(dp, k[part])
        dk[part] = product(dp.T, q[part])
    return dq, dk, dv


def inverse_length(row):
    return f32(1) / max(numpy.sqrt(dot(row, row)), LEAST_LENGTH)


def feature(pooled):
    """f = 20 · e / |e|, as a head takes it."""
    return pooled * (FEATURE_SCALE * inverse_length(pooled))


def embedding(pooled):
    """e / |e|, as `lab embed` writes it: a division."""
    return pooled / max(numpy.sqrt(dot(pooled, pooled)), LEAST_LENGTH)
