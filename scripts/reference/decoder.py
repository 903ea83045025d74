"""A Llama-like decoder over a Hugging Face folder or a GGUF file, with low-rank adapters.

docs/formats/arithmetic.md, "Decoder".
"""

import json
import math
import pathlib

import numpy

import rotary
from files import GGUF, Safetensors
from functions import rms_norm, rotate, silu, softmax
from singles import f32, product

MAPS = {"query": "self_attn.q_proj", "key": "self_attn.k_proj", "value": "self_attn.v_proj",
        "output": "self_attn.o_proj", "gate": "mlp.gate_proj", "up": "mlp.up_proj",
        "down": "mlp.down_proj"}
GGUF_MAPS = {"query": "attn_q", "key": "attn_k", "value": "attn_v", "output": "attn_output",
             "gate": "ffn_gate", "up": "ffn_up", "down": "ffn_down"}


class FolderWeights:
    """A Hugging Face folder."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        config = json.loads((folder / "config.json").read_text())
        self.file = Safetensors(folder / "model.safetensors")
        self.layers = config["num_hidden_layers"]
        self.heads = config["num_attention_heads"]
        self.key_heads = config.get("num_key_value_heads") or self.heads
        self.head_width = config.get("head_dim") or config["hidden_size"] // self.heads
        self.epsilon = f32(config["rms_norm_eps"])
        rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
        self.theta = rope.get("rope_theta", config.get("rope_theta", 10000.0))
        kind = rope.get("rope_type", rope.get("type", "default"))
        self.scaling = None
        if kind == "linear":
            self.scaling = {"factor": rope["factor"]}
        if kind == "llama3":
            self.scaling = {"factor": rope["factor"], "low": rope["low_freq_factor"],
                            "high": rope["high_freq_factor"],
                            "original": rope["original_max_position_embeddings"]}
        generation = folder / "generation_config.json"
        ends = config.get("eos_token_id")
        if generation.exists():
            ends = json.loads(generation.read_text()).get("eos_token_id", ends)
        self.ends = set(ends if isinstance(ends, list) else [ends])
        self.context = config["max_position_embeddings"]
        self.embedding = self.file["model.embed_tokens.weight"]
        self.final_norm = self.file["model.norm.weight"]
        tied = config.get("tie_word_embeddings", False)
        self.head = self.embedding if tied else self.file["lm_head.weight"]

    def map(self, layer, kind):
        name = f"model.layers.{layer}.{MAPS[kind]}"
        bias = name + ".bias"
        return self.file[name + ".weight"], self.file[bias] if bias in self.file else None

    def norms(self, layer):
        """Before attention, before the feed-forward net, of query heads and of key heads."""
        names = ["input_layernorm", "post_attention_layernorm", "self_attn.q_norm",
                 "self_attn.k_norm"]
        names = [f"model.layers.{layer}.{name}.weight" for name in names]
        return [self.file[name] if name in self.file else None for name in names]


class FileWeights:
    """A GGUF file; its rows in Hugging Face's order."""

    def __init__(self, path):
        self.file = GGUF(path)
        fields = self.file.metadata
        self.kind = fields["general.architecture"]
        self.layers = fields[self.kind + ".block_count"]
        self.heads = fields[self.kind + ".attention.head_count"]
        self.key_heads = fields.get(self.kind + ".attention.head_count_kv", self.heads)
        width = fields[self.kind + ".embedding_length"]
        self.head_width = fields.get(self.kind + ".attention.key_length", width // self.heads)
        self.epsilon = f32(fields[self.kind + ".attention.layer_norm_rms_epsilon"])
        self.theta = fields.get(self.kind + ".rope.freq_base", 10000.0)
        self.scaling = self.scaling_of(fields)
        self.ends = {fields.get(f"tokenizer.ggml.{name}_token_id")
                     for name in ("eos", "eot", "eom")}
        self.context = fields[self.kind + ".context_length"]
        self.embedding = self.file["token_embd.weight"]
        self.final_norm = self.file["output_norm.weight"]
        self.head = self.file["output.weight"] if "output.weight" in self.file else self.embedding

    def scaling_of(self, fields):
        """A linear factor by its key, or Llama 3's parameters, of which a file has the divisors."""
        if "rope_freqs.weight" in self.file:
            factor = float(self.file["rope_freqs.weight"][-1])
            return None if factor == 1 else {
                "factor": factor, "low": 1, "high": 4, "original": 8192}
        if fields.get(self.kind + ".rope.scaling.type", "linear") == "linear":
            for name in (".rope.scaling.factor", ".rope.scale_linear"):
                if self.kind + name in fields:
                    factor = fields[self.kind + name]
                    return {"factor": factor} if factor > 1 else None
        return None

    def map(self, layer, kind):
        name = f"blk.{layer}.{GGUF_MAPS[kind]}"
        weight = self.file[name + ".weight"]
        bias = self.file[name + ".bias"] if name + ".bias" in self.file else None
        if self.kind == "llama" and kind in ("query", "key"):
            order = self.head_order(len(weight))
            weight, bias = weight[order], bias if bias is None else bias[order]
        return weight, bias

    def head_order(self, rows):
        """Where rows of Hugging Face's order lie: the pairs that turn stand side by side."""
        row, size = numpy.arange(rows), self.head_width
        half, index = row % size // (size // 2), row % (size // 2)
        return row // size * size + 2 * index + half

    def norms(self, layer):
        names = ["attn_norm", "ffn_norm", "attn_q_norm", "attn_k_norm"]
        names = [f"blk.{layer}.{name}.weight" for name in names]
        return [self.file[name] if name in self.file else None for name in names]


def open_weights(path):
    return FolderWeights(path) if pathlib.Path(path).is_dir() else FileWeights(path)


class Adapter:
    """A decoder's low-rank adapter as PEFT writes it."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.config = json.loads((folder / "adapter_config.json").read_text())
        self.file = Safetensors(folder / "adapter_model.safetensors")

    def matrices(self, layer, kind):
        """A [rank, inputs], B [outputs, rank] and the scale; nothing where the map has none."""
        module = f"model.layers.{layer}.{MAPS[kind]}"
        name = f"base_model.model.{module}.lora_A.weight"
        if name not in self.file:
            return None
        a = self.file[name]
        patterns = self.config.get("alpha_pattern") or {}
        alpha = next((value for end, value in patterns.items()
                      if module == end or module.endswith("." + end)), self.config["lora_alpha"])
        rank = float(len(a))
        divisor = math.sqrt(rank) if self.config.get("use_rslora") else rank
        return a, self.file[name.replace("lora_A", "lora_B")], f32(alpha / divisor)


def transposed(weight, bias):
    """A weight as the right side of a product, [inputs, outputs], with its bias."""
    return numpy.ascontiguousarray(weight.T), bias


def attend(q, k, v, first):
    """Causal attention of queries [new, heads, width] over keys and values [all, key heads, width].

    The query of row r stands at position first + r and sees that position and those before it.
    """
    count, heads, width = q.shape
    scale = f32(1) / numpy.sqrt(f32(width))
    group = heads // k.shape[1]
    out = numpy.empty_like(q)
    for head in range(heads):
        keys, values = k[:, head // group], v[:, head // group]
        scores = product(q[:, head], keys.T)
        for row in range(count):
            seen = first + row + 1
            p = softmax(scores[row:row + 1, :seen], scale)
            out[row, head] = product(p, values[:seen])[0]
    return out


class Decoder:
    """Reads one sequence's tokens, some at a time; keys and values are kept."""

    def __init__(self, weights, adapter=None):
        self.weights, self.adapter = weights, adapter
        self.frequencies = rotary.frequencies(weights.head_width, weights.theta, weights.scaling)
        self.layers = [
            ({kind: transposed(*weights.map(layer, kind)) for kind in MAPS}, weights.norms(layer))
            for layer in range(weights.layers)]
        self.head, _ = transposed(weights.head, None)
        self.begin()

    def begin(self):
        """Forgets what was read."""
        self.length = 0
        self.keys = [None] * self.weights.layers
        self.values = [None] * self.weights.layers

    def linear(self, layer, kind, x):
        """bias or 0, the weights' chain, and then the adapter's over the rank."""
        weight, bias = self.layers[layer][0][kind]
        y = product(x, weight, bias)
        matrices = self.adapter.matrices(layer, kind) if self.adapter else None
        if matrices is None:
            return y
        a, b, scale = matrices
        return product(product(x, a.T) * scale, b.T, y)

    def attend(self, layer, x):
        w = self.weights
        count, width = len(x), w.head_width
        q, k, v = (self.linear(layer, kind, x).reshape(count, -1, width)
                   for kind in ("query", "key", "value"))
        _, _, query_norm, key_norm = self.layers[layer][1]
        if query_norm is not None:
            q, k = rms_norm(q, query_norm, w.epsilon), rms_norm(k, key_norm, w.epsilon)
        first = self.length
        pairs = [rotary.turns(self.frequencies, first + row) for row in range(count)]
        cosine = numpy.array([pair[0] for pair in pairs])[:, None, :]
        sine = numpy.array([pair[1] for pair in pairs])[:, None, :]
        q, k = rotate(q, cosine, sine), rotate(k, cosine, sine)
        if first > 0:
            k = numpy.concatenate([self.keys[layer], k])
            v = numpy.concatenate([self.values[layer], v])
        self.keys[layer], self.values[layer] = k, v
        return attend(q, k, v, first).reshape(count, -1)

    def read(self, tokens):
        """The last hidden states, normalised, [tokens, width]."""
        x = self.weights.embedding[tokens]
        for layer in range(self.weights.layers):
            before_attention, before_net, _, _ = self.layers[layer][1]
            attended = self.attend(layer, rms_norm(x, before_attention, self.weights.epsilon))
            x = x + self.linear(layer, "output", attended)
            inner = rms_norm(x, before_net, self.weights.epsilon)
            gate = self.linear(layer, "gate", inner)
            inner = silu(gate) * self.linear(layer, "up", inner)
            x = x + self.linear(layer, "down", inner)
        self.length += len(tokens)
        return rms_norm(x, self.weights.final_norm, self.weights.epsilon)

    def logits(self, hidden):
        return product(hidden, self.head)

    def likeliest_continuation(self, tokens, limit):
        """The greedy tokens, the one that ended the text included."""
        self.begin()
        written = []
        for _ in range(limit):
            row = self.logits(self.read(tokens)[-1:])[0]
            # The first among equals.
            token = int(numpy.argmax(row))
            written.append(token)
            tokens = [token]
            if token in self.weights.ends or self.length >= self.weights.context:
                break
        return written
