"""Repeats a model of a data directory: its training, gate, index and answers."""

import hashlib
import json
import math

import numpy

from attribution import Index, helps, row_values
from directory import unseen
from encoder import Adapter, feature
from files import Safetensors
from functions import softmax
from singles import array, product
from streams import tagged
from training import Run


class Repetition:
    """A model of a directory, and what the second implementation makes of the same rows."""

    def __init__(self, directory, model, encoder, tokens_of):
        self.directory, self.model, self.encoder = directory, model, encoder
        self.manifest = model.manifest
        self.labels = self.manifest["labels"]
        self.limit = self.manifest["recipe"]["maximumTokens"]
        self.tokens_of = tokens_of
        self.rows = directory.rows(self.manifest["rowCount"])

    def tokens(self, texts):
        """Token ids, cut to the recipe's length before the last token."""
        return [ids if len(ids) <= self.limit else ids[:self.limit - 1] + ids[-1:]
                for ids in self.tokens_of(texts)]

    def features(self, texts, adapter=None):
        pooled = self.encoder.pooled(self.tokens(texts), adapter)
        return array([feature(row) for row in pooled])

    def classes(self, rows):
        return [self.labels.index(row["label"]) for row in rows]

    def seed(self, purpose):
        beacon = self.directory.beacon(self.model.digest)
        return tagged("openledger/seed/v1", purpose.encode(), beacon, self.model.digest)

    # MARK: Training

    def trained(self, rows, frozen, purpose):
        run = Run(self.encoder, self.manifest["recipe"],
                  self.tokens([row["text"] for row in rows]), self.classes(rows),
                  len(self.labels), frozen, self.seed(purpose))
        while run.step < run.steps:
            run.advance()
        return run

    def index(self, rows, adapter, flat_head, resampled=None):
        settings = self.model.settings()
        if resampled is not None:
            settings["resampled"] = resampled
        features = self.features([row["text"] for row in rows], adapter)
        seed = bytes(32) if resampled == 0 else self.seed("resampling")
        return Index.made(features, self.classes(rows), flat_head, len(self.labels), settings, seed)

    def standings(self, run):
        """What the gate says of every account, from the evaluation items."""
        rule = self.manifest["payment"]
        items = unseen(self.directory.evaluation_items(self.manifest["evaluationRoot"]), self.rows)
        index = self.index(self.rows, run.adapter, run.head, resampled=0)
        values = row_values(
            index, self.features([item["text"] for item in items], run.adapter),
            self.classes(items), rule["gateChanceQuantileMillis"])
        owners = {}
        for row, value in zip(self.rows, values):
            owners.setdefault(row["account"], []).append(value)
        fewest = max(2, rule["minimumRows"])
        return {account: "fewRows" if len(own) < fewest
                else "payable" if helps(own, rule["gateDeviationsMillis"]) else "gated"
                for account, own in owners.items()}

    def everything(self):
        """Yields (what, ours, theirs) of the whole training, each to be equal."""
        frozen = self.features([row["text"] for row in self.rows])
        run = self.trained(self.rows, frozen, "training")
        kept = self.rows
        if self.manifest.get("verdict") == "gates":
            standings = self.standings(run)
            yield "gate", standings, self.model.standings()
            kept = [row for row in self.rows if standings[row["account"]] != "gated"]
        if len(kept) < len(self.rows):
            yield from self.parameters(run, "measured/", "measured/")
            places = [row["row"] for row in kept]
            run = self.trained(kept, frozen[places], "training without refused rows")
        yield from self.parameters(run, "adapter/", "")
        text = (self.model.folder / "transcript.jsonl").read_text()
        records = [json.loads(line)["record"] for line in text.splitlines()]
        yield "transcript", [record.hex() for record in run.records], records
        index = self.index(kept, run.adapter, run.head)
        yield "attribution index", digest(index.file_bytes()), digest(
            (self.model.folder / "index.olhk").read_bytes())

    def parameters(self, run, adapter_folder, head_folder):
        theirs = Adapter(self.encoder, run.adapter.rank, 1)
        theirs.read(self.model.folder / adapter_folder / "adapter_model.safetensors")
        yield adapter_folder + "adapter", run.adapter.parameters, theirs.parameters
        yield head_folder + "head", run.head, self.flat_head(head_folder)

    def flat_head(self, folder=""):
        head = Safetensors(self.model.folder / folder / "head.safetensors")
        return numpy.concatenate([head["weight"].ravel(), head["bias"]])

    # MARK: Answers

    def answers(self, most):
        """Yields (question, ours, theirs): answer, confidence, lines and rest."""
        adapter = Adapter.from_folder(self.encoder, self.model.folder / "adapter")
        index = Index.read((self.model.folder / "index.olhk").read_bytes())
        learned = self.model.learned(self.rows)
        head = self.flat_head()
        split = len(self.labels) * self.encoder.width
        logged = self.directory.answers()
        openings = [line for line in self.directory.openings() if line["request"] in logged]
        openings = openings[::max(1, len(openings) // most)][:most]
        features = self.features([line["question"] for line in openings], adapter)
        weights = head[:split].reshape(len(self.labels), -1)
        for line, own in zip(openings, features):
            logits = product(own[None], weights.T, head[split:])
            label = int(numpy.argmax(logits[0]))
            confidence = math.floor(float(softmax(logits)[0, label]) * 1e6)
            lines, rest = index.attribution(own, label)
            lines = [(learned[position]["row"], *parts) for position, *parts in lines]
            stated = line.get("confidencePartsPerMillion", confidence)
            yield (line["question"], (self.labels[label], confidence, lines, rest),
                   (line["answer"], stated, *logged[line["request"]]))


def digest(data):
    return hashlib.sha256(data).hexdigest()
