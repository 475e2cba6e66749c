#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A proxy on loopback that speaks HTTP (CONNECT and absolute URLs) or SOCKS5 (RFC 1928).

    fake_proxy.py --kind http|socks5 [options]

Options:
    --tls DIR           the proxy itself speaks TLS, with DIR/server.pem and DIR/server.key
    --user NAME:PASS    HTTP: Proxy-Authorization has to say so (Basic), else 407
    --refuse STATUS     HTTP: the answer to each CONNECT; SOCKS5: the reply code
    --to HOST:PORT      where every connection goes, whatever was asked for
    --log FILE          a line for each connection: what was asked for, "HOST:PORT" or the URL
    --lifetime SECONDS  ends by itself after that, default 300

The first line on standard output is HOST:PORT, where it listens by then. SIGTERM ends it.
"""

import argparse
import base64
import os
import pathlib
import selectors
import signal
import socket
import socketserver
import ssl


def split(address):
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


def pump(one, other):
    with selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ, other)
        selector.register(other, selectors.EVENT_READ, one)
        while True:
            for key, _ in selector.select():
                while True:
                    data = key.fileobj.recv(65536)
                    if not data:
                        return
                    key.data.sendall(data)
                    if not isinstance(key.fileobj, ssl.SSLSocket) or not key.fileobj.pending():
                        break


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        options = self.server.options
        try:
            if options.tls:
                self.request = self.server.context.wrap_socket(self.request, server_side=True)
            getattr(self, "handle_" + options.kind)()
        except OSError:
            pass

    def connect(self, asked):
        if self.server.options.log:
            with open(self.server.options.log, "a", encoding="utf-8") as log:
                log.write(asked + "\n")
        return socket.create_connection(split(self.server.options.to or asked), timeout=30)

    def read_head(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self.request.recv(1)
            if not byte:
                raise OSError("cut")
            head += byte
        return head

    def knows(self, head):
        user = self.server.options.user
        if user is None:
            return True
        return b"Proxy-Authorization: Basic " + base64.b64encode(user.encode()) + b"\r\n" in head

    def handle_http(self):
        head = self.read_head()
        method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
        if not self.knows(head):
            self.request.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                                 b"Proxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n")
        elif self.server.options.refuse:
            self.request.sendall(b"HTTP/1.1 %d Refused\r\nContent-Length: 0\r\n\r\n"
                                 % self.server.options.refuse)
        elif method == "CONNECT":
            with self.connect(target) as other:
                self.request.sendall(b"HTTP/1.1 200 Connection established\r\nX-Proxy: 1\r\n\r\n")
                pump(self.request, other)
        else:
            host, _, path = target.removeprefix("http://").partition("/")
            with self.connect(host) as other:
                other.sendall(head.replace(target.encode(), b"/" + path.encode(), 1))
                pump(self.request, other)

    def handle_socks5(self):
        _, count = self.request.recv(2)
        self.request.recv(count)
        self.request.sendall(b"\x05\x00")
        _, _, _, kind = self.request.recv(4)
        if kind == 3:
            host = self.request.recv(self.request.recv(1)[0]).decode()
        else:
            family, size = (socket.AF_INET, 4) if kind == 1 else (socket.AF_INET6, 16)
            host = socket.inet_ntop(family, self.request.recv(size))
        port = int.from_bytes(self.request.recv(2), "big")
        tail = b"\x00\x01" + bytes(6)
        if self.server.options.refuse:
            self.request.sendall(b"\x05%c" % self.server.options.refuse + tail)
            return
        with self.connect(f"{host}:{port}") as other:
            self.request.sendall(b"\x05\x00" + tail)
            pump(self.request, other)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, options):
        self.options = options
        super().__init__(("127.0.0.1", 0), Handler)
        if options.tls:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(options.tls / "server.pem", options.tls / "server.key")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--kind", choices=["http", "socks5"], required=True)
    parser.add_argument("--tls", type=pathlib.Path)
    parser.add_argument("--user")
    parser.add_argument("--refuse", type=int)
    parser.add_argument("--to")
    parser.add_argument("--log")
    parser.add_argument("--lifetime", type=float, default=300)
    options = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGALRM, lambda *_: os._exit(3))
    signal.setitimer(signal.ITIMER_REAL, options.lifetime)
    server = Server(options)
    os.write(1, b"%s:%d\n" % (server.server_address[0].encode(), server.server_address[1]))
    server.serve_forever()


if __name__ == "__main__":
    main()
