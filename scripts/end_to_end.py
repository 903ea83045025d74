#!/usr/bin/env python3
"""Drives the real program, as a stranger would, and checks what the README promises of it.

Every check prints one line; the last line counts them. Nothing here knows the program's insides:
receipts are read by the published format (c2sp.org/tlog-proof@v1), their leaves hashed here.

    python3 scripts/end_to_end.py --program .build/release/openledger [--seed 1] [--kills 12]
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from checking import LIMIT_SECONDS, ROWS, Program, expect, leaf, run_all
from node_checks import NodeChecks

TINY_ROWS = 40


def reproducible(result):
    """What has to be the same on every machine: everything but the time it took."""
    return {name: value for name, value in result.items() if name != "seconds"}


class Checks:
    """One method a promise, in order of their names' definition; the docstring is the promise."""

    def __init__(self, program, seed, kills):
        self.program = program
        self.random = random.Random(seed)
        self.kills = kills
        self.data = program.work / "first"
        self.result = None
        self.seconds = None

    def demonstration(self):
        """the demonstration runs from nothing, and its object says what the faces promise"""
        began = time.monotonic()
        self.result = self.program.demo(self.data)
        self.seconds = time.monotonic() - began
        expected = {
            "rows", "accuracy", "contributors", "answers", "receipts", "ledger", "model", "seconds"
        }
        missing = expected - set(self.result)
        expect(not missing, f"the object lacks {sorted(missing)}")
        expect(self.result["ledger"]["conserved"] is True, "money was not conserved")
        receipts = self.result["receipts"]
        expect(receipts["issued"] == self.result["answers"] > 0, f"receipts: {receipts}")
        expect(receipts["verified"] == receipts["issued"], f"receipts: {receipts}")

    def money(self):
        """every contributor's held money is the sum of its reasons"""
        for one in self.result["contributors"]:
            held = sum(int(amount) for amount in one["heldReasons"].values())
            expect(held == int(one["held"]), f"{one['account']}: {one['held']} held, not {held}")

    def receipt(self):
        """an exported receipt is verified offline with nothing but the log's key"""
        example = self.result["receipts"]["example"]
        file = self.program.export(example, self.data, self.program.work / "receipt")
        key = self.program.key(self.data)
        alone = self.program.work / "alone"
        alone.mkdir()
        shutil.copy(file, alone / "receipt")
        self.program.run("verify", alone / "receipt", "--key", key)

    def recomputation(self):
        """the attribution of a receipt is run again and gives the same integers"""
        key = self.program.key(self.data)
        self.program.run(
            "verify", self.program.work / "receipt", "--key", key,
            "--recompute", "--data", self.data,
        )

    def tampering(self):
        """a receipt with one changed byte is refused, or proves exactly the same"""
        key = self.program.key(self.data)
        original = (self.program.work / "receipt").read_bytes()
        said = self.program.run("verify", self.program.work / "receipt", "--key", key).text
        changed = self.program.work / "changed"
        for _ in range(40):
            at = self.random.randrange(len(original))
            bytes_ = bytearray(original)
            bytes_[at] ^= 1 << self.random.randrange(8)
            changed.write_bytes(bytes_)
            done = subprocess.run(
                [self.program.path, "verify", changed, "--key", key],
                capture_output=True, check=False, timeout=LIMIT_SECONDS,
            )
            same = done.returncode == 0 and done.stdout.decode().replace(
                str(changed), str(self.program.work / "receipt")
            ) == said
            expect(done.returncode == 1 or same, f"a changed byte {at} ended with {done.returncode}")
        for length in (0, 1, len(original) // 2, len(original) - 1):
            changed.write_bytes(original[:length])
            self.program.run("verify", changed, "--key", key, code=1)

    def foreign_key(self):
        """a receipt is refused under another log's key"""
        other = self.program.work / "other"
        self.program.demo(other, rows=TINY_ROWS, seed=2)
        key = self.program.key(other)
        expect(key != self.program.key(self.data), "two seeds gave the same log key")
        self.program.run("verify", self.program.work / "receipt", "--key", key, code=1)
        self.program.run("verify", self.program.work / "receipt", "--key", "nonsense", code=1)

    def threads(self):
        """one and two threads give the same digests, earnings and root"""
        for threads in ("1", "2"):
            data = self.program.work / f"threads-{threads}"
            result = self.program.demo(data, OPENLEDGER_THREADS=threads)
            expect(
                reproducible(result) == reproducible(self.result), f"{threads} threads differ"
            )

    def kernels(self):
        """the portable kernels give the same digests, earnings and root; an unknown path is refused"""
        own = self.program.demo(self.program.work / "tiny", rows=TINY_ROWS)
        portable = self.program.demo(
            self.program.work / "portable", rows=TINY_ROWS, OPENLEDGER_KERNELS="portable"
        )
        expect(reproducible(own) == reproducible(portable), "the portable kernels differ")
        refused = self.program.run(
            "demo", "--json", "--rows", TINY_ROWS, "--data", self.program.work / "none",
            code=1, OPENLEDGER_KERNELS="abacus",
        )
        expect("abacus" in refused.said, f"the refusal does not name the path: {refused.said}")

    def interrupted(self, data, moment):
        """Starts a demonstration and kills it: after `moment` seconds, or after so many receipts."""
        process = self.program.start(
            "demo", "--json", "--announce", "--rows", ROWS, "--data", data, "--seed", 1
        )
        announced = []
        if isinstance(moment, float):
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
        for line in process.stdout:
            if not line.endswith(b"\n"):
                break  # the line was being written when the process died: it was not handed out
            one = json.loads(line)
            if "receipt" not in one or "leaf" not in one:
                continue
            announced.append(one)
            if isinstance(moment, int) and len(announced) == moment:
                process.send_signal(signal.SIGKILL)
        process.wait()
        return announced

    def found(self, announced, data, key):
        """Every announced receipt is in the log, under its leaf, and verifies."""
        step = max(1, len(announced) // 6)
        for one in announced[::step] + announced[-2:]:
            file = self.program.export(one["receipt"], data, self.program.work / "found")
            self.program.run("verify", file, "--key", key)
            expect(leaf(file.read_text()) == one["leaf"], f"receipt {one['receipt']} changed")

    def kill(self):
        """killed at random moments, nothing announced is lost, and the next run ends the same"""
        key = self.program.key(self.data)
        data = self.program.work / "killed"
        answers = self.result["answers"]
        for turn in range(self.kills):
            if self.random.random() < 0.4:
                moment = self.random.uniform(0.02, self.seconds)
            else:
                moment = self.random.randrange(1, answers)
            self.found(self.interrupted(data, moment), data, key)
            if turn % 4 == 3:  # to its end, then afresh: interrupted runs must add up to a whole one
                result = self.program.demo(data)
                expect(
                    reproducible(result) == reproducible(self.result),
                    f"after {turn + 1} kills the result differs",
                )
                shutil.rmtree(data)

    def second_process(self):
        """a second process on the same directory is refused, and the first one goes on"""
        data = self.program.work / "locked"
        first = self.program.start(
            "demo", "--json", "--announce", "--rows", ROWS, "--data", data, "--seed", 1
        )
        try:
            first.stdout.readline()
            first.send_signal(signal.SIGSTOP)  # it holds its lock, however fast it is
            self.program.run("demo", "--json", "--rows", ROWS, "--data", data, code=1)
            first.send_signal(signal.SIGCONT)
            last = first.stdout.read().splitlines()[-1]
            expect(first.wait() == 0, "the first process was disturbed")
            expect(
                reproducible(json.loads(last)) == reproducible(self.result), "the result differs"
            )
        finally:
            first.kill()
            first.wait()

    def newer_format(self):
        """a data directory written by a newer version is refused and left as it is"""
        data = self.program.work / "newer"
        shutil.copytree(self.data, data)
        mark = data / "FORMAT"
        expect(mark.read_text() == "openledger data 1\n", f"FORMAT holds {mark.read_text()!r}")
        mark.write_text("openledger data 2\n")
        before = contents(data)
        self.program.run("demo", "--json", "--rows", ROWS, "--data", data, code=1)
        self.program.run("log", "key", "--data", data, code=1)
        expect(contents(data) == before, "a refused directory was changed")

    def refusals(self):
        """wrong usage ends with 2, what cannot be done with 1 and a sentence"""
        work = self.program.work
        self.program.run("demo", "--no-such-flag", code=2)
        self.program.run("no-such-command", code=2)
        self.program.run("verify", work / "missing", "--key", self.program.key(self.data), code=1)
        self.program.run("receipt", "export", "999999", "--data", self.data,
                         "--out", work / "none", code=1)
        self.program.run("log", "key", "--data", work / "missing", code=1)

    def damaged_model(self):
        """a damaged model folder is refused with a sentence"""
        folder = self.model_folder()
        texts = self.program.work / "texts"
        texts.write_text("tools for packaging\n")
        for name, damage in (
            ("model.safetensors", lambda b: b[: len(b) // 2]),
            ("model.safetensors", lambda b: b"\xff" * 8 + b[8:]),
            ("tokenizer.json", lambda b: b[:-100]),
            ("config.json", lambda b: b.replace(b"384", b"-1")),
        ):
            damaged = self.program.work / "damaged"
            shutil.copytree(folder, damaged)
            (damaged / name).write_bytes(damage((damaged / name).read_bytes()))
            self.program.run("lab", "embed", "--model", damaged, "--texts", texts,
                             "--out", self.program.work / "none.npy", code=1)
            shutil.rmtree(damaged)

    def laboratory(self):
        """lab tokens and lab embed read one text a line and write one result for each"""
        texts = self.program.work / "texts"
        texts.write_text("hello world\ntools for packaging\n")
        tokens = self.program.work / "tokens.jsonl"
        model = self.model_folder()
        self.program.run("lab", "tokens", "--model", model, "--texts", texts, "--out", tokens)
        lines = [json.loads(line) for line in tokens.read_text().splitlines()]
        expect(lines[0]["tokens"] == [101, 7592, 2088, 102], f"tokens: {lines[0]}")
        expect(len(lines) == 2, f"{len(lines)} lines of tokens for two texts")
        out = self.program.work / "embeddings.npy"
        self.program.run("lab", "embed", "--model", model, "--texts", texts, "--out", out)
        header = out.read_bytes()[:128]
        expect(header.startswith(b"\x93NUMPY"), "the embeddings are not a NumPy file")
        expect(b"(2, 384)" in header and b"<f4" in header, f"the header says {header!r}")

    def model_folder(self):
        own = os.environ.get("OPENLEDGER_MODEL")
        return Path(own or Path(__file__).parent.parent / ".cache/models/all-MiniLM-L6-v2").resolve()

    def all(self):
        own = [
            self.demonstration, self.money, self.receipt, self.recomputation, self.tampering,
            self.foreign_key, self.threads, self.kernels, self.kill, self.second_process,
            self.newer_format, self.refusals, self.laboratory, self.damaged_model,
        ]
        return own


def contents(folder):
    """The bytes of every file below a folder, by path."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--kills", type=int, default=12)
    arguments.add_argument("--only", help="run what comes first and this check")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="openledger-") as work:
        program = Program(chosen.program, work)
        checks = Checks(program, chosen.seed, chosen.kills)
        node = NodeChecks(program, chosen.seed, chosen.kills // 3)
        wanted = [
            check for check in checks.all() + node.all()
            if not chosen.only or check.__name__ in ("demonstration", "start", chosen.only)
        ]
        try:
            passed, failed = run_all(wanted)
        finally:
            node.close()
    print(f"end to end: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
