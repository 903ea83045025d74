#!/usr/bin/env python3
"""Holds the program to the second implementation of docs/formats/arithmetic.md, bit by bit.

Needs numpy, and the program; of the fetched models those that are there.

    python scripts/reference/check.py --program .build/release/openledger
    python scripts/reference/check.py --program … --data DIR --model DIR --answers 20

Prints a line for each part, with "equal to the bit" or the first difference, and ends with 1 when
there is one. With --data the answers of that directory are attributed again, too, with the base
model that --model names. With --rows 400 the small model's evaluation judges contributors, and the
model is trained twice. --only PART leaves the others out.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy

import decoder
import exactness
import tiny_decoder
import tiny_encoder
import vectors
from demonstration import Repetition
from directory import DataDirectory, ModelFiles
from encoder import Encoder, embedding
from singles import bits, hexadecimal

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "Tests/LanguageModelsTests/Fixtures/decoders"
SAMPLE = ROOT / "Sources/Demonstration/Resources/debian-sample.tsv"
BASE_MODEL = ROOT / ".cache/models/all-MiniLM-L6-v2"
SMOLLM2 = ROOT / ".cache/models/smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
TEXTS = ["a fast web server", "x",
         "Naïve café: parsers, fonts & 12 other things – and a long tail of words."]


class Checks:
    """Runs parts and says how each went."""

    def __init__(self, options, work):
        self.options, self.work = options, work
        self.failed = 0

    def lab(self, *arguments):
        self.run("lab", *arguments)

    def run(self, *arguments):
        done = subprocess.run(
            [self.options.program, *map(str, arguments)], capture_output=True, text=True,
            check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, arguments))}: {done.stderr.strip()[-600:]}")
        return done.stdout

    def part(self, name, pairs):
        """`pairs` yields (what, ours, theirs)."""
        if self.options.only and self.options.only not in name:
            return
        began, count, difference = time.monotonic(), 0, None
        for what, ours, theirs in pairs():
            count += 1
            difference = first_difference(ours, theirs)
            if difference:
                difference = f"DIFFERS in {what}: {difference}"
                self.failed += 1
                break
        verdict = difference or f"equal to the bit ({count} compared)"
        print(f"{name}: {verdict}, {time.monotonic() - began:.0f} s", flush=True)

    # MARK: Parts

    def tokens(self, model, texts):
        """Token ids; tokenizers are no part of the arithmetic."""
        (self.work / "texts").write_text("".join(text + "\n" for text in texts))
        self.lab("tokens", "--model", model, "--texts", self.work / "texts",
                 "--out", self.work / "tokens.jsonl")
        lines = (self.work / "tokens.jsonl").read_text().splitlines()
        return [json.loads(line)["tokens"] for line in lines]

    def embeddings(self, model):
        (self.work / "texts").write_text("".join(text + "\n" for text in TEXTS))
        self.lab("embed", "--model", model, "--texts", self.work / "texts",
                 "--out", self.work / "rows.npy")
        encoder = Encoder(model)
        pooled = encoder.pooled(self.tokens(model, TEXTS))
        for text, own, row in zip(TEXTS, pooled, numpy.load(self.work / "rows.npy")):
            yield text, embedding(own), row

    def decoding(self, model, prompts, limit, adapter=None):
        own = decoder.Decoder(
            decoder.open_weights(model), decoder.Adapter(adapter) if adapter else None)
        extra = ["--adapter", adapter] if adapter else []
        numpy.save(self.work / "tokens.npy", numpy.array(prompts, dtype="<i4"))
        self.lab("logits", "--model", model, "--tokens", self.work / "tokens.npy",
                 "--out", self.work / "logits.npy", *extra)
        for prompt, rows in zip(prompts, numpy.load(self.work / "logits.npy")):
            own.begin()
            yield f"logits after {prompt}", own.logits(own.read(prompt)), rows
        if limit == 0:
            return
        lines = [{"tokens": prompt} | ({"adapter": str(adapter)} if adapter else {})
                 for prompt in prompts]
        (self.work / "prompts").write_text("".join(json.dumps(line) + "\n" for line in lines))
        written = self.run("lab", "generate", "--model", model, "--prompts", self.work / "prompts",
                           "--max-tokens", limit, "--json", *extra)
        for prompt, line in zip(prompts, written.splitlines()):
            yield (f"tokens after {prompt}", own.likeliest_continuation(prompt, limit),
                   json.loads(line)["tokens"])

    def fixtures(self):
        folders = [(FIXTURES / name, None)
                   for name in ("llama", "llama-biased", "llama3", "mistral", "qwen2", "qwen3")]
        folders += [(FIXTURES.parent / "decoder/tiny-qwen3.gguf", None)]
        folders += [(FIXTURES / "llama", FIXTURES / "adapters" / name)
                    for name in ("plain", "patterns", "one-layer")]
        for model, adapter in folders:
            # Twenty-four tokens: a page of the cache is full and another one begun.
            prompts = [[3 + 5 * place % 36 for place in range(24)]]
            for what, ours, theirs in self.decoding(model, prompts, 10, adapter):
                yield f"{(adapter or model).name}: {what}", ours, theirs

    def formats(self):
        """Every quantised format, by a file that holds each; no words are written with it."""
        tiny_decoder.write(self.work / "decoder.gguf")
        yield from self.decoding(self.work / "decoder.gguf", [list(range(3, 21))], 0)

    def demonstration(self):
        model, data = self.work / "model", self.work / "data"
        lines = SAMPLE.read_text().splitlines()[2:]
        tiny_encoder.write(model, [line.split("\t")[-1] for line in lines])
        yield from self.embeddings(model)
        self.run("demo", "--rows", self.options.rows, "--data", data, "--json", "--model", model)
        directory = DataDirectory(data)
        for files in directory.models():
            repetition = Repetition(directory, ModelFiles(files), Encoder(model),
                                    lambda texts: self.tokens(model, texts))
            yield from repetition.everything()
            yield from repetition.answers(self.options.answers)

    def answers(self):
        directory = DataDirectory(self.options.data)
        encoder = Encoder(self.options.model)
        for files in directory.models():
            yield from Repetition(
                directory, ModelFiles(files), encoder,
                lambda texts: self.tokens(self.options.model, texts)
            ).answers(self.options.answers)


def first_difference(ours, theirs):
    """Where two results differ, in words; nothing where they do not."""
    if isinstance(ours, numpy.ndarray):
        if ours.shape != theirs.shape:
            return f"shape {ours.shape}, the program's {theirs.shape}"
        unequal = numpy.flatnonzero(bits(ours).ravel() != bits(theirs).ravel())
        if len(unequal) == 0:
            return None
        at = unequal[0]
        return (f"{len(unequal)} of {ours.size} elements, first element {at}: "
                f"{hexadecimal(ours.ravel()[at])}, the program's {hexadecimal(theirs.ravel()[at])}")
    return None if ours == theirs else f"{ours}, the program's {theirs}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--model", default=os.environ.get("OPENLEDGER_MODEL", BASE_MODEL))
    parser.add_argument("--smollm2", default=SMOLLM2)
    parser.add_argument("--data")
    parser.add_argument("--answers", type=int, default=10)
    parser.add_argument("--rows", type=int, default=120)
    parser.add_argument("--only")
    options = parser.parse_args()
    options.program = str(pathlib.Path(options.program).resolve())
    with tempfile.TemporaryDirectory() as name:
        checks = Checks(options, pathlib.Path(name))
        checks.part("fused multiply-add", exactness.pairs)
        checks.part("conformance vectors", vectors.pairs)
        checks.part("decoder fixtures", checks.fixtures)
        checks.part("quantised formats", checks.formats)
        checks.part("training, index and answers of a small model", checks.demonstration)
        if pathlib.Path(options.model).exists():
            checks.part("sentence embeddings", lambda: checks.embeddings(options.model))
        else:
            print("sentence embeddings: left out, the base model is not there")
        if pathlib.Path(options.smollm2).exists():
            checks.part("SmolLM2", lambda: checks.decoding(options.smollm2, [[1, 9690]], 2))
        else:
            print("SmolLM2: left out, the model is not there")
        if options.data:
            checks.part("answers of " + options.data, checks.answers)
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
