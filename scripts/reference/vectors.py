#!/usr/bin/env python3
"""Writes docs/formats/vectors, and holds the second implementation to what stands there.

Needs numpy.

    python scripts/reference/vectors.py

A file holds cases: a function's name, sizes, what is given and what is expected. Singles are eight
hexadecimal digits each, their bits, with a space between; bytes are hexadecimal without spaces;
doubles are sixteen digits. docs/formats/arithmetic.md names the functions.
"""

import json
import pathlib
import struct

import numpy

import files
import functions
import rotary
from attribution import Index, parts_per_billion
from decoder import attend
from encoder import attention, attention_backward, embedding, feature
from regression import SoftmaxRegression, inverse_factor
from sampling import Sampler, log_probabilities
from singles import array, dot, f32, fma, from_hexadecimal, hexadecimal, lane_sum, product
from streams import SeededBytes

FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / "docs/formats/vectors"


class Case:
    """What is given to a function, by name."""

    def __init__(self, sizes, given):
        self.sizes, self.given = sizes, given

    def size(self, name):
        return self.sizes[name]

    def singles(self, name, *shape):
        values = from_hexadecimal(self.given[name])
        return values.reshape(shape) if shape else values

    def single(self, name):
        return self.singles(name)[0]

    def bytes(self, name):
        return bytes.fromhex(self.given[name])


# MARK: The functions: each takes a case and gives what is expected, by name.

FUNCTIONS = {}


def function(name):
    def keep(body):
        FUNCTIONS[name] = body
        return body
    return keep


@function("fused multiply-add")
def _(case):
    return {"y": fma(case.single("factor"), case.singles("x"), case.singles("y"))}


@function("product")
def _(case):
    m, k, n = (case.size(name) for name in "mkn")
    a, b = case.singles("a", m, k), case.singles("b", k, n)
    return {"fromZero": product(a, b), "fromStart": product(a, b, case.singles("start"))}


@function("transposed product")
def _(case):
    m, k, n = (case.size(name) for name in "mkn")
    return {"c": product(case.singles("a", k, m).T, case.singles("b", k, n))}


@function("low-rank map")
def _(case):
    m, k, r, n = (case.size(name) for name in "mkrn")
    inner = product(case.singles("x", m, k), case.singles("a", r, k).T) * case.single("scale")
    return {"y": product(inner, case.singles("b", n, r).T, case.singles("y", m, n))}


@function("exp")
def _(case):
    return {"y": functions.exp(case.singles("x"))}


@function("log")
def _(case):
    return {"y": functions.log(case.singles("x"))}


@function("gelu")
def _(case):
    x = case.singles("x")
    return {"y": functions.gelu(x), "gradient": case.singles("gradient") * functions.gelu_slope(x)}


@function("gated")
def _(case):
    return {"y": functions.silu(case.singles("gate")) * case.singles("up")}


@function("sums")
def _(case):
    x, y = case.singles("x"), case.singles("y")
    return {"sum": lane_sum(x), "dot": dot(x, y)}


@function("softmax")
def _(case):
    return {"y": functions.softmax(case.singles("x"), case.single("factor"))}


@function("layer normalisation")
def _(case):
    m, n = case.size("m"), case.size("n")
    weight = case.singles("weight")
    output, *trace = functions.layer_norm(
        case.singles("x", m, n), weight, case.singles("bias"), case.single("epsilon"))
    return {"y": output, "gradient": functions.layer_norm_backward(
        case.singles("gradient", m, n), weight, *trace)}


@function("root mean square normalisation")
def _(case):
    m, n = case.size("m"), case.size("n")
    return {"y": functions.rms_norm(
        case.singles("x", m, n), case.singles("weight"), case.single("epsilon"))}


@function("unit length")
def _(case):
    e = case.singles("e")
    return {"feature": feature(e), "embedding": embedding(e)}


@function("rotary positions")
def _(case):
    scaling = None
    if "factor" in case.given:
        scaling = {name: case.single(name) for name in ("factor", "low", "high", "original")
                   if name in case.given}
    values = rotary.frequencies(case.size("width"), case.size("base"), scaling)
    cosines, sines = rotary.turns(values, case.size("position"))
    return {"frequencies": values, "cosines": cosines, "sines": sines}


@function("attention")
def _(case):
    n, heads, width = case.size("n"), case.size("heads"), case.size("width")
    q, k, v = (case.singles(name, n, width) for name in "qkv")
    bounds = [0, case.size("first"), n]
    output, probabilities = attention(q, k, v, bounds, heads)
    dq, dk, dv = attention_backward(
        case.singles("gradient", n, width), q, k, v, probabilities, bounds, heads)
    return {"output": output, "dq": dq, "dk": dk, "dv": dv}


@function("attention over a cache")
def _(case):
    n, width = case.size("n"), case.size("width")
    values = rotary.frequencies(width, case.size("base"))
    heads, keys = case.size("heads"), case.size("keyHeads")
    x = case.singles("projections", n, heads + 2 * keys, width)
    q, k, v = numpy.split(x, [heads, heads + keys], axis=1)
    turned = [[functions.rotate(row, *rotary.turns(values, position))
               for position, row in enumerate(part)] for part in (q, k)]
    return {"output": attend(array(turned[0]), array(turned[1]), v, 0)}


@function("block")
def _(case):
    return {"elements": files.floats_of(case.size("format"), case.bytes("block"))}


@function("eight-bit rows")
def _(case):
    count, width = case.size("count"), case.size("width")
    scales, integers = functions.quantised_rows(case.singles("rows", count, width))
    scale, row = functions.quantised_rows(case.singles("row", 1, width))
    return {"scales": scales, "integers": integers.tobytes(),
            "products": functions.quantised_products(scales, integers, scale[0], row[0])}


@function("AdamW")
def _(case):
    steps = case.size("steps")
    settings = [case.single(name) for name in ("beta1", "beta2", "epsilon", "weightDecay")]
    parameters = case.singles("parameters")
    optimiser = functions.AdamW(len(parameters), *settings)
    for gradient, rate in zip(case.singles("gradients").reshape(steps, -1), case.singles("rates")):
        parameters = optimiser.step(parameters, gradient, rate)
    return {"parameters": parameters, "moment1": optimiser.moment1, "moment2": optimiser.moment2}


@function("softmax regression")
def _(case):
    rows, width, classes = (case.size(name) for name in ("rows", "width", "classes"))
    start = case.singles("start")
    problem = SoftmaxRegression(case.singles("features", rows, width), list(case.bytes("labels")),
                                classes, case.singles("rowWeights"))
    _, gradient = problem.loss_and_gradient(start)
    return {"gradient": gradient, "point": problem.minimised(
        start, case.single("l2"), start[:classes * width], case.singles("linear"),
        case.size("steps"))}


@function("inverse Cholesky factor")
def _(case):
    n = case.size("n")
    return {"factor": inverse_factor(case.singles("matrix", n, n))}


@function("stream")
def _(case):
    def stream():
        return SeededBytes(case.bytes("seed"), case.given["label"])

    order, bounded, floats = list(range(case.size("count"))), stream(), stream()
    stream().shuffle(order)
    return {"bytes": stream().bytes(40), "order": bytes(order),
            "below": bytes(bounded.below(200) for _ in order),
            "floats": array([floats.unit_float() for _ in order])}


@function("sampling")
def _(case):
    settings = {name: case.single(name) for name in (
        "temperature", "top_p", "min_p", "presence", "frequency", "repetition")
        if name in case.given}
    sampler = Sampler(case.bytes("prompt"), top_k=case.sizes.get("top_k"), seed=case.size("seed"),
                      **settings)
    logits = case.singles("logits")
    tokens = bytes(sampler.choose(logits) for _ in range(case.size("count")))
    return {"tokens": tokens, "logProbabilities": log_probabilities(logits)}


@function("parts per billion")
def _(case):
    numbers = list(struct.unpack(f">{case.size('count')}d", case.bytes("numbers")))
    return {"parts": struct.pack(f">{len(numbers)}I", *parts_per_billion(numbers))}


@function("attribution index")
def _(case):
    rows, width, classes = (case.size(name) for name in ("rows", "width", "classes"))
    settings = {name: case.size(name)
                for name in ("quantile", "lines", "resampled", "steps", "deviations")}
    settings |= {name: case.single(name) for name in ("damping", "penalty")}
    index = Index.made(case.singles("features", rows, width), list(case.bytes("labels")),
                       case.singles("head"), classes, settings, case.bytes("seed"))
    lines, rest = index.attribution(case.singles("question"), case.size("label"))
    numbers = [number for line in lines for number in line] + [rest]
    return {"index": index.file_bytes(), "lines": struct.pack(f">{len(numbers)}I", *numbers)}


# MARK: What is given

# Inputs among which those are looked for at which a constant's last bit shows.
POOL = 100_000


class Draw:
    """Reproducible singles in ±scale."""

    def __init__(self, label):
        self.random = SeededBytes(1, "conformance vectors: " + label)

    def __call__(self, count, scale=1.0):
        values = [2 * float(self.random.unit_float()) - 1 for _ in range(count)]
        return array(numpy.array(values) * scale)

    def many(self, count, low, high):
        """The same from one number of the stream, for pools."""
        start = self.random.next() >> 40
        steps = (numpy.arange(count) * 10368889 + start) % (1 << 24)
        return array(low + (high - low) * steps.astype(float) * 2.0**-24)

    def bytes(self, count):
        return self.random.bytes(count)


def product_cases():
    draw = Draw("products")
    # Sums beside the middle of two singles, where rounding twice goes wrong; and subnormal ones.
    odd = array([8388609, 8388611, 16777213, -8388609, -16777215, 12582913])
    yield "fused multiply-add", {}, {
        "factor": 1.5, "x": odd, "y": [2.0**-40, -2.0**-40, 2.0**-60, 2.0**-50, -2.0**-50, 0]}
    yield "fused multiply-add", {}, {
        "factor": 2.0**-70, "x": array([1.25, -1.25, 3, 1, -1, 1]) * f32(2.0**-76),
        "y": [2.0**-149, 2.0**-149, -2.0**-149, 2.0**-126, 0, -0.0]}
    yield "fused multiply-add", {}, {"factor": -0.7, "x": draw(20), "y": draw(20)}
    for m, k, n in [(1, 1, 1), (2, 33, 5), (3, 5, 18), (1, 260, 3)]:
        yield "product", {"m": m, "k": k, "n": n}, {
            "a": draw(m * k), "b": draw(k * n), "start": draw(n)}
    yield "transposed product", {"m": 3, "k": 19, "n": 4}, {"a": draw(57), "b": draw(76)}
    yield "low-rank map", {"m": 2, "k": 9, "r": 3, "n": 5}, {
        "x": draw(18), "a": draw(27), "b": draw(15), "scale": 1.4, "y": draw(10)}


def telling(apply, tables, pool):
    """Inputs of the pool at which the last bit of each constant shows in the result."""
    plain, places = apply(pool), set()
    for table in tables:
        for place, text in enumerate(table):
            value = functions.constant(text)
            for other in (numpy.nextafter(value, f32(9)), numpy.nextafter(value, f32(-9))):
                table[place] = float(other).hex()
                differs = numpy.flatnonzero(apply(pool) != plain) % len(pool)
                table[place] = text
                # The low-order constants may be too small to show in one direction.
                if len(differs) > 0 and not places.intersection(differs):
                    places.add(int(differs[0]))
    return pool[sorted(places)]


def function_cases():
    draw = Draw("functions")
    edges = [0, -0.0, 2.0**-149, 1, -1, -86.99999, -87, -87.00001, -1e30, 88, 88.00001, 1e30, 0.34,
             0.35, -0.34, -0.35]
    yield "exp", {}, {"x": edges}
    yield "exp", {}, {"x": draw(20, 20)}
    yield "exp", {}, {"x": telling(functions.exp, [functions.EXP], draw.many(POOL, -0.35, 0.35))}
    yield "exp", {}, {"x": telling(functions.exp, [functions.LN2], draw.many(POOL, -80, 80))}
    yield "log", {}, {"x": [1, 2.0**-126, 3.4e38, 0.70710677, 0.70710678, 1.4142135, 1.4142136,
                            0.9999999, 1.0000001]}
    yield "log", {}, {"x": numpy.abs(draw(20, 50))}
    yield "log", {}, {"x": telling(functions.log, [functions.LOG], draw.many(POOL, 0.71, 1.41))}
    yield "log", {}, {"x": telling(functions.log, [functions.LN2], draw.many(POOL, 2, 5000))}
    yield "gelu", {}, {"x": edges, "gradient": draw(16)}
    yield "gelu", {}, {"x": draw(20, 4), "gradient": draw(20)}
    x = telling(lambda x: numpy.concatenate([functions.gelu(x), functions.gelu_slope(x)]),
                [functions.ERF_P, functions.ERF_Q, functions.ROOT_OF_HALF, functions.DENSITY],
                draw.many(POOL, -4, 4))
    yield "gelu", {}, {"x": x, "gradient": numpy.ones(len(x))}
    yield "gated", {"width": 16}, {"gate": edges, "up": draw(16)}
    yield "gated", {"width": 21}, {"gate": draw(21, 9), "up": draw(21)}


def row_cases():
    draw = Draw("rows")
    for n in [1, 15, 16, 17, 50]:
        yield "sums", {}, {"x": draw(n), "y": draw(n)}
        yield "softmax", {}, {"x": draw(n, 9), "factor": 0.25}
    yield "softmax", {}, {"x": [3e38, 3e38, -3e38], "factor": 1}
    for m, n in [(1, 1), (2, 7), (2, 37)]:
        yield "layer normalisation", {"m": m, "n": n}, {
            "x": draw(m * n, 3), "weight": draw(n), "bias": draw(n), "epsilon": 1e-12,
            "gradient": draw(m * n)}
        yield "root mean square normalisation", {"m": m, "n": n}, {
            "x": draw(m * n, 3), "weight": draw(n), "epsilon": 1e-5}
    yield "unit length", {}, {"e": draw(37)}
    yield "unit length", {}, {"e": [0, 1e-13, 0]}


def attention_cases():
    draw = Draw("attention")
    yield "attention", {"n": 7, "first": 3, "heads": 2, "width": 10}, {
        name: draw(70) for name in ("q", "k", "v", "gradient")}
    yield "attention over a cache", {
        "n": 18, "heads": 2, "keyHeads": 1, "width": 16, "base": 10000}, {
        "projections": draw(18 * 64)}
    yield "rotary positions", {"width": 16, "base": 100000, "position": 8191}, {}
    yield "rotary positions", {"width": 8, "base": 10000, "position": 17}, {"factor": 4}
    # One of the frequencies tells the single that stands for pi from the one above.
    yield "rotary positions", {"width": 64, "base": 500000, "position": 100000}, {
        "factor": 32, "low": 1, "high": 4, "original": 8192}


def weight_cases():
    draw = Draw("weights")
    for number in [0, 1, 30]:
        yield "block", {"format": number}, {"block": finite(draw.bytes(32), number)}
    for number, (_, _, size, _) in files.FORMATS.items():
        data = bytearray(draw.bytes(size))
        # Scales and offsets within the range of weights: 2^-6 and near it.
        places = {2: [0], 3: [0, 2], 6: [0], 7: [0, 2], 8: [0], 12: [0, 2], 13: [0, 2], 14: [208]}
        # The scale of Q4_0 is positive: the sign of a zero under a negative one depends on the way.
        sign = 0 if number == 2 else 0x80
        for place in places[number]:
            data[place + 1] = data[place + 1] & (sign | 3) | 0x24
        yield "block", {"format": number}, {"block": bytes(data)}


def finite(data, number):
    """Clears an exponent bit of each number, so that none is infinite."""
    data, size = bytearray(data), 4 if number == 0 else 2
    for place in range(size - 1, len(data), size):
        data[place] &= 0xBF
    return bytes(data)


def eight_bit_cases():
    draw = Draw("eight-bit rows")
    for count, width in [(3, 1), (4, 21), (18, 5)]:
        yield "eight-bit rows", {"count": count, "width": width}, {
            "rows": draw(count * width), "row": draw(width)}
    # 2.5 and 3.5 in units of the scale; and a row that is too small for one.
    yield "eight-bit rows", {"count": 2, "width": 3}, {
        "rows": [127, 2.5, 3.5, 2.0**-119, 0, 0], "row": [1, 1, -1]}


def training_cases():
    draw = Draw("training")
    yield "AdamW", {"steps": 3}, {
        "beta1": 0.9, "beta2": 0.98, "epsilon": 1e-8, "weightDecay": 0.01, "parameters": draw(18),
        "gradients": draw(54), "rates": [1e-3, 2e-3, 1.5e-3]}
    features, labels = draw(60), bytes(byte % 3 for byte in draw.bytes(12))
    yield "softmax regression", {"rows": 12, "width": 5, "classes": 3, "steps": 14}, {
        "features": features, "labels": labels, "l2": 0.01, "start": draw(18),
        "rowWeights": [1, 0, 2, 1, 3, 1, 1, 0, 1, 2, 1, 1], "linear": draw(18, 0.01)}
    a = draw(49).reshape(7, 7)
    yield "inverse Cholesky factor", {"n": 7}, {
        "matrix": product(a, a.T) + f32(0.5) * numpy.eye(7, dtype=f32)}


def choice_cases():
    draw = Draw("choices")
    for seed in [struct.pack(">Q", 7), draw.bytes(32)]:
        yield "stream", {"count": 20}, {"seed": seed, "label": "row order"}
    logits, prompt = draw(24, 4), bytes([1, 2, 3, 3])
    for sizes, given in [
            ({}, {}), ({}, {"temperature": 0.8}), ({"top_k": 5}, {"temperature": 2}),
            ({}, {"temperature": 1, "top_p": 0.7}), ({}, {"temperature": 1, "min_p": 0.1}),
            ({"top_k": 9}, {"temperature": 1.5, "top_p": 0.9, "min_p": 0.02, "presence": 0.5,
                            "frequency": 0.25, "repetition": 1.25}),
            ({}, {"presence": 1, "repetition": 1.5})]:
        yield "sampling", {"count": 16, "seed": 11} | sizes, {
            "logits": logits, "prompt": prompt} | given
    for numbers in [[0.25, 0.125, 0.625], [1, 1, 1], [0, 0, 0], [1e-300, 3.0, 5e-10],
                    [0.1, 0.2, 0.3, 0.05, 0.0]]:
        yield "parts per billion", {"count": len(numbers)}, {
            "numbers": struct.pack(f">{len(numbers)}d", *numbers)}


def attribution_cases():
    draw = Draw("attribution")
    labels = bytes(number % 3 for number in range(30))
    features = draw(150, 4).reshape(30, 5)
    features[numpy.arange(30), list(labels)] += f32(6)
    yield "attribution index", {
        "rows": 30, "width": 5, "classes": 3, "quantile": 800, "lines": 6, "resampled": 3,
        "steps": 5, "deviations": 1645, "label": 1}, {
        "features": features, "labels": labels, "head": draw(18, 0.3), "damping": 1,
        "penalty": 0.01, "seed": draw.bytes(32), "question": features[1] + draw(5)}


FILES = {"products": product_cases, "functions": function_cases, "rows": row_cases,
         "attention": attention_cases, "weights": weight_cases, "eight-bit": eight_bit_cases,
         "training": training_cases, "choices": choice_cases, "attribution": attribution_cases}


# MARK: Files

def text_of(value):
    if isinstance(value, str):
        return value
    return value.hex() if isinstance(value, bytes) else hexadecimal(value)


def expected(name, sizes, given):
    return {key: text_of(value) for key, value in FUNCTIONS[name](Case(sizes, given)).items()}


def written(cases):
    """A file's text: one case a line."""
    lines = []
    for name, sizes, given in cases():
        given = {key: text_of(value) for key, value in given.items()}
        lines.append(json.dumps({"function": name, "sizes": sizes, "given": given,
                                 "expected": expected(name, sizes, given)}))
    return "[\n" + ",\n".join(lines) + "\n]\n"


def pairs():
    """Yields (what, ours, what a file has) for each case and for each file's text."""
    for file, cases in FILES.items():
        text = (FOLDER / (file + ".json")).read_text()
        for number, case in enumerate(json.loads(text)):
            yield (f"{file}.json, case {number}, {case['function']}",
                   expected(case["function"], case["sizes"], case["given"]), case["expected"])
        yield f"{file}.json as it would be written", written(cases), text


def main():
    FOLDER.mkdir(exist_ok=True)
    for file, cases in FILES.items():
        (FOLDER / (file + ".json")).write_text(written(cases))


if __name__ == "__main__":
    main()
