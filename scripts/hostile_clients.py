"""Clients that break HTTP's rules or their word, on plain sockets.

Each attack returns when the node has dealt with it; what the node said is checked where it has to
say something.
"""

import contextlib
import socket
import struct
import time

from checking import expect

SECONDS = 30
CHAT = "/v1/chat/completions"
HUGE = 20 << 20


def connected(node):
    return socket.create_connection((node.host, node.port), timeout=SECONDS)


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


ATTACKS = [
    malformed_json, another_type, announced_huge_body, chunked_huge_body, flood_of_headers,
    no_http, other_files, vanishing, many_at_once,
]
