#!/usr/bin/env python3
"""Looks at the node's pages in a browser: what they check of themselves, and how they fit.

    python3 scripts/page_checks.py --program .build/release/openledger [--pictures DIR]
"""

import argparse
import base64
import json
import shutil
import sys
import tempfile
from pathlib import Path

from browser import Browser, chromium
from checking import Program, expect, run_all
from node_client import Node, api_key
from page_scripts import CRYPTOGRAPHY, MUTATIONS, OVERFLOW, PAYERS, PRESS, PRINTED, UNFOLD

WIDTHS = (320, 390, 768)
PAPER = 680  # A4 between margins, in CSS pixels
QUESTION = "a fast web server"
PARTS = Path(__file__).resolve().parent.parent / "Sources/Website/Resources/assets/verify"


class PageChecks:
    """One method a promise, in their order; the docstring is the promise."""

    def __init__(self, program, pictures):
        self.program = program
        self.pictures = pictures
        self.browser = Browser()
        self.nodes = []
        self.size = 0

    def close(self):
        for node in self.nodes:
            node.kill()
        self.browser.close()

    def start(self):
        """a demonstration, the same log as if it were none, and a fresh node are served"""
        work = self.program.work
        self.program.demo(work / "shown")
        shutil.copytree(work / "shown", work / "closed")
        (work / "closed/DEMONSTRATION").unlink()
        self.shown = self.serve(work / "shown")
        self.closed = self.serve(work / "closed")
        self.fresh = self.serve(work / "fresh")
        self.size = int(self.shown.client().get("/api/log").json["size"])
        self.answer = self.shown.payer().ask(QUESTION).receipt
        self.key = api_key(work / "closed", "payer")

    def serve(self, data):
        node = Node(self.program, data)
        self.nodes.append(node)
        return node

    def address(self, node, path):
        return f"http://127.0.0.1:{node.port}{path}"

    def paths(self):
        """An address of every kind of page, by node."""
        shown = self.shown.client()
        entries = shown.get("/api/entries").json["entries"]
        before = self.size
        kinds = {}
        while entries:
            for entry in entries:
                kinds.setdefault(entry["kind"], entry["index"])
            before = entries[-1]["index"]
            entries = shown.get(f"/api/entries?before={before}").json["entries"]
        model = shown.get("/api/models").json["models"][0]
        answer = shown.get(f"/api/receipts/{self.answer}").json
        payer = self.shown.payer().get("/api/account").json["account"]
        accounts = [payer] + [line["account"] for line in answer["attribution"]["sources"][:2]]
        datanet = shown.get("/api/datanets").json["datanets"][0]["name"]
        common = ["/", "/log", "/log/search?q=team", "/datanets", "/models", "/nowhere"]
        full = common + [
            f"/a/{self.answer}", f"/receipts/{self.answer}", f"/datanets/{datanet}",
            f"/datanets/{datanet}?q=zzzz", f"/models/{model['name']}", "/log/search?q=ffffffff",
            f"/accounts/0x{'1' * 40}", f"/models/{'m' * 64}", f"/log/search?q={'w' * 150}",
        ] + [f"/accounts/{account}" for account in accounts] + [
            f"/receipts/{index}" for index in kinds.values()
        ]
        example = next(i for k, i in kinds.items() if k == "answer")
        return [(self.shown, path) for path in full] + [
            (self.closed, path) for path in ("/", f"/a/{example}", f"/receipts/{example}")
        ] + [(self.fresh, path) for path in common]

    def narrow(self):
        """no page is wider than its window at 320, 390 and 768 pixels, unfolded"""
        count = 0
        for node, path in self.paths():
            self.browser.width(WIDTHS[0])
            self.browser.open(self.address(node, path))
            self.browser.evaluate(UNFOLD)
            for width in WIDTHS:
                self.browser.width(width)
                wide = self.browser.evaluate(OVERFLOW)
                expect(wide is None, f"{path} at {width}: {wide}")
                count += 1
        return f"{count} views"

    def print(self):
        """on paper every column of every table is there"""
        self.browser.media("print")
        try:
            self.browser.width(PAPER)
            for node, path in self.paths():
                self.browser.open(self.address(node, path))
                cut = self.browser.evaluate(PRINTED)
                expect(cut is None, f"{path}: {cut}")
        finally:
            self.browser.media()

    def look(self):
        """the pages can be looked at (with --pictures)"""
        if not self.pictures:
            return "none asked for"
        self.pictures.mkdir(parents=True, exist_ok=True)
        for node, path in self.paths():
            for width, scheme in ((1280, "light"), (1280, "dark"), (390, "light")):
                self.browser.media(scheme=scheme)
                self.browser.width(width)
                self.browser.open(self.address(node, path))
                place = path.replace("/", "-").replace("?", "-")
                file = self.pictures / f"{node.data.name}{place}-{width}-{scheme}.png"
                file.write_bytes(base64.b64decode(self.browser.picture()))
        self.browser.media()
        return str(self.pictures)

    def cryptography(self):
        """the script's Keccak and secp256k1 give what Ethereum's tools give, and refuse the rest"""
        source = "\n".join((PARTS / f"{name}.js").read_text() for name in ("bytes", "secp256k1"))
        self.browser.open(self.address(self.shown, "/log"))
        wrong = self.browser.evaluate(f"(() => {{{source}\n{CRYPTOGRAPHY}}})()")
        expect(wrong == [], f"{wrong}")

    def payers(self):
        """the script finds every payer's signature, and none after a changed bit"""
        names = ("bytes", "secp256k1", "entry", "words", "receipt")
        source = "\n".join((PARTS / f"{name}.js").read_text() for name in names)
        answers = [
            entry["index"] for entry in self.shown.client().get("/api/entries").json["entries"]
            if entry["kind"] == "answer"
        ][:20]
        self.browser.open(self.address(self.shown, "/log"))
        wrong = self.browser.evaluate(
            f"(async () => {{{source}\nconst answers = {json.dumps(answers)};\n{PAYERS}}})()"
        )
        expect(answers and wrong == [], f"{wrong}")
        return f"{len(answers)} answers"

    def verify(self):
        """every check passes on a page as it is, and the verdict names what was not checked"""
        for path in (f"/a/{self.answer}", f"/receipts/{self.answer}", "/receipts/0", "/receipts/7"):
            self.browser.width(1280)
            self.browser.open(self.address(self.shown, path))
            verdict, bad = self.browser.evaluate(f"(async () => {{{PRESS} return press();}})()")
            expect(not bad and verdict.startswith("All "), f"{path}: {verdict}")
            for name in ("a witness that you named", "names and pictures of accounts"):
                expect(name in verdict, f"{path}: {verdict}")
            if path.startswith("/a/"):
                for name in ("the weights themselves", "texts and labels of rows"):
                    expect(name in verdict, f"{path}: {verdict}")
            if path in (f"/a/{self.answer}", f"/receipts/{self.answer}"):
                text = self.browser.evaluate("document.querySelector('.answer').textContent")
                expect("own confidence: " in text, f"{path} shows no confidence")
                expect("own confidence" in verdict, f"{path}: {verdict}")

    def mutations(self):
        """whatever a page shows of its receipt is changed in turn, and the check fails each time"""
        count = 0
        for path in (f"/a/{self.answer}", f"/receipts/{self.answer}", "/receipts/0"):
            self.browser.open(self.address(self.shown, path))
            done, unseen = self.browser.evaluate(f"(async () => {{{PRESS}\n{MUTATIONS}}})()")
            expect(unseen == [], f"{path}: the check passes after {unseen[:20]}")
            expect(done >= (150 if "0" != path[-1] or len(path) > 11 else 20), f"{path}: {done}")
            count += done
        return f"{count} changes"

    def words(self):
        """without the payer's key no route tells a question; with it, or a link of it, one does"""
        payer, stranger = self.closed.payer(), self.closed.client()
        other = self.closed.client(api_key(self.closed.data, "operator"))
        secret = "an unmistakable question about narwhals"
        receipt = payer.ask(secret).receipt
        paths = [
            f"/api/receipts/{receipt}", f"/api/receipts/{receipt}/export", f"/a/{receipt}",
            f"/receipts/{receipt}", f"/receipts/{receipt}.json", f"/api/entries/{receipt}",
            f"/receipts/{receipt}.bin", f"/receipts/{receipt}.tlog-proof", "/", "/api/entries",
            "/log/search?q=unmistakable", "/metrics", f"/api/receipts/{receipt}?link={'0' * 64}",
        ]
        shown = payer.get(f"/api/receipts/{receipt}")
        expect(shown.json["question"] == secret, f"the payer reads {shown.said}")
        confidence = shown.json["confidencePartsPerMillion"]
        expect(0 < confidence <= 1_000_000, f"the payer reads a confidence of {confidence}")
        for client in (stranger, other):
            for path in paths:
                body = client.send("GET", path).body
                expect(b"narwhals" not in body, f"{path} tells the question")
                expect(b"own confidence" not in body, f"{path} tells the confidence")
            told = client.get(f"/api/receipts/{receipt}").json["confidencePartsPerMillion"]
            expect(told is None, f"a stranger reads a confidence of {told}")
        expect(shown.headers["Cache-Control"] == "private, no-store", "caches may keep the words")
        link = payer.post(f"/api/receipts/{receipt}/links", b"", 201).json
        expect(b"narwhals" in stranger.get(link["path"]).body, "the link shows nothing")
        payer.send("DELETE", f"/api/receipts/{receipt}/links/{link['link']}")
        expect(b"narwhals" not in stranger.get(link["path"]).body, "the revoked link shows words")
        log = self.closed.log.read_bytes()
        expect(b"narwhals" not in log and link["secret"].encode() not in log, "the log tells")

    def keys(self):
        """a key is written once, asked with by Ctrl+Enter, kept by the browser, and forgotten"""
        self.browser.open(self.address(self.closed, "/"))
        self.browser.evaluate("""
            document.getElementById('key').value = %s;
            const field = document.getElementById('question');
            field.value = 'a fast web server';
            field.dispatchEvent(new KeyboardEvent('keydown', {
              key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true,
            }));
        """ % json.dumps(self.key))
        self.browser.wait_for_load()
        text = self.browser.evaluate("document.querySelector('.answer').textContent")
        expect("a fast web server" in text, f"the answer's page says {text[:300]}")
        path = self.browser.evaluate("location.pathname")
        self.browser.open(self.address(self.closed, path))
        text = self.browser.evaluate("document.querySelector('.answer').textContent")
        expect("a fast web server" not in text, "the words are on the page without the link")
        kept = "document.getElementById('words-key').value"
        expect(self.browser.evaluate(kept) == self.key, "the key is not filled in")
        self.browser.evaluate("document.querySelector('[value=show]').click()")
        self.browser.wait_for_load()
        text = self.browser.evaluate("document.querySelector('.answer').textContent")
        expect("a fast web server" in text, "the kept key does not show the words")
        self.browser.evaluate("document.querySelector('[data-forget]').click()")
        self.browser.open(self.address(self.closed, path))
        expect(self.browser.evaluate(kept) == "", "the key was not forgotten")

    def all(self):
        return [
            self.start, self.words, self.look, self.cryptography, self.payers, self.verify, self.mutations,
            self.keys, self.narrow, self.print,
        ]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--pictures", type=Path, help="a folder for pictures of all pages")
    arguments.add_argument("--only", help="start and this check")
    chosen = arguments.parse_args()
    if chromium() is None:
        print("pages: there is no browser; install Debian's chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="openledger-") as work:
        checks = PageChecks(Program(chosen.program, work), chosen.pictures)
        wanted = [
            check for check in checks.all()
            if not chosen.only or check.__name__ in ("start", chosen.only)
        ]
        try:
            passed, failed = run_all(wanted)
        finally:
            checks.close()
    print(f"pages: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
