"""Clients that break HTTP's rules or their word, on plain sockets.

Each attack returns when the node has dealt with it; what the node said is checked where it has to
say something.
"""

import contextlib
import resource
import socket
import struct
import threading
import time

from checking import expect

SECONDS = 30
CHAT = "/v1/chat/completions"
HUGE = 20 << 20


def connected(node, address=None):
    """A connection; from another address of this machine where one is named."""
    source = None if address is None else (address, 0)
    return socket.create_connection((node.host, node.port), SECONDS, source)


def head(path, *fields, method="POST"):
    lines = [f"{method} {path} HTTP/1.1", "Host: node", *fields, "", ""]
    return "\r\n".join(lines).encode()


def fields(key, length=None):
    own = [f"Authorization: Bearer {key}", "Content-Type: application/json"]
    return own if length is None else [*own, f"Content-Length: {length}"]


def status(connection):
    """The status of what the node says; 0 when it hangs up without a word."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while b"\r\n" not in said:
            part = connection.recv(4096)
            if not part:
                break
            said += part
    return int(said.split()[1]) if said.startswith(b"HTTP/1.") else 0


def everything(connection):
    """All that the node says until it ends the connection."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65536):
            said += part
    return said


def sent(connection, data):
    """Sends as much as the node takes."""
    with contextlib.suppress(ConnectionError):
        connection.sendall(data)


def malformed_json(node, key):
    bodies = [
        b"{", b'{"model": 1}', b"[" * 100_000, b'"\xff\xfe"', b'{"model": "a", "model": "b"}',
        b'{"model": "debian-sections", "messages": [{"role": "user", "content": "\\ud800"}]}',
        b'{"n": 1e999}', b"",
    ]
    for body in bodies:
        with connected(node) as connection:
            sent(connection, head(CHAT, *fields(key, len(body))) + body)
            found = status(connection)
            expect(found == 400, f"{body[:40]!r} gave {found}")


def another_type(node, key):
    with connected(node) as connection:
        sent(connection, head(CHAT, f"Authorization: Bearer {key}", "Content-Type: text/plain",
                              "Content-Length: 2") + b"{}")
        expect(status(connection) == 415, "a body of another type was taken")


def announced_huge_body(node, key):
    with connected(node) as connection:
        sent(connection, head(CHAT, *fields(key, HUGE)))
        expect(status(connection) == 413, "20 MB were not refused")
        sent(connection, b" " * HUGE)


def chunked_huge_body(node, key):
    with connected(node) as connection:
        sent(connection, head(CHAT, *fields(key), "Transfer-Encoding: chunked"))
        connection.settimeout(SECONDS)
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        for _ in range(HUGE // 0x10000):
            try:
                connection.sendall(chunk)
            except (ConnectionError, TimeoutError):
                return  # The node hung up, which is a refusal as well.
        expect(status(connection) in (0, 413), "20 MB in chunks were not refused")


def flood_of_headers(node, key):
    for flood in (
        [f"X-{number}: {'a' * 1000}" for number in range(1000)],
        ["X: " + "a" * 1_000_000], [f"X-{number}: a" for number in range(5000)],
    ):
        with connected(node) as connection:
            sent(connection, head(CHAT, *fields(key, 0), *flood))
            found = status(connection)
            expect(found in (0, 400, 413, 431), f"{len(flood)} headers gave {found}")


def no_http(node, _):
    for noise in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), b"\0" * 10_000,
                  b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 1000,
                  head("/" + "a" * 100_000, method="GET"),
                  head("/healthz", "Content-Length: 1", "Content-Length: 2", method="GET"),
                  head(CHAT, "Content-Length: -5"),
                  head(CHAT, "Content-Length: 99999999999999999999")):
        with connected(node) as connection:
            connection.settimeout(1)
            sent(connection, noise)
            with contextlib.suppress(TimeoutError):
                found = status(connection)
                expect(not 200 <= found < 300, f"{noise[:20]!r} gave {found}")


def heads_against_the_rules(node, _):
    """Heads whose host or whose end two readers could take for different ones."""
    post = "POST /v1/embeddings HTTP/1.1\r\n"
    for text, wanted in (
        ("GET /healthz HTTP/1.1\r\n\r\n", 400),
        ("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (post + "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        (post + "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", 400),
        ("POST /v1/embeddings HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (post + "Host: a\r\nContent-Length: 3\r\nExpect: a-miracle\r\n\r\n", 417),
        ("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200),
        ("GET //v1/models HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 404),
    ):
        with connected(node) as connection:
            sent(connection, text.encode())
            said = everything(connection)
            expect(said.startswith(f"HTTP/1.1 {wanted} ".encode()), f"{text!r} gave {said[:80]!r}")
            if wanted == 404:
                expect(b'{"error":{' in said, f"{text!r} is refused as {said[-200:]!r}")


def expectation(node, key):
    """A client that waits to be asked for its body is asked at once, or refused at once."""
    body = b'{"model": "sentence-transformers/all-MiniLM-L6-v2", "input": "a"}'
    for api_key, first in ((key, b"HTTP/1.1 100 "), ("ol-none", b"HTTP/1.1 401 ")):
        with connected(node) as connection:
            began = time.monotonic()
            sent(connection, head("/v1/embeddings", *fields(api_key, len(body)),
                                  "Expect: 100-continue"))
            said = connection.recv(4096)
            took = time.monotonic() - began
            expect(said.startswith(first), f"expected {first}, not {said[:80]!r}")
            expect(took < 0.9, f"the client waited for {took:.2f} s")
            if api_key == key:
                sent(connection, body)
                expect(status(connection) == 200, "the body that was asked for was not taken")


def other_files(node, key):
    for path in ("/log/../keys/log.key", "/log/tile/../../keys/log.key", "/keys/operator.json",
                 "/log/%2e%2e/keys/operator.json", "/log/tile/%2e%2e/%2e%2e/keys/log.key",
                 "//keys/operator.json", "/../../etc/passwd", "/log/tile/0/000.p/1%00",
                 "/log/key%00.json"):
        with connected(node) as connection:
            sent(connection, head(path, f"Authorization: Bearer {key}", method="GET"))
            found = status(connection)
            expect(found in (0, 400, 404), f"{path} gave {found}")


def vanishing(node, key):
    """Clients that go away: in the middle of a body, before the answer, and while it is written."""
    body = (b'{"model": "debian-sections", "stream": true, '
            b'"messages": [{"role": "user", "content": "graphical mail reader"}]}')
    order = head(CHAT, *fields(key, len(body))) + body
    for part in (len(order) // 2, len(order) - 1, len(order), len(order)):
        for wait in (0, 0.002, 0.02):
            connection = connected(node)
            # No lingering: the node's next write meets a reset connection.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            sent(connection, order[:part])
            time.sleep(wait)
            connection.close()
    with connected(node) as connection:
        sent(connection, order)
        connection.recv(1)  # It has begun to write.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def many_at_once(node, key):
    """More connections than the node keeps: the rest wait their turn or are turned away."""
    connections = []
    with contextlib.suppress(OSError):
        for _ in range(600):
            connections.append(connected(node))
    for connection in connections:
        connection.close()


@contextlib.contextmanager
def silent(node, count, key):
    """So many clients that send the beginning of a request and then nothing more."""
    beginnings = (b"", b"POST", head(CHAT, *fields(key, 1000))[:-2],
                  head(CHAT, *fields(key, 1000)) + b'{"model"')
    connections = [connected(node) for _ in range(count)]
    for number, connection in enumerate(connections):
        connection.sendall(beginnings[number % len(beginnings)])
    try:
        yield
    finally:
        for connection in connections:
            connection.close()


@contextlib.contextmanager
def half_open(node, count, addresses=8):
    """So many connections, from several addresses, with half a head each."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, count + 500), most))
    connections = []
    try:
        for number in range(count):
            connection = connected(node, f"127.0.0.{2 + number % addresses}")
            connections.append(connection)
            sent(connection, b"POST /v1/chat/completions HTTP/1.1\r\nHost: no")
        yield
    finally:
        for connection in connections:
            connection.close()


class LargeBodies:
    """So many contributions at once, each of them as large as one may be and hard to take apart."""

    BYTES = 16_000_000

    def __init__(self, node, key, count):
        self.node, self.key = node, key
        self.statuses = []
        self.lock = threading.Lock()
        unit = b"[0],"
        self.body = b'{"rows":[' + unit * ((self.BYTES - 20) // len(unit)) + b"0]}"
        self.threads = [threading.Thread(target=self.send, daemon=True) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def send(self):
        found = 0
        with contextlib.suppress(OSError), connected(self.node) as connection:
            sent(connection, head("/api/datanets/debian-sections/contributions",
                                  *fields(self.key, len(self.body))))
            sent(connection, self.body)
            found = status(connection)
        with self.lock:
            self.statuses.append(found)

    def under_way(self):
        return any(thread.is_alive() for thread in self.threads)

    def join(self):
        for thread in self.threads:
            thread.join(timeout=4 * SECONDS)
        return self.statuses


ATTACKS = [
    malformed_json, another_type, announced_huge_body, chunked_huge_body, flood_of_headers,
    no_http, heads_against_the_rules, expectation, other_files, vanishing, many_at_once,
]
