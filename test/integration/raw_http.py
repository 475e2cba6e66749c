#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""HTTP that no well-behaved client sends.

Usage: raw_http.py PORT SCENARIO [ARGUMENT…]

Prints the status of the last reply on the first line and its body behind it; "closed" and nothing
more if the connection ended without one.
"""

import http.client
import random
import selectors
import socket
import ssl
import sys
import threading
import time

TIMEOUT = 60


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)


def read_reply(stream, method="GET"):
    reply = http.client.HTTPResponse(stream, method=method)
    try:
        reply.begin()
        return str(reply.status), reply.read().decode("utf-8")
    except (http.client.HTTPException, ConnectionError):
        return "closed", ""


def exchange(port, data):
    """Sends all of it, and reads one reply."""
    with connect(port) as stream:
        stream.sendall(data)
        return read_reply(stream)


def is_closed(stream):
    """Whether the server ends the connection, without anything more, within two seconds."""
    stream.settimeout(5)
    return stream.recv(1) == b""


def long_line(port, size):
    return exchange(port, b"GET /" + b"x" * int(size) + b" HTTP/1.1\r\nHost: x\r\n\r\n")


def many_ids(port, count):
    ids = "&".join(f"id=containerd://{number:064x}" for number in range(int(count)))
    return exchange(port, f"GET /v1/containers?{ids} HTTP/1.1\r\nHost: x\r\n\r\n".encode())


def long_headers(port, size):
    head = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    return exchange(port, head + b"X: " + b"y" * int(size) + b"\r\n\r\n")


def many_headers(port, count):
    head = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    return exchange(port, head + b"X-Header: y\r\n" * int(count) + b"\r\n")


def long_body(port, size):
    head = f"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode()
    return exchange(port, head + b"y" * int(size))


def endless_body(port):
    """Chunks that never end; the server has to."""
    with connect(port) as stream:
        stream.sendall(b"POST /v1/node HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(1000):
                stream.sendall(b"400\r\n" + b"y" * 1024 + b"\r\n")
        except ConnectionError:
            pass
        return read_reply(stream)


def garbage(port):
    with connect(port) as stream:
        stream.sendall(bytes(range(1, 256)) + b"\r\n\r\n")
        reply = read_reply(stream)
        return reply if is_closed(stream) else ("open", "")


def tls_garbage(port, count):
    """By TLS, more than any request may have, of which the server reads as it likes."""
    numbers = random.Random(1)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    for _ in range(int(count)):
        with connect(port) as plain:
            try:
                with context.wrap_socket(plain) as stream:
                    stream.sendall(numbers.randbytes(numbers.randrange(1, 60000)))
            except OSError:
                pass
    with context.wrap_socket(connect(port)) as stream:
        stream.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        return read_reply(stream)


def half_a_request(port):
    """The client ends in the middle; the next one is to be served."""
    with connect(port) as stream:
        stream.sendall(b"GET /healthz HTT")
    return exchange(port, b"GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")


def pipeline(port, count):
    """All requests at once; the replies come in their order. Two kinds, told by their bodies."""
    request = "GET /{} HTTP/1.1\r\nHost: x\r\n\r\n"
    paths = ["healthz", "version"] * (int(count) // 2)
    with connect(port) as stream:
        stream.sendall("".join(request.format(path) for path in paths).encode())
        file = stream.makefile("rb")
        for path in paths:
            body = read_from(file)
            if (body == "ok\n") != (path == "healthz"):
                return "disorder", body
    return "200", body


def read_from(file):
    """One reply's body, of several on a connection."""
    length = 0
    while (line := file.readline().strip()) != b"":
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return file.read(length).decode()


def body_then_request(port):
    """A GET with a body: what follows it is the next request, not the body."""
    first = b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 24\r\n\r\nGET /nope HTTP/1.1\r\n\r\n.."
    second = b"GET /version HTTP/1.1\r\nHost: x\r\n\r\n"
    with connect(port) as stream:
        stream.sendall(first + second)
        file = stream.makefile("rb")
        body = read_from(file)
        return ("200" if body == "ok\n" else "disorder"), read_from(file)


def method_closes(port, method):
    """Another method than GET, with a body that looks like a request: it is not answered."""
    data = f"{method} /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc".encode()
    with connect(port) as stream:
        stream.sendall(data)
        reply = read_reply(stream, method)
        return reply if is_closed(stream) else ("open", "")


def tunnel(port, target):
    """What a client of a proxy asks; a reply to it has no body, unless it says so by a length."""
    data = f"CONNECT {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with connect(port) as stream:
        stream.sendall(data)
        reply = read_reply(stream)
        return reply if is_closed(stream) else ("open", "")


def crowd(port, count):
    """As many connections as asked for, of which only the last one asks; its reply."""
    streams = [connect(port) for _ in range(int(count) - 1)]
    time.sleep(4)
    with connect(port) as stream:
        stream.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        reply = read_reply(stream)
    for other in streams:
        other.close()
    return reply


def full(port, count):
    """As many connections as asked for, each waiting for its answer; the reply to one more, behind
    the status when to try again."""
    streams = [connect(port) for _ in range(int(count))]
    for stream in streams:
        stream.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(1)
    with connect(port) as stream:
        stream.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        reply = http.client.HTTPResponse(stream)
        reply.begin()
        body = reply.read().decode("utf-8")
    for stream in streams:
        stream.close()
    return f"{reply.status} after {reply.getheader('Retry-After')}", body


def flood(port, count, over):
    """As many connections as asked for, which send nothing, each anew as soon as it is closed."""
    selector = selectors.DefaultSelector()
    while not over.is_set():
        for _ in range(count - len(selector.get_map())):
            stream = socket.socket()
            stream.setblocking(False)
            stream.connect_ex(("127.0.0.1", port))
            selector.register(stream, selectors.EVENT_READ)
        for key, _ in selector.select(0.05):
            selector.unregister(key.fileobj)
            key.fileobj.close()
    for key in list(selector.get_map().values()):
        key.fileobj.close()


def beside_flood(port, count, visits):
    """By TLS, a connection after the other beside them: every status that there was."""
    over = threading.Event()
    others = threading.Thread(target=flood, args=(port, int(count), over))
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    statuses = set()
    others.start()
    try:
        time.sleep(1)
        for _ in range(int(visits)):
            with context.wrap_socket(connect(port)) as stream:
                stream.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                statuses.add(read_reply(stream)[0])
    finally:
        over.set()
        others.join()
    return " ".join(sorted(statuses)), ""


def nag(port, over):
    """Asks what anybody may, again and again on one connection, and anew when that is closed."""
    while not over.is_set():
        try:
            with connect(port) as stream:
                while not over.is_set():
                    stream.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                    if not stream.recv(4096):
                        break
                    over.wait(0.5)
        except OSError:
            pass
        over.wait(0.5)


def beside_nags(port, count, visits, path, token):
    """A connection after the other beside so many of those: every status that there was."""
    over = threading.Event()
    others = [threading.Thread(target=nag, args=(port, over)) for _ in range(int(count))]
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nX-Nsinfo-Token: {token}\r\n\r\n".encode()
    statuses = set()
    for other in others:
        other.start()
    try:
        time.sleep(4)
        for _ in range(int(visits)):
            with connect(port) as stream:
                stream.sendall(request)
                statuses.add(read_reply(stream)[0])
    finally:
        over.set()
        for other in others:
            other.join()
    return " ".join(sorted(statuses)), ""


def claimed_hello(port, size):
    """The beginning of a TLS handshake, by a message that says how long it is."""
    message = b"\x01" + int(size).to_bytes(3, "big") + b"\x03\x03" + bytes(100)
    with connect(port) as stream:
        stream.sendall(b"\x16\x03\x01" + (16000).to_bytes(2, "big") + message)
        stream.settimeout(2)
        try:
            return ("closed" if stream.recv(1) == b"" else "answered"), ""
        except ConnectionError:
            return "closed", ""
        except TimeoutError:
            return "awaited", ""


def slow(port, seconds):
    """A byte a second, for so long at most. Prints how long it was let, on standard error."""
    begun = time.monotonic()
    with connect(port) as stream:
        data = b"GET /healthz HTTP/1.1\r\nX: " + b"y" * int(seconds)
        stream.settimeout(1)
        for byte in data:
            try:
                stream.sendall(bytes([byte]))
                if stream.recv(1, socket.MSG_PEEK) is not None:
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        stream.settimeout(TIMEOUT)
        reply = read_reply(stream)
    print(round(time.monotonic() - begun), file=sys.stderr)
    return reply


SCENARIOS = {
    name.__name__.replace("_", "-"): name
    for name in (long_line, many_ids, long_headers, many_headers, long_body, endless_body, garbage,
                 tls_garbage, half_a_request, pipeline, body_then_request, method_closes, tunnel,
                 crowd, full, beside_flood, beside_nags, claimed_hello,
                 slow)
}


def main(arguments):
    if len(arguments) < 2 or arguments[1] not in SCENARIOS:
        raise SystemExit(__doc__ + "\nScenarios: " + ", ".join(SCENARIOS))
    status, body = SCENARIOS[arguments[1]](int(arguments[0]), *arguments[2:])
    print(status)
    print(body, end="")


if __name__ == "__main__":
    main(sys.argv[1:])
