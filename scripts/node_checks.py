#!/usr/bin/env python3
"""Drives a real node as strangers meet it: clients, payers, contributors, and people who mean harm.

    python3 scripts/node_checks.py --program .build/release/openledger [--seed 1] [--kills 4]
"""

import argparse
import base64
import http.client
import json
import random
import shutil
import signal
import struct
import sys
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

import hostile_clients
from checking import ROWS, Program, expect, run_all
from node_client import MODEL, Crowd, Node, api_key, found_again

FIRST_REQUEST_SECONDS = 10  # The aim is 2; machines that others share are slower.
IDLE_MEGABYTES = 400
CROWDED_MEGABYTES = 1400  # The service file lets a node have 2 GB.
HEALTH_SECONDS = 1
TRAINING_SECONDS = 600
WORKER_END_SECONDS = 2
QUESTIONS = [
    "fast web server with a small footprint",
    "Python bindings for reading and writing spreadsheets",
    "arcade game in which a penguin slides down a mountain",
    "LaTeX class for theses and reports",
    "Perl module for parsing dates",
    "shared library for decoding audio streams",
    "command line tool to compare directories",
    "Haskell library of lazy byte strings",
    "graphical mail reader",
    "relational database engine, client programs",
    "documentation of the kernel's interfaces",
    "serif typeface for screens",
]


def sample_rows():
    """The rows of the demonstration's sample that are trained on."""
    path = Path(__file__).resolve().parent.parent / "Sources/Demonstration/Resources/debian-sample.tsv"
    with open(path, encoding="utf-8") as file:
        cells = [line.rstrip("\n").split("\t") for line in file if line.startswith("train\t")]
    return [{"text": cell[4], "label": cell[3]} for cell in cells]


class NodeChecks:
    """One method a promise, in order of their names' definition; the docstring is the promise."""

    def __init__(self, program, seed, kills):
        self.program = program
        self.random = random.Random(seed)
        self.kills = kills
        self.data = program.work / "served"
        self.node = None
        self.receipts = {}

    # MARK: Start

    def start(self):
        """a node serves a demonstration's directory; the first answer comes soon after the start"""
        self.program.demo(self.data)
        self.node = Node(self.program, self.data)
        self.node.payer().ask(QUESTIONS[0])
        took = time.monotonic() - self.node.began
        expect(took <= FIRST_REQUEST_SECONDS, f"the first answer came after {took:.2f} s")
        return f"first answer after {took:.2f} s"

    def memory(self):
        """an idle node is small"""
        time.sleep(1)
        size = self.node.resident_megabytes()
        expect(0 < size <= IDLE_MEGABYTES, f"{size:.0f} MB are resident")
        return f"{size:.0f} MB resident"

    # MARK: OpenAI's interface

    def models(self):
        """the models are listed, and health and readiness are told"""
        payer = self.node.payer()
        listed = payer.get("/v1/models").json
        names = [model["id"] for model in listed["data"]]
        expect(MODEL in names, f"the models are {names}")
        payer.get(f"/v1/models/{MODEL}")
        stranger = self.node.client()
        for path in ("/healthz", "/readyz", "/openapi.json", "/api/models", "/api/datanets"):
            expect(stranger.get(path).json, f"{path} is empty")

    def answer(self):
        """an answer has a receipt, which is verified offline and recomputed"""
        reply = self.node.payer().ask(QUESTIONS[1])
        body = reply.json
        expect(body["object"] == "chat.completion", f"the object is {body['object']}")
        expect(body["attribution"]["receipt"] == reply.receipt, "header and body name two receipts")
        paid = body["attribution"]
        weights = sum(source["weight"] for source in paid["sources"])
        expect(weights + paid["unattributed"]["weight"] == 1_000_000_000, f"weights: {weights}")
        expect(sum(map(int, paid["parts"].values())) == int(paid["fee"]), "the fee is not split up")
        self.verify(reply.receipt, recompute=True)
        self.receipts[QUESTIONS[1]] = reply

    def verify(self, receipt, recompute=False, node=None):
        """A receipt as a node hands it out, under the key that the node names."""
        node = node or self.node
        client = node.client()
        key = client.get("/log/key").body.decode().strip()
        file = self.program.work / f"receipt-{receipt}"
        file.write_bytes(client.get(f"/api/receipts/{receipt}/export").body)
        self.program.run("verify", file, "--key", key)
        if recompute:
            self.program.run(
                "verify", file, "--key", key, "--recompute", "--data", node.data
            )

    def stream(self):
        """a streamed answer is the same, with its receipt in the header and the last chunk"""
        reply = self.node.payer().ask(QUESTIONS[1], stream=True)
        kind = reply.headers["Content-Type"]
        expect(kind.startswith("text/event-stream"), f"the stream is of type {kind}")
        events = reply.body.decode().split("\n\n")
        expect(events[-1] == "" and events[-2] == "data: [DONE]", f"the end is {events[-2:]}")
        chunks = [json.loads(event.removeprefix("data: ")) for event in events[:-2]]
        text = "".join(
            choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"]
        )
        expect(text == self.receipts[QUESTIONS[1]].label, f"the stream says {text!r}")
        expect(chunks[-1]["attribution"]["receipt"] == reply.receipt, "the last chunk's receipt")
        expect(chunks[-1]["usage"]["total_tokens"] > 1, f"usage: {chunks[-1]['usage']}")
        self.verify(reply.receipt)

    def embeddings(self):
        """embeddings as numbers and in base64 are the same float32s, of unit length"""
        payer = self.node.payer()
        order = {"model": "sentence-transformers/all-MiniLM-L6-v2", "input": QUESTIONS[:3]}
        numbers = payer.post("/v1/embeddings", order | {"encoding_format": "float"}).json["data"]
        packed = payer.post("/v1/embeddings", order | {"encoding_format": "base64"}).json["data"]
        expect([item["index"] for item in numbers] == [0, 1, 2], "the order of the vectors")
        for one, other in zip(numbers, packed, strict=True):
            vector = one["embedding"]
            own = struct.pack(f"<{len(vector)}f", *vector)
            expect(own == base64.b64decode(other["embedding"], validate=True), "two encodings")
            length = sum(value * value for value in vector) ** 0.5
            expect(len(vector) == 384 and abs(length - 1) < 1e-5, f"a vector of length {length}")

    def refusals(self):
        """what cannot be done is refused with the status and the code that clients know"""
        node, payer = self.node, self.node.payer()
        body = {"model": MODEL, "messages": [{"role": "user", "content": "x"}]}
        for reply, status, code in (
            (node.client().send("POST", "/v1/chat/completions", body), 401, "invalid_api_key"),
            (node.client("ol-none").send("POST", "/v1/chat/completions", body), 401,
             "invalid_api_key"),
            (payer.ask("x", model="debian-sektions", status=404), 404, "model_not_found"),
            (payer.ask("x", status=402, OpenLedger_Max_Fee="1"), 402, "price_above_maximum"),
            (payer.ask("", status=400), 400, "invalid_value"),
        ):
            expect(reply.status == status, f"{reply.status} instead of {status}: {reply.said}")
            expect(reply.json["error"]["code"] == code, f"not {code}: {reply.said}")
        reply = payer.ask("x", model="debian-sektions", status=404)
        expect(MODEL in reply.json["error"]["message"], "the nearest model is not named")
        reply = payer.send("DELETE", "/v1/chat/completions")
        expect(reply.status == 405 and reply.headers["Allow"] == "POST", f"405: {reply.said}")
        reply = payer.send("DELETE", "/api/datanets")
        expect(reply.status == 405 and "GET" in reply.headers["Allow"], f"405: {reply.said}")
        expect(payer.send("GET", "/api/receipts/99999999").status == 404, "a receipt of the future")

    def without_money(self):
        """an account without money is refused, and charged nothing"""
        made = json.loads(self.program.run("key", "new", "--data", self.data, "--json").text)
        size = self.entries()
        reply = self.node.client(made["apiKey"]).ask("x", status=402)
        expect(reply.json["error"]["code"] == "insufficient_balance", f"402: {reply.said}")
        expect(self.entries() == size, "a refused question changed the log")

    def entries(self):
        """How many entries the log has, as its checkpoint says."""
        time.sleep(1.1)  # A published checkpoint may be a second old.
        return int(self.node.client().get("/log/checkpoint").body.decode().splitlines()[1])

    # MARK: Money

    def repetition(self):
        """a repeated request is one entry and one charge, even at the same moment"""
        payer = self.node.payer()
        first = payer.ask(QUESTIONS[2], Idempotency_Key="order-1")
        size = self.entries()
        again = payer.ask(QUESTIONS[2], Idempotency_Key="order-1")
        expect(again.receipt == first.receipt and again.json == first.json, "a second answer")
        other = payer.ask(QUESTIONS[3], status=409, Idempotency_Key="order-1")
        expect(other.json["error"]["code"] == "idempotency_conflict", f"409: {other.said}")
        expect(self.entries() == size, "a repetition changed the log")
        replies = []
        threads = [
            threading.Thread(target=lambda: replies.append(
                self.node.payer().ask(QUESTIONS[4], Idempotency_Key="order-2").receipt
            ))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expect(len(replies) == 8 and len(set(replies)) == 1, f"receipts {replies}")
        expect(self.entries() == size + 1, "eight requests made more than one entry")

    def deposits(self):
        """the operator opens an account and brings money in; answers are paid from it exactly"""
        chief = self.node.client(api_key(self.data, "operator"))
        opened = chief.post("/api/accounts", {}, status=201).json
        owner = self.node.client(opened["apiKey"])
        fee = int(chief.get(f"/api/models/{MODEL}").json["price"])
        order = {"account": opened["account"], "amount": str(2 * fee), "source": "invoice 1"}
        self.node.payer().post("/api/deposits", order, status=403)
        chief.post("/api/deposits", order, status=201)
        repeated = chief.send("POST", "/api/deposits", order)
        expect(repeated.status in (200, 201, 409), f"a repeated deposit: {repeated.said}")
        other = order | {"amount": str(3 * fee)}
        chief.post("/api/deposits", other, status=409)
        balance = int(owner.get("/api/account").json["balance"])
        expect(balance == 2 * fee, f"{balance} after one deposit of {2 * fee}")
        first = owner.ask(QUESTIONS[5])
        expect(int(owner.get("/api/account").json["balance"]) == fee, "not the fee was charged")
        owner.ask(QUESTIONS[6])
        owner.ask(QUESTIONS[7], status=402)
        self.verify(first.receipt)

    # MARK: Rows and models

    def contribution(self):
        """rows that are contributed over HTTP stand in the Datanet, with a receipt that verifies"""
        chief = self.node.client(api_key(self.data, "operator"))
        owner = self.node.client(chief.post("/api/accounts", {}, status=201).json["apiKey"])
        path = f"/api/datanets/{MODEL}"
        before = chief.get(path).json
        rows = {"rows": [
            {"text": f"zymurgy {words}", "label": before["labels"][0]}
            for words in ("calculator for brewers", "yeast simulation", "recipe archive")
        ]}
        made = owner.post(path + "/contributions", rows, status=201).json
        expect((made["accepted"], made["duplicates"]) == (3, 0), f"contribution: {made}")
        found = chief.get(path + "/rows?q=zymurgy").json["rows"]
        expect([row["text"] for row in found] == [row["text"] for row in rows["rows"]], "the rows")
        expect(chief.get(path).json["accepted"] == before["accepted"] + 3, "the Datanet's count")
        self.verify(made["commit"])
        self.verify(made["reveal"])
        again = owner.post(path + "/contributions", rows, status=200).json
        expect(again["wasThere"] and again["reveal"] == made["reveal"], f"repeated: {again}")
        wrong = {"rows": [{"text": "a row", "label": "no-such-label"}]}
        owner.post(path + "/contributions", wrong, status=400)

    def finished(self, place, node=None):
        """Waits until a training job has succeeded; returns it."""
        client = (node or self.node).client()
        end = time.monotonic() + TRAINING_SECONDS
        while (job := client.get(place).json)["state"] in ("queued", "running"):
            expect(time.monotonic() < end, f"the job does not end: {job}")
            time.sleep(0.2)
        expect(job["state"] == "succeeded", f"the job ended so: {job}")
        return job

    def training(self):
        """a model is trained while questions are answered; its answers are recomputed, too"""
        payer = self.node.payer()
        crowd = Crowd(self.node, QUESTIONS, count=2)
        order = {"name": "second", "datanet": MODEL, "price": "1000000", "epochs": 1}
        place = payer.post("/api/models", order, status=202).headers["Location"]
        job = self.finished(place)
        answers = crowd.stop()
        expect(not crowd.faults, f"meanwhile: {crowd.faults[:1]}")
        expect(answers, "no question was answered meanwhile")
        slowest = max(took for _, _, took in answers)
        reply = payer.ask(QUESTIONS[8], model="second")
        expect(reply.json["attribution"]["fee"] == "1000000", "the fee of the new model")
        self.verify(reply.receipt, recompute=True)
        self.verify(job["deploy"])
        return f"{len(answers)} answers meanwhile, the slowest in {slowest:.2f} s"

    def interruption(self):
        """training and contributions that a kill cuts off are finished after the next start"""
        order = {"name": "third", "datanet": MODEL, "price": "1000000", "epochs": 1}
        place = self.node.payer().post("/api/models", order, status=202).headers["Location"]
        chief = self.node.client(api_key(self.data, "operator"))
        label = chief.get(f"/api/datanets/{MODEL}").json["labels"][0]
        keys = [chief.post("/api/accounts", {}, status=201).json["apiKey"] for _ in range(3)]
        made = []
        node = self.node

        def contribute(number, key):
            words = random.Random(number)
            while True:
                text = "".join(words.choice("abcdefghijklmnopqrstuvwxyz ") for _ in range(60))
                rows = {"rows": [{"text": f"row {text}", "label": label}]}
                try:
                    reply = node.client(key).send(
                        "POST", f"/api/datanets/{MODEL}/contributions", rows
                    )
                except (OSError, http.client.HTTPException):
                    return
                made.append((text, reply))

        threads = [
            threading.Thread(target=contribute, args=pair, daemon=True)
            for pair in enumerate(keys)
        ]
        for thread in threads:
            thread.start()
        time.sleep(self.random.uniform(0.5, 3))
        self.node.kill()
        for thread in threads:
            thread.join()
        expect(made, "no rows were taken in")
        self.node = Node(self.program, self.data)
        client = self.node.client()
        for text, reply in made:
            expect(reply.status == 201, f"a contribution gave {reply.status}: {reply.said}")
            query = urllib.parse.quote(text)
            found = client.get(f"/api/datanets/{MODEL}/rows?q={query}").json["rows"]
            expect(any(row["text"] == f"row {text}" for row in found), f"row {text!r} is gone")
        self.verify(made[-1][1].json["reveal"])
        self.finished(place)
        reply = self.node.payer().ask(QUESTIONS[9], model="third")
        self.verify(reply.receipt, recompute=True)
        return f"{len(made)} contributions"

    # MARK: Ends

    def restart(self):
        """a node that is started again has all receipts, unchanged"""
        self.node.end()
        self.node = Node(self.program, self.data)
        answers = [(question, reply, 0) for question, reply in self.receipts.items()]
        found_again(self.program, self.node, answers)
        self.node.payer().ask(QUESTIONS[8], model="second")

    def termination(self):
        """told to end under load, a node finishes what it acknowledged and ends with 0"""
        crowd = Crowd(self.node, QUESTIONS)
        crowd.wait_for(40)
        self.node.end()
        answers = crowd.join()
        faults = [fault for fault in crowd.faults if not fault.startswith("503")]
        expect(not faults, f"faults: {faults[:1]}")
        self.node = Node(self.program, self.data)
        found_again(self.program, self.node, answers)
        return f"{len(answers)} receipts"

    def haste(self):
        """told to end while a model is trained and clients are silent, a node ends in time"""
        order = {"name": "fourth", "datanet": MODEL, "price": "1000000", "epochs": 20}
        place = self.node.payer().post("/api/models", order, status=202).headers["Location"]
        while self.node.client().get(place).json["progress"] is None:
            time.sleep(0.1)
        workers = self.node.children()
        expect(len(workers) == 1, f"{len(workers)} processes train")
        with hostile_clients.silent(self.node, 16, api_key(self.data, "payer")):
            began = time.monotonic()
            self.node.ask_to_end()
            while Path(f"/proc/{workers[0]}").exists():
                lived = time.monotonic() - began
                expect(lived < WORKER_END_SECONDS, f"the worker lived on for {lived:.1f} s")
                time.sleep(0.05)
            gone = time.monotonic() - began
            self.node.wait_for_end()
            took = time.monotonic() - began
        self.node = Node(self.program, self.data)
        state = self.node.client().get(place).json["state"]
        expect(state in ("queued", "running"), f"the job was not cut off: it {state}")
        self.finished(place)
        return f"the worker was gone after {gone:.1f} s, the node after {took:.1f} s"

    def comparing(self):
        """rows that take long to compare hold up no others, and an end cuts them off unwritten"""
        chief = self.node.client(api_key(self.data, "operator"))
        path = f"/api/datanets/{MODEL}"
        row = next(row for row in chief.get(path + "/rows").json["rows"]
                   if row["row"] is not None and len(row["text"].split()) >= 6)
        copies = {"rows": [{"text": f"{row['text']} no{number}", "label": row["label"]}
                           for number in range(1_900)]}
        said = []

        def compare(client):
            try:
                said.append(client.send("POST", path + "/contributions", copies).status)
            except (OSError, http.client.HTTPException):
                said.append("cut off")

        before = chief.get(path).json
        thread = threading.Thread(
            target=compare, args=(self.node.payer(),), daemon=True)
        thread.start()
        time.sleep(0.5)
        other = {"rows": [{"text": "kumquat marmalade planner", "label": row["label"]}]}
        chief.post(path + "/contributions", other, status=201)
        chief.get(path + "/objections")
        expect(thread.is_alive(), f"others waited for the comparing: {said}")
        began = time.monotonic()
        self.node.end()
        took = time.monotonic() - began
        thread.join(10)
        expect(said in ([503], ["cut off"]), f"the comparing ended with {said}")
        self.node = Node(self.program, self.data)
        after = self.node.client().get(path).json
        counts = [(card["accepted"], card["duplicates"]) for card in (before, after)]
        expect(counts[1] == (counts[0][0] + 1, counts[0][1]), f"the Datanet's counts: {counts}")
        return f"the node was gone after {took:.1f} s"

    def kill(self):
        """killed at random moments under load, a node loses no receipt that a client got"""
        count = 0
        for _ in range(self.kills):
            crowd = Crowd(self.node, QUESTIONS)
            crowd.wait_for(self.random.randrange(1, 200))
            time.sleep(self.random.uniform(0, 0.01))
            self.node.kill()
            answers = crowd.join()
            expect(not [fault for fault in crowd.faults if "cut off" not in fault],
                   f"faults: {crowd.faults[:1]}")
            self.node = Node(self.program, self.data)
            found_again(self.program, self.node, answers)
            count += len(answers)
        return f"{self.kills} kills, {count} receipts"

    def backup(self):
        """a copy that is taken under load, in the order of docs/operating.md, is a whole node"""
        crowd = Crowd(self.node, QUESTIONS, count=4)
        crowd.wait_for(20)
        taken = list(crowd.answers)
        copy = self.program.work / "backup"
        (copy / "log").mkdir(parents=True)
        for name in ("checkpoint", "key"):
            shutil.copy(self.data / "log" / name, copy / "log")
        (copy / "log" / "segments").mkdir()
        for segment in sorted((self.data / "log" / "segments").iterdir()):
            shutil.copy(segment, copy / "log" / "segments")
        shutil.copytree(
            self.data, copy, dirs_exist_ok=True,
            ignore=lambda folder, names: [
                name for name in names
                if Path(folder) == self.data and name in ("log", "LOCK")
                or name.startswith("ledger.sqlite")
            ],
        )
        answers = crowd.stop()
        expect(not crowd.faults, f"meanwhile: {crowd.faults[:1]}")
        with Node(self.program, copy) as node:
            found_again(self.program, node, taken)
            node.payer().ask(QUESTIONS[11])
            node.client().get("/log/checkpoint")
            node.end()
        self.program.run("log", "audit", copy)
        return f"{len(taken)} receipts before the copy, {len(answers)} in all"

    def old_copy(self):
        """a node that was put back to an older copy does not start, and its fork can be proved"""
        data, seen = self.copy("kept"), self.program.work / "seen"
        key = self.node.client().get("/log/key").body.decode().strip()
        with Node(self.program, data, "--at-least", seen) as node:
            node.payer().ask(QUESTIONS[3])
            old = self.program.work / "older"
            node.client().get("/log/checkpoint")
            shutil.copytree(data, old)
            node.payer().ask(QUESTIONS[4])
            # A published checkpoint is taken for new for a second.
            time.sleep(1.1)
            self.program.run("log", "compare", seen, f"http://{node.host}:{node.port}", "--key", key)
            self.program.run("log", "compare", old, f"http://{node.host}:{node.port}", "--key", key)
            refused = self.program.run(
                "up", "--data", old, "--listen", "127.0.0.1:0", "--at-least", seen, code=1)
            expect("acknowledged entries are missing" in refused.said, f"so: {refused.said}")
            with Node(self.program, old) as other:
                other.payer().ask(QUESTIONS[5])
                proof = self.program.work / "fork"
                self.program.run(
                    "log", "compare", f"http://{other.host}:{other.port}",
                    f"http://{node.host}:{node.port}", "--key", key, "--out", proof, code=1)
                self.program.run("verify", proof, "--key", key)
                other.end()
            node.end()

    def beside(self):
        """an audit beside a node under load reads to its newest checkpoint; a copier loses nothing"""
        crowd = Crowd(self.node, QUESTIONS, count=4)
        audits = 0
        for _ in range(5):
            crowd.wait_for(len(crowd.answers) + 5)
            self.program.run("log", "audit", self.data)
            audits += 1
        answers = crowd.stop()
        expect(not crowd.faults, f"meanwhile: {crowd.faults[:1]}")
        return f"{audits} audits beside {len(answers)} answers"

    def removed_lock(self):
        """who removes LOCK lets no second writer in, and stops the first"""
        with Node(self.program, self.copy("unlocked")) as node:
            node.payer().ask(QUESTIONS[6])
            (node.data / "LOCK").unlink()
            refused = self.program.run(
                "up", "--data", node.data, "--listen", "127.0.0.1:0", code=1)
            expect("Another process writes" in refused.said, f"refused so: {refused.said}")
            node.payer().ask(QUESTIONS[7], status=503)
            node.client().get("/readyz", status=503)

    # MARK: Wrong starts

    def second_node(self):
        """a second node on the same directory is refused with one sentence"""
        refused = self.program.run(
            "up", "--data", self.data, "--listen", "127.0.0.1:0", code=1
        )
        expect(len(refused.said.splitlines()) == 1, f"not one sentence: {refused.said}")
        self.node.payer().ask(QUESTIONS[9])

    def exposure(self):
        """a demonstration, whose keys everybody knows, is not served to other machines"""
        data = self.copy("exposed")
        for listen in ("0.0.0.0:0", "[::]:0"):
            refused = self.program.run("up", "--data", data, "--listen", listen, code=1)
            expect("demonstration" in refused.said, f"refused so: {refused.said}")

    def copy(self, name):
        """A copy of the directory as it is now."""
        copied = self.program.work / name
        shutil.copytree(self.data, copied)
        return copied

    def configuration(self):
        """a bad configuration is refused by the name of its setting; the packaged one is good"""
        file = self.program.work / "configuration.json"
        for text, name in (
            ('{"lissten": "127.0.0.1:0"}', "lissten"), ('{"listen": "here"}', "listen"),
            ('{"threads": 0}', "threads"), ('{"logLevel": "loud"}', "logLevel"),
            ('{"limits": {"bodyBytes": -1}}', "limits.bodyBytes"), ('{"queue"', "configuration"),
        ):
            file.write_text(text)
            refused = self.program.run("up", "--config", file, "--data", self.data, code=1)
            expect(name in refused.said, f"{text} is refused so: {refused.said}")
        packaged = Path(__file__).resolve().parent.parent / "packaging" / "openledger.json"
        with Node(self.program, self.copy("configured"), "--config", packaged) as node:
            node.payer().ask(QUESTIONS[10])
            node.end()

    def fresh(self):
        """from an empty directory to a Datanet, rows, a model and a paid answer, all over HTTP"""
        data = self.program.work / "fresh"
        with Node(self.program, data) as node:
            expect(node.client().get("/api/models").json == {"models": []}, "models of a new log")
            chief = node.client(api_key(data, "operator"))
            expect(chief.get("/api/account").json["operator"] is True, "the operator's key")
            chief.ask("x", status=404)
            kinds = ("games", "doc", "mail")
            order = {"name": "three", "labels": kinds}
            chief.post("/api/datanets", order, status=201)
            rows = [row for row in sample_rows() if row["label"] in kinds][:90]
            self.random.shuffle(rows)
            opened = chief.post("/api/accounts", {}, status=201).json
            owner = node.client(opened["apiKey"])
            made = owner.post("/api/datanets/three/contributions", {"rows": rows[10:]}, status=201)
            expect(made.json["accepted"] > 0, f"contribution: {made.json}")
            order = {"name": "one-of-three", "datanet": "three", "price": "1000", "epochs": 3,
                     "evaluation": rows[:10]}
            place = owner.post("/api/models", order, status=202).headers["Location"]
            self.finished(place, node)
            deposit = {"account": opened["account"], "amount": "5000", "source": "first"}
            chief.post("/api/deposits", deposit, status=201)
            reply = owner.ask(QUESTIONS[2], model="one-of-three")
            expect(reply.label in kinds, f"the answer is {reply.label}")
            self.verify(reply.receipt, recompute=True, node=node)
            node.end()

    # MARK: Strangers who mean harm

    def hostile(self):
        """malformed, endless, silent and vanishing clients are refused, and the node goes on"""
        payer = self.node.payer()
        payer.ask(QUESTIONS[0])
        before = self.node.resident_megabytes()
        with hostile_clients.silent(self.node, 64, api_key(self.data, "payer")):
            for attack in hostile_clients.ATTACKS:
                attack(self.node, api_key(self.data, "payer"))
                expect(self.node.process.poll() is None, f"{attack.__name__} ended the node")
                self.node.payer().ask(QUESTIONS[0])
        grown = self.node.resident_megabytes() - before
        expect(grown < 200, f"the node grew by {grown:.0f} MB")
        return f"{len(hostile_clients.ATTACKS)} kinds, {grown:.0f} MB more"

    def health_seconds(self):
        """How long a stranger waits for health on a new connection."""
        client = self.node.client()
        began = time.monotonic()
        client.get("/healthz")
        client.get("/readyz")
        client.close()
        return time.monotonic() - began

    def half_open(self):
        """1,030 half-open connections keep nobody from being answered"""
        payer = self.node.payer()
        with hostile_clients.half_open(self.node, 1030):
            took = self.health_seconds()
            expect(took < HEALTH_SECONDS, f"health was told after {took:.2f} s")
            payer.ask(QUESTIONS[0])
            self.node.payer().ask(QUESTIONS[0])
        return f"health after {took * 1000:.0f} ms"

    def large_bodies(self):
        """120 bodies of 16 MB at once: health is told at once, and the memory stays bounded"""
        key = api_key(self.data, "payer")
        bodies = hostile_clients.LargeBodies(self.node, key, 120)
        slowest = most = 0
        while bodies.under_way():
            slowest = max(slowest, self.health_seconds())
            most = max(most, self.node.resident_megabytes())
            time.sleep(0.05)
        statuses = bodies.join()
        known = {400, 503, 0}
        expect(set(statuses) <= known and 503 in statuses, f"statuses {sorted(set(statuses))}")
        expect(slowest < HEALTH_SECONDS, f"health was told after {slowest:.2f} s")
        expect(most < CROWDED_MEGABYTES, f"{most:.0f} MB were resident")
        self.node.payer().ask(QUESTIONS[0])
        return f"health after {slowest * 1000:.0f} ms at most, {most:.0f} MB at most"

    def observation(self):
        """metrics count the answers; logs are JSON lines without questions and keys"""
        self.node.payer().ask(QUESTIONS[0])
        text = self.node.client().get("/metrics").body.decode()
        lines = [line.split() for line in text.splitlines() if not line.startswith("#")]
        values = {line[0]: float(line[-1]) for line in lines}
        answers = values.get("openledger_answers_total", 0)
        expect(answers >= 1, f"the metrics count {answers} answers")
        log = self.node.log.read_text(errors="replace")
        expect('"route":"/v1/chat/completions"' in log, "the log has no line for a question")
        for line in log.splitlines():
            expect("message" in json.loads(line), f"a line of the log is {line[:200]!r}")
        secrets = [api_key(self.data, name) for name in ("payer", "operator")]
        for words in QUESTIONS + secrets + ["zymurgy"]:
            expect(words not in log, f"the log holds {words[:20]!r}")

    def audit(self):
        """after all this the whole log is audited from its published files"""
        self.entries()
        self.node.end()
        self.program.run("log", "audit", self.data)

    def all(self):
        return [
            self.start, self.memory, self.models, self.answer, self.stream, self.embeddings,
            self.refusals, self.without_money, self.repetition, self.deposits, self.contribution,
            self.training, self.interruption, self.restart, self.second_node, self.exposure,
            self.configuration, self.fresh, self.hostile, self.half_open, self.large_bodies,
            self.backup, self.old_copy, self.beside, self.removed_lock, self.termination, self.haste,
            self.comparing, self.kill, self.observation, self.audit,
        ]

    def close(self):
        if self.node is not None and self.node.process.poll() is None:
            self.node.process.send_signal(signal.SIGKILL)
            self.node.process.wait()


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--kills", type=int, default=4)
    arguments.add_argument("--only", action="append", help="run the start and this check")
    arguments.add_argument("--rows", type=int, default=ROWS, help="rows of the demonstration")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="openledger-") as work:
        checks = NodeChecks(Program(chosen.program, work), chosen.seed, chosen.kills)
        wanted = [
            check for check in checks.all()
            if not chosen.only or check.__name__ in ["start", *chosen.only]
        ]
        try:
            passed, failed = run_all(wanted)
        finally:
            checks.close()
    print(f"node: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
