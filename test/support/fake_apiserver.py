#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An API server of canned replies, on loopback, that can also misbehave as a real one will not.

    fake_apiserver.py ROUTES [options]

ROUTES is a JSON file, or a folder of them (taken together, in the order of their names). Each is a
list of routes:

    [
      {"path": "/api/v1/namespaces/default/pods/web", "json": {"kind": "Pod", ...}},
      {"path": "/api/v1/pods?labelSelector=app%3Dx",  "file": "pods.json"},
      {"path": "/api/v1/namespaces/default/pods/bad", "status": 403, "reason": "Forbidden",
       "message": "pods \\"bad\\" is forbidden"},
      {"path": "/slow", "fault": "delay", "seconds": 3, "json": {}},
      {"method": "PATCH", "path": "/x", "replies": [{"status": 201, "json": {}}, {"json": {}}]}
    ]

Which route: the first whose method (default: any), path and body (texts that all stand in the
request's; default: none) fit. A path with "?" has to match the
whole query, in any order; one without matches any query. A path that ends in "*" matches by its
beginning. The path is compared as it came over the wire, percent-encoding and all. None fits: 404
as the API server words it. With "with": {"x-nsinfo-token": "…"} a route is for requests that have
such headers alone, their names in small letters.

What it replies:
    status    default 200
    json      the body as a JSON value      text   the body as it stands
    file      the body's file, relative to the routes' file
    reason, message, details    a Status object is the body; status has to be given
    headers   {"Warning": "299 - \\"text\\""}, or a list of values for one name
    type      the content type; default application/json
    replies   a list of the above, given one after the other; the last one stays
    fault     what goes wrong:
        delay     the reply comes after `seconds` (default 1)
        hang      no reply (the connection stays open for `seconds`, default 30)
        drip      the body comes a byte each `seconds` (default 0.2)
        cut       content-length says all, half of the body comes, then the connection ends
        chunk-cut the same in chunked encoding
        close     the connection ends without a reply
        reset     the same by a TCP reset
        garbage   bytes that are not HTTP
        huge      a body of `size` bytes (default 80 MiB) of JSON text
        headers-flood  header lines without an end (1 MiB)
        raw       `text` and as many "0" as `zeros` says are all that goes out, status line and
                  headers too; a byte each `seconds`, if that is given. `end` is what comes then:
                  the connection stays "open" (default), ends as TLS ends it ("clean"), or without a
                  word ("dirty")

SIGHUP has the routes read again.

Options:
    --port N            default 0: a free one
    --address ADDR      default 127.0.0.1; an IPv6 address is as good
    --unix PATH         a unix socket instead; the first line is "http://localhost" then
    --tls DIR           HTTPS with DIR/server.pem and DIR/server.key (see make_certs)
    --tls-1.1           TLS 1.1 and nothing later
    --client-ca FILE    a client certificate of this CA identifies the caller
    --token T           callers must send this bearer token (or a client certificate), else 401
    --kubeconfig FILE   write a kubeconfig for this server (CA inline if DIR/ca.pem exists)
    --log FILE          append each request as one line of JSON: method, path, headers, body, client,
                        and as "all" each header's values
    --lifetime SECONDS  ends by itself after that, default 300

The first line on standard output is the URL; the server listens by then. SIGTERM ends it.
Start from bash: coproc FAKE { exec fake_apiserver.py routes.json; }; read -r url <&"${FAKE[0]}"
"""

import argparse
import base64
import http.server
import json
import os
import pathlib
import signal
import socket
import socketserver
import ssl
import struct
import sys
import threading
import time
import urllib.parse
import warnings

REASONS = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound",
           409: "Conflict", 422: "Invalid", 429: "TooManyRequests", 500: "InternalError",
           503: "ServiceUnavailable", 504: "Timeout"}


def load_routes(path):
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    routes = []
    for file in files:
        for route in json.loads(file.read_text()):
            route["folder"] = file.parent
            route["used"] = 0
            routes.append(route)
    return routes


def fits(route, method, target, headers, body):
    if route.get("method", method) != method:
        return False
    if any(headers.get(name) != value for name, value in route.get("with", {}).items()):
        return False
    if not all(text.encode() in body for text in route.get("body", [])):
        return False
    pattern = route["path"]
    if pattern.endswith("*"):
        return target.startswith(pattern[:-1])
    path, _, query = target.partition("?")
    want_path, question, want_query = pattern.partition("?")
    if path != want_path:
        return False
    return not question or sorted(query.split("&")) == sorted(want_query.split("&"))


def status_object(code, message, reason=None, details=None):
    status = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
              "message": message, "code": code}
    reason = REASONS.get(code) if reason is None else reason
    if reason:
        status["reason"] = reason
    if details:
        status["details"] = details
    return status


def not_found(target):
    parts = target.partition("?")[0].strip("/").split("/")
    if len(parts) == 6 and parts[:3] == ["api", "v1", "namespaces"]:
        name = urllib.parse.unquote(parts[5])
        return status_object(404, f'{parts[4]} "{name}" not found',
                             details={"name": name, "kind": parts[4]})
    return status_object(404, "the server could not find the requested resource", details={})


def body_of(reply, folder):
    if "json" in reply:
        return json.dumps(reply["json"]).encode()
    if "text" in reply:
        return reply["text"].encode()
    if "file" in reply:
        return (folder / reply["file"]).read_bytes()
    if "message" in reply or "reason" in reply:
        return json.dumps(status_object(reply["status"], reply.get("message", ""),
                                        reply.get("reason", ""), reply.get("details"))).encode()
    return b""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "fake"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def finish(self):
        try:
            super().finish()
        except OSError:
            pass

    def handle_any(self):
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        self.record(body)
        try:
            if not self.known_caller():
                self.reply({"status": 401, "json": status_object(401, "Unauthorized")}, None)
                return
            route = next((r for r in self.server.routes
                          if fits(r, self.command, self.path, self.headers, body)), None)
            if route is None:
                self.reply({"status": 404, "json": not_found(self.path)}, None)
                return
            self.reply(self.next_reply(route), route["folder"])
        except OSError:
            self.close_connection = True

    do_GET = do_PATCH = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any

    def record(self, body):
        if self.server.log is None:
            return
        line = {"method": self.command, "path": self.path, "body": body.decode("utf-8", "replace"),
                "headers": {k.lower(): v for k, v in self.headers.items()},
                "all": {k.lower(): self.headers.get_all(k) for k in self.headers.keys()},
                "client": self.client_name(), "port": self.client_address[1]}
        with self.server.lock, open(self.server.log, "a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")

    def client_name(self):
        if not isinstance(self.connection, ssl.SSLSocket):
            return None
        cert = self.connection.getpeercert()
        for part in (cert or {}).get("subject", ()):
            for key, value in part:
                if key == "commonName":
                    return value
        return None

    def known_caller(self):
        if self.server.token is None:
            return True
        if self.client_name() is not None:
            return True
        return self.headers.get("authorization") == f"Bearer {self.server.token}"

    def next_reply(self, route):
        if "replies" not in route:
            return route
        with self.server.lock:
            turn = min(route["used"], len(route["replies"]) - 1)
            route["used"] += 1
        return route["replies"][turn]

    def reply(self, reply, folder):
        fault = reply.get("fault")
        if fault is not None:
            getattr(self, "fault_" + fault.replace("-", "_"))(reply, folder)
        else:
            self.send(reply, folder)

    def head(self, reply, length):
        status = reply.get("status", 200)
        lines = [f"HTTP/1.1 {status} {http.server.BaseHTTPRequestHandler.responses.get(status, ('?',))[0]}",
                 f"Content-Type: {reply.get('type', 'application/json')}"]
        if length is not None:
            lines.append(f"Content-Length: {length}")
        for name, values in reply.get("headers", {}).items():
            for value in values if isinstance(values, list) else [values]:
                lines.append(f"{name}: {value}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def send(self, reply, folder):
        body = body_of(reply, folder)
        self.wfile.write(self.head(reply, len(body)) + (b"" if self.command == "HEAD" else body))

    def fault_delay(self, reply, folder):
        time.sleep(reply.get("seconds", 1))
        self.send(reply, folder)

    def fault_hang(self, reply, folder):
        time.sleep(reply.get("seconds", 30))
        self.close_connection = True

    def fault_drip(self, reply, folder):
        body = body_of(reply, folder)
        self.wfile.write(self.head(reply, len(body)))
        for i in range(len(body)):
            time.sleep(reply.get("seconds", 0.2))
            self.wfile.write(body[i:i + 1])

    def fault_cut(self, reply, folder):
        body = body_of(reply, folder)
        self.wfile.write(self.head(reply, len(body)) + body[:len(body) // 2])
        self.close_connection = True

    def fault_chunk_cut(self, reply, folder):
        body = body_of(reply, folder)
        reply = dict(reply, headers={**reply.get("headers", {}), "Transfer-Encoding": "chunked"})
        self.wfile.write(self.head(reply, None) + b"%x\r\n" % len(body) + body[:len(body) // 2])
        self.close_connection = True

    def fault_close(self, reply, folder):
        self.close_connection = True

    def fault_reset(self, reply, folder):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.end_dirty()

    def end_dirty(self):
        # Past the TLS layer: its close would send an alert first.
        os.close(self.connection.detach())
        self.close_connection = True

    def end_clean(self):
        self.connection.unwrap()
        self.close_connection = True

    def end_open(self):
        pass

    def fault_raw(self, reply, folder):
        text = body_of(reply, folder) + b"0" * reply.get("zeros", 0)
        step = 1 if "seconds" in reply else len(text)
        for i in range(0, len(text), step):
            self.wfile.write(text[i:i + step])
            time.sleep(reply.get("seconds", 0))
        getattr(self, "end_" + reply.get("end", "open"))()

    def fault_garbage(self, reply, folder):
        self.wfile.write(b"\x16\x03\x01 this is not HTTP\r\n\r\n")
        self.close_connection = True

    def fault_huge(self, reply, folder):
        size = reply.get("size", 80 * 1024 * 1024)
        self.wfile.write(self.head(reply, size))
        piece = b'["' + b"x" * (65536 - 4) + b'",'
        for _ in range(size // len(piece) + 1):
            self.wfile.write(piece[:size])
            size -= min(size, len(piece))

    def fault_headers_flood(self, reply, folder):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for i in range(16384):
            self.wfile.write(b"X-Flood-%08d: %s\r\n" % (i, b"y" * 44))
        self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, options):
        self.routes = load_routes(options.routes)
        self.log = options.log
        self.token = options.token
        self.lock = threading.Lock()
        self.context = None
        if options.unix:
            self.address_family = socket.AF_UNIX
            Handler.disable_nagle_algorithm = False
        elif ":" in options.address:
            self.address_family = socket.AF_INET6
        super().__init__(options.unix or (options.address, options.port), Handler)
        if options.tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(options.tls / "server.pem", options.tls / "server.key")
            if options.tls_1_1:
                warnings.simplefilter("ignore", DeprecationWarning)  # which is what it is for
                self.context.minimum_version = ssl.TLSVersion.TLSv1_1
                self.context.maximum_version = ssl.TLSVersion.TLSv1_1
                self.context.set_ciphers("ALL:@SECLEVEL=0")
            if options.client_ca:
                self.context.load_verify_locations(options.client_ca)
                self.context.verify_mode = ssl.CERT_OPTIONAL

    def server_bind(self):
        # Not HTTPServer's, which looks up the name of the host.
        socketserver.TCPServer.server_bind(self)

    def get_request(self):
        request, client_address = super().get_request()
        return request, client_address or ("unix", 0)

    def finish_request(self, request, client_address):
        # In the connection's own thread, so that a slow handshake holds nobody else up.
        if self.context is not None:
            request.settimeout(60)
            try:
                request = self.context.wrap_socket(request, server_side=True)
            except OSError:
                return
        super().finish_request(request, client_address)
        try:
            request.close()
        except OSError:
            pass

    def handle_error(self, request, client_address):
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handle_error(request, client_address)


def write_kubeconfig(options, url):
    cluster = {"server": url}
    user = {}
    ca = options.tls / "ca.pem" if options.tls else None
    if ca and ca.exists():
        cluster["certificate-authority-data"] = base64.b64encode(ca.read_bytes()).decode()
    if options.token:
        user["token"] = options.token
    config = {"apiVersion": "v1", "kind": "Config", "current-context": "fake",
              "clusters": [{"name": "fake", "cluster": cluster}],
              "users": [{"name": "fake", "user": user}],
              "contexts": [{"name": "fake", "context": {"cluster": "fake", "user": "fake"}}]}
    options.kubeconfig.write_text(json.dumps(config, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("routes", type=pathlib.Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--unix")
    parser.add_argument("--tls", type=pathlib.Path)
    parser.add_argument("--tls-1.1", dest="tls_1_1", action="store_true")
    parser.add_argument("--client-ca", type=pathlib.Path)
    parser.add_argument("--token")
    parser.add_argument("--kubeconfig", type=pathlib.Path)
    parser.add_argument("--log")
    parser.add_argument("--lifetime", type=float, default=300)
    options = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGALRM, lambda *_: os._exit(3))
    signal.setitimer(signal.ITIMER_REAL, options.lifetime)
    server = Server(options)

    def read_routes_again(*_):
        server.routes = load_routes(options.routes)

    signal.signal(signal.SIGHUP, read_routes_again)
    scheme = "https" if options.tls else "http"
    host = f"[{options.address}]" if ":" in options.address else options.address
    url = f"{scheme}://{host}:{server.server_address[1]}"
    if options.unix:
        url = f"{scheme}://localhost"
    if options.kubeconfig:
        write_kubeconfig(options, url)
    os.write(1, f"{url}\n".encode())  # at once: who starts this may read no further
    server.serve_forever()


if __name__ == "__main__":
    main()
