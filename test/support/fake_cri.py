#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A runtime that answers by CRI on a unix socket, as CRI-O does, or wrongly: ContainerStatus and
PodSandboxStatus alone.

Usage: fake_cri.py SOCKET CONTAINERS [--api v1|v1alpha2] [--log FILE] [--connections FILE]
                   [--lifetime SECONDS]

CONTAINERS is a file of JSON: {"<id>": {"pid": 267, …}, …}, where a container may also have

  state        0 created, 1 running (the default), 2 exited, 3 unknown
  sandbox      true: it is a pod's sandbox, whose states are 0 ready (the default), 1 not ready
  info         the entries of the info map, instead of CRI-O's one with the pid
  id           the ID that the reply has, instead of the one asked for
  fault        what goes wrong, a key of FAULTS
  once         true: only the first time

Prints "ready" when it listens. Each call is a line of --log's FILE: the version, the method and the ID;
each connection is a line of --connections' FILE.
"""

import argparse
import json
import os
import pathlib
import signal
import socket
import threading
import time

import h2.config
import h2.connection
import h2.events

OK, NOT_FOUND, UNIMPLEMENTED, INTERNAL = 0, 5, 12, 13
HEADERS = [(":status", "200"), ("content-type", "application/grpc")]


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out) + bytes([number])


def field(number, value):
    """A field of a protobuf message: a number, or bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def fields(message):
    """(number, value) of each field, for messages that have just numbers and bytes."""
    at = 0

    def take():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        key = take()
        value = take()
        if key & 7 == 2:
            value, at = message[at:at + value], at + value
        yield key >> 3, value


def framed(message):
    return b"\0" + len(message).to_bytes(4, "big") + message


def crio_info(container):
    spec = {"ociVersion": "1.0.2", "process": {"args": ["/bin/sh"], "pid": 1}}
    return {"info": json.dumps({"sandboxID": "0" * 64, "pid": container.get("pid", 0),
                                "runtimeSpec": spec, "privileged": False})}


def status_message(identity, container):
    running = 0 if container.get("sandbox") else 1
    state = container.get("state", running)
    status = field(1, container.get("id", identity).encode()) + field(3, state)
    # Fields that nobody asked about, of each kind: metadata, created_at, exit_code, labels.
    status += field(2, field(1, b"name")) + field(4, 1700000000000000000) + field(7, 0)
    status += field(12, field(1, b"app") + field(2, b"web"))
    message = field(1, status)
    for key, value in container.get("info", crio_info(container)).items():
        message += field(2, field(1, key.encode()) + field(2, value.encode()))
    return message


class Call:
    """One request, and the ways to answer it."""

    def __init__(self, connection, stream, message):
        self.connection = connection
        self.h2 = connection.h2
        self.stream = stream
        self.message = message

    def headers(self, more=(), end=False):
        self.h2.send_headers(self.stream, HEADERS + list(more), end_stream=end)
        self.connection.flush()

    def data(self, data, end=False):
        at = 0
        while at < len(data):
            window = min(self.h2.local_flow_control_window(self.stream),
                         self.h2.max_outbound_frame_size)
            if window == 0:
                self.connection.read()
                continue
            self.h2.send_data(self.stream, data[at:at + window])
            at += window
            self.connection.flush()
        if end:
            self.h2.end_stream(self.stream)
            self.connection.flush()

    def trailers(self, status=OK, message=None):
        lines = [("grpc-status", str(status))]
        lines += [("grpc-message", message)] if message is not None else []
        self.h2.send_headers(self.stream, lines, end_stream=True)
        self.connection.flush()

    def reply(self, body=None):
        self.headers()
        self.data(framed(self.message) if body is None else body)
        self.trailers()

    def fail(self, status, message):
        """As servers do: the trailers alone."""
        self.headers([("grpc-status", str(status)), ("grpc-message", message)], end=True)


def late(call):
    time.sleep(10)
    call.reply()


def slow(call):
    time.sleep(1)
    call.reply()


def late_trailers(call):
    call.headers()
    call.data(framed(call.message))
    time.sleep(10)


def cut(call):
    call.headers()
    call.data(framed(call.message)[:20])
    call.connection.close()


def no_trailers(call):
    call.headers()
    call.data(framed(call.message), end=True)


def goaway(call):
    call.h2.close_connection(last_stream_id=0)
    call.connection.flush()
    call.connection.close()


def reset(call):
    call.h2.reset_stream(call.stream, error_code=2)
    call.connection.flush()


def plain_http(call):
    call.h2.send_headers(call.stream, [(":status", "503"), ("content-type", "text/plain")])
    call.data(b"no gRPC here\n", end=True)


def garbage(call):
    call.connection.socket.sendall(b"\xff" * 64)
    call.connection.close()


def oversized(call):
    call.reply(framed(call.message + field(9, b"x" * (4 << 20))))


FAULTS = {
    "late": late,
    "late-trailers": late_trailers,
    "slow": slow,
    "cut": cut,
    "no-trailers": no_trailers,
    "goaway": goaway,
    "reset": reset,
    "plain-http": plain_http,
    "garbage": garbage,
    "oversized": oversized,
    "close": lambda call: call.connection.close(),
    "internal": lambda call: call.fail(INTERNAL, "no%20luck:%20caf%C3%A9%0A100%"),
    "strange-status": lambda call: call.fail(99, "what"),
    "malformed-status": lambda call: call.fail("five", "what"),
    "ok-alone": lambda call: call.headers([("grpc-status", "0")], end=True),
    "empty-message": lambda call: call.reply(framed(b"")),
    "short-message": lambda call: call.reply(framed(call.message)[:-1]),
    "two-messages": lambda call: call.reply(framed(call.message) * 2),
    "compressed": lambda call: call.reply(b"\1" + framed(call.message)[1:]),
    "bad-varint": lambda call: call.reply(framed(b"\x08" + b"\xff" * 11)),
    "bad-length": lambda call: call.reply(framed(b"\x0a\x7f" + b"short")),
    "bad-wire-type": lambda call: call.reply(framed(b"\x0f" * 8)),
}


class Connection:
    def __init__(self, accepted, server):
        self.socket = accepted
        self.server = server
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.requests = {}  # stream: [path, body]
        self.closed = False

    def flush(self):
        if not self.closed:
            self.socket.sendall(self.h2.data_to_send())

    def close(self):
        if not self.closed:
            self.closed = True
            self.socket.close()

    def read(self):
        data = b"" if self.closed else self.socket.recv(65536)
        if not data:
            self.close()
            return []
        events = self.h2.receive_data(data)
        self.flush()
        return events

    def serve(self):
        try:
            self.h2.initiate_connection()
            self.flush()
            while not self.closed:
                for event in self.read():
                    self.take(event)
        except OSError:
            self.close()

    def take(self, event):
        if isinstance(event, h2.events.RequestReceived):
            headers = {name.decode() if isinstance(name, bytes) else name:
                       value.decode() if isinstance(value, bytes) else value
                       for name, value in event.headers}
            self.requests[event.stream_id] = [headers, b""]
        elif isinstance(event, h2.events.DataReceived):
            self.requests[event.stream_id][1] += event.data
            self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            self.server.answer(self, event.stream_id, *self.requests.pop(event.stream_id))


class Server:
    def __init__(self, options):
        self.containers = json.loads(options.containers.read_text())
        self.service = f"runtime.{options.api}.RuntimeService"
        self.log = options.log
        self.lock = threading.Lock()
        self.done = set()  # IDs whose fault has been shown once

    def note(self, service, method, identity):
        if self.log:
            with self.lock, open(self.log, "a", encoding="utf-8") as file:
                file.write(f"{service.split('.')[1]} {method} {identity}\n")

    def answer(self, connection, stream, headers, body):
        request = dict(fields(body[5:]))
        identity = request[1].decode()
        container = self.containers.get(identity)
        call = Call(connection, stream, b"")
        _, service, method = headers[":path"].split("/")
        self.note(service, method, identity)
        known = container is not None and request.get(2) == 1
        if service != self.service:
            call.fail(UNIMPLEMENTED, f"unknown%20service%20{service}")
        elif (headers.get("content-type"), headers.get("te")) != ("application/grpc", "trailers"):
            call.fail(INTERNAL, "not a gRPC request")
        elif method == "PodSandboxStatus" and not (known and container.get("sandbox")):
            call.fail(NOT_FOUND, f'could not find pod "{identity}": not found')
        elif method == "ContainerStatus" and not (known and not container.get("sandbox")):
            call.fail(NOT_FOUND, f'could not find container "{identity}": not found')
        else:
            call.message = status_message(identity, container)
            self.act(call, identity, container)

    def act(self, call, identity, container):
        with self.lock:
            shown = identity in self.done
            self.done.add(identity)
        if "fault" in container and not (shown and container.get("once")):
            FAULTS[container["fault"]](call)
        else:
            call.reply()


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("socket")
    parser.add_argument("containers", type=pathlib.Path)
    parser.add_argument("--api", default="v1", choices=["v1", "v1alpha2"])
    parser.add_argument("--log")
    parser.add_argument("--connections")
    parser.add_argument("--lifetime", type=float, default=300)
    options = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGALRM, lambda *_: os._exit(3))
    signal.setitimer(signal.ITIMER_REAL, options.lifetime)
    server = Server(options)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(options.socket)
    listener.listen(64)
    os.write(1, b"ready\n")  # at once: who starts this may read no further
    while True:
        accepted, _ = listener.accept()
        if options.connections:
            with open(options.connections, "a", encoding="utf-8") as file:
                file.write(f"{options.socket}\n")
        threading.Thread(target=Connection(accepted, server).serve, daemon=True).start()


if __name__ == "__main__":
    main()
