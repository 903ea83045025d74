"""Treats a running node as no proper client would: broken HTTP, endless bodies, sudden ends.

    python3 raw_client.py HOST PORT API_KEY

Afterwards the node must be as well as before. Prints a line a check, exits 1 on the first that
fails. Python's standard library suffices.
"""

import json
import socket
import sys
import time


class Node:
    def __init__(self, host, port, key):
        self.address, self.key = (host, port), key

    def connect(self):
        return socket.create_connection(self.address, timeout=15)

    def head(self, path, *headers):
        lines = [f"POST {path} HTTP/1.1", "Host: node", f"Authorization: Bearer {self.key}",
                 "Content-Type: application/json", *headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def alive(self):
        with self.connect() as s:
            s.sendall(b"GET /healthz HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n")
            return b"200 OK" in drained(s)


def check(name, truth):
    print(("ok  " if truth else "NOT ") + name, flush=True)
    if not truth:
        sys.exit(1)


def drained(s):
    """Everything until the other side closes, or until it breaks the connection."""
    found = b""
    try:
        while part := s.recv(65536):
            found += part
    except ConnectionError:
        pass
    return found


def first(s):
    """The first line of the response."""
    found = b""
    while b"\r\n" not in found:
        part = s.recv(4096)
        if not part:
            break
        found += part
    return found.split(b"\r\n")[0]


def too_large(node):
    with node.connect() as s:
        s.sendall(node.head("/v1/embeddings", "Content-Length: 999999999"))
        check("a body that is announced too large is refused unread", b" 413 " in first(s))


def endless(node):
    with node.connect() as s:
        s.sendall(node.head("/v1/embeddings", "Transfer-Encoding: chunked"))
        sent, start = 0, time.monotonic()
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        answer = b""
        s.setblocking(False)
        while time.monotonic() - start < 14:
            try:
                sent += s.send(chunk)
            except BlockingIOError:
                time.sleep(0.01)
            except ConnectionError:
                break
            try:
                part = s.recv(4096)
                answer += part
                if not part:
                    break
            except BlockingIOError:
                pass
            except ConnectionError:
                break
        check("an endless body is refused", b" 413 " in answer)
        check("and its connection is closed", time.monotonic() - start < 14)


def broken(node):
    for name, text in [
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"),
        ("a broken chunk", node.head("/v1/embeddings", "Transfer-Encoding: chunked") + b"zz\r\n"),
        ("two lengths", node.head("/v1/embeddings", "Content-Length: 1", "Content-Length: 2")),
        ("length and chunks",
         node.head("/v1/embeddings", "Content-Length: 3", "Transfer-Encoding: chunked")),
        ("too many headers", node.head("/healthz", *[f"x-{n}: 1" for n in range(5000)])),
        ("a header too long", node.head("/healthz", "x: " + "y" * 200000)),
    ]:
        with node.connect() as s:
            try:
                s.sendall(text)
                s.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            answer = drained(s).split(b"\r\n")[0]
            check(f"{name} gives no success", b" 200 " not in answer and b" 5" not in answer)
    check("the node lives", node.alive())


def gone(node):
    question = json.dumps({"model": "x", "stream": True,
                           "messages": [{"role": "user", "content": "a"}]}).encode()
    text = node.head("/v1/chat/completions", f"Content-Length: {len(question)}") + question
    for cut in [1, len(text) // 2, len(text) - 1, len(text)]:
        for _ in range(20):
            s = node.connect()
            # Closing with this option sends a reset: the client is gone at once.
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            s.sendall(text[:cut])
            s.close()
    check("clients that vanish leave the node alive", node.alive())


def pipelined(node):
    with node.connect() as s:
        one = b"GET /healthz HTTP/1.1\r\nHost: node\r\n\r\n"
        last = b"GET /healthz HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n"
        s.sendall(one * 9 + last)
        check("ten requests at once have ten answers", drained(s).count(b"200 OK") == 10)


def idle(node):
    with node.connect() as s:
        body = b'{"model":"x","input":"a"}'
        s.sendall(node.head("/v1/embeddings", f"Content-Length: {len(body)}"))
        for byte in body:
            s.sendall(bytes([byte]))
        check("a body byte by byte is read", b" 404 " in first(s))


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    node = Node(sys.argv[1], int(sys.argv[2]), sys.argv[3])
    check("the node lives", node.alive())
    for part in (too_large, endless, broken, gone, pipelined, idle):
        part(node)
    check("the node lives", node.alive())


if __name__ == "__main__":
    main()
