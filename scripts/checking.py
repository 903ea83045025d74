"""What the end-to-end checks share: the real program, what is expected of it, and their lines."""

import base64
import hashlib
import http.client
import json
import os
import subprocess
import time
from pathlib import Path

ROWS = 100
LIMIT_SECONDS = 600


class Failed(Exception):
    """A check found something else than what is promised."""


def expect(condition, sentence):
    if not condition:
        raise Failed(sentence)


class Program:
    """The program under test, and the folder in which its runs leave their files."""

    def __init__(self, path, work):
        self.path = str(Path(path).resolve())
        self.work = Path(work)

    def run(self, *arguments, code=0, **environment):
        """Runs to the end; the exit code must be `code`. Returns what it printed."""
        done = subprocess.run(
            [self.path, *map(str, arguments)],
            capture_output=True,
            cwd=self.work,
            env=os.environ | environment,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        said = done.stderr.decode(errors="replace").strip()
        expect(
            done.returncode == code,
            f"`{' '.join(map(str, arguments))}` ended with {done.returncode}, not {code}: {said[-600:]}",
        )
        if code == 1:
            expect(said, f"`{' '.join(map(str, arguments))}` was refused without a sentence")
        done.said = said
        done.text = done.stdout.decode(errors="replace")
        return done

    def start(self, *arguments):
        return subprocess.Popen(
            [self.path, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.work,
        )

    def demo(self, data, rows=ROWS, seed=1, **environment):
        """A whole demonstration; returns its last line, an object."""
        done = self.run(
            "demo", "--json", "--rows", rows, "--data", data, "--seed", seed, **environment
        )
        lines = [json.loads(line) for line in done.text.splitlines()]
        expect(lines, "the demonstration printed no object")
        return lines[-1]

    def key(self, data):
        return self.run("log", "key", "--data", data).text.strip()

    def export(self, receipt, data, file):
        self.run("receipt", "export", receipt, "--data", data, "--out", file)
        return file


def leaf(receipt_text):
    """The RFC 6962 leaf hash of a receipt file's entry."""
    return hashlib.sha256(b"\0" + entry(receipt_text)).hexdigest()


def entry(receipt_text):
    """The bytes of a receipt file's entry."""
    lines = receipt_text.splitlines()
    expect(lines[0] == "c2sp.org/tlog-proof@v1", f"a receipt starts with {lines[0]!r}")
    expect(lines[1].startswith("extra "), "a receipt carries no entry")
    return base64.b64decode(lines[1].removeprefix("extra "), validate=True)


def run_all(checks):
    """Runs checks, a line each; a check may return a word on what it measured.

    Returns how many passed and how many failed.
    """
    passed = failed = 0
    for check in checks:
        began = time.monotonic()
        try:
            note = check()
        except (Failed, OSError, ValueError, KeyError, subprocess.SubprocessError,
                http.client.HTTPException) as error:
            failed += 1
            sentence = error if isinstance(error, Failed) else repr(error)
            print(f"FAILED {check.__doc__}: {sentence}", flush=True)
        else:
            passed += 1
            measured = f"{note}, " if note else ""
            took = time.monotonic() - began
            print(f"ok     {check.__doc__} ({measured}{took:.1f} s)", flush=True)
    return passed, failed
