"""A running node and its clients, as the end-to-end checks need them: plain HTTP and threads."""

import base64
import http.client
import json
import select
import signal
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

from checking import entry, expect

START_SECONDS = 120
END_SECONDS = 45  # A service manager waits for a minute.
REPLY_SECONDS = 120
IDLE_SECONDS = 30
MODEL = "debian-sections"


class Reply:
    """A response that was read to its end."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def receipt(self):
        return self.headers["OpenLedger-Receipt"]

    @property
    def label(self):
        return self.json["choices"][0]["message"]["content"]

    @property
    def said(self):
        return self.body[:300].decode(errors="replace")


class Client:
    """One connection to a node, kept open from request to request unless that takes long."""

    def __init__(self, node, api_key=None):
        self.key = api_key
        self.connection = http.client.HTTPConnection(
            node.host, node.port, timeout=REPLY_SECONDS
        )
        self.used = time.monotonic()

    def close(self):
        self.connection.close()

    def send(self, method, path, body=None, **headers):
        """A request and its reply; header names are written with `_` for `-`."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key is not None:
            given.setdefault("Authorization", f"Bearer {self.key}")
        if body is not None:
            given.setdefault("Content-Type", "application/json")
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        # A node closes a connection that has waited for a minute.
        if time.monotonic() - self.used > IDLE_SECONDS:
            self.connection.close()
        self.connection.request(method, path, body=body, headers=given)
        reply = Reply(self.connection.getresponse())
        self.used = time.monotonic()
        return reply

    def get(self, path, status=200):
        reply = self.send("GET", path)
        expect(reply.status == status, f"GET {path} gave {reply.status}: {reply.said}")
        return reply

    def post(self, path, body, status=200, **headers):
        reply = self.send("POST", path, body, **headers)
        expect(reply.status == status, f"POST {path} gave {reply.status}: {reply.said}")
        return reply

    def ask(self, question, model=MODEL, status=200, stream=False, **headers):
        """A paid question."""
        body = {"model": model, "messages": [{"role": "user", "content": question}]}
        if stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        return self.post("/v1/chat/completions", body, status, **headers)


class Node:
    """`openledger up` on a free port, from its start to its end."""

    def __init__(self, program, data, *arguments, listen="127.0.0.1:0"):
        self.data = Path(data)
        self.log = self.data.with_name(self.data.name + ".log")
        self.began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [program.path, "up", "--data", str(data), "--listen", listen, "--json",
                 *map(str, arguments)],
                stdout=subprocess.PIPE, stderr=log, cwd=program.work,
            )
        ready, _, _ = select.select([self.process.stdout], [], [], START_SECONDS)
        line = self.process.stdout.readline() if ready else b""
        if not line:
            self.kill()
            said = self.log.read_text(errors="replace")[-600:]
            expect(False, f"the node did not say where it serves: {said}")
        url = urlsplit(json.loads(line)["url"])
        self.host, self.port = url.hostname, url.port

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def client(self, api_key=None):
        return Client(self, api_key)

    def payer(self):
        return self.client(api_key(self.data, "payer"))

    def resident_megabytes(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0

    def kill(self):
        """Ends the process at once, as a power failure would."""
        self.process.kill()
        self.process.wait()

    def children(self):
        """The numbers of the processes that the node started and that have not ended."""
        found = []
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                lines = status.read_text().splitlines()
            except OSError:
                continue
            if f"PPid:\t{self.process.pid}" in lines:
                found.append(int(status.parent.name))
        return found

    def end(self):
        """Asks the process to end; it must do so in time and with 0."""
        self.ask_to_end()
        self.wait_for_end()

    def ask_to_end(self):
        self.process.send_signal(signal.SIGTERM)

    def wait_for_end(self):
        try:
            code = self.process.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            expect(False, f"SIGTERM: the node had not ended after {END_SECONDS} s")
        expect(code == 0, f"SIGTERM: the node ended with {code}")


def api_key(data, name):
    """The API key that a demonstration keeps under a name."""
    return json.loads((Path(data) / "keys" / f"{name}.json").read_text())["apiKey"]


class Crowd:
    """Threads that ask one question after the other until the node goes away or they are told."""

    def __init__(self, node, questions, count=8):
        self.node = node
        self.questions = questions
        self.answers = []
        self.faults = []
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(target=self.ask, args=(number,), daemon=True)
            for number in range(count)
        ]
        for thread in self.threads:
            thread.start()

    def ask(self, number):
        client = self.node.payer()
        turn = number
        while not self.stopping.is_set():
            question = self.questions[turn % len(self.questions)]
            turn += len(self.threads)
            began = time.monotonic()
            try:
                reply = client.send("POST", "/v1/chat/completions", {
                    "model": MODEL, "messages": [{"role": "user", "content": question}],
                })
            except http.client.IncompleteRead as error:
                with self.lock:
                    self.faults.append(f"an answer was cut off: {error!r}")
                return
            except (OSError, http.client.HTTPException):
                return  # The node is gone; this question got no answer.
            took = time.monotonic() - began
            with self.lock:
                if reply.status == 200:
                    self.answers.append((question, reply, took))
                else:
                    self.faults.append(f"{reply.status}: {reply.said}")
                    return

    def join(self):
        """Waits until every thread has ended; returns the answers that were received."""
        for thread in self.threads:
            thread.join(timeout=REPLY_SECONDS)
        return self.answers

    def stop(self):
        self.stopping.set()
        return self.join()

    def wait_for(self, count, seconds=60):
        """Waits until so many answers have come."""
        end = time.monotonic() + seconds
        while len(self.answers) < count and time.monotonic() < end:
            time.sleep(0.005)
        expect(len(self.answers) >= count, f"{len(self.answers)} answers in {seconds} s; "
                                           f"{self.faults[:1]}")


def found_again(program, node, answers, samples=8):
    """Every answer is in the log with the bytes that its client got; some are verified.

    The verifying program takes a process each, so that it sees a sample and the last of all.
    """
    client = node.client()
    key = client.get("/log/key").body.decode().strip()
    step = max(1, len(answers) // samples)
    chosen = set(range(0, len(answers), step)) | set(range(len(answers) - 3, len(answers)))
    seen = set()
    for position, (question, reply, _) in enumerate(answers):
        expect(reply.receipt not in seen, f"two answers have the receipt {reply.receipt}")
        seen.add(reply.receipt)
        file = client.get(f"/api/receipts/{reply.receipt}/export").body
        given = base64.b64decode(reply.json["attribution"]["entry"])
        expect(entry(file.decode()) == given, f"receipt {reply.receipt} is another entry now")
        if position in chosen:
            shown = client.get(f"/api/receipts/{reply.receipt}").json
            expect(shown["question"] == question, f"receipt {reply.receipt} lost its question")
            expect(shown["answer"] == reply.label, f"receipt {reply.receipt} lost its answer")
            path = program.work / "found.receipt"
            path.write_bytes(file)
            program.run("verify", path, "--key", key)
