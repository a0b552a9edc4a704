# SPDX-License-Identifier: MIT
"""Start the test server, speak raw HTTP to it, print TAP."""

import os
import resource
import socket
import subprocess
import sys
import tempfile
import traceback

BUILD = os.environ.get("top_builddir", ".")
SERVER = os.path.join(BUILD, "tests/http/http_test_server")
TIMEOUT = 10  # no step of any test waits longer


class Server:
    """The test server on a free port; leaving the block stops it."""

    def __init__(self, descriptors=None, **options):
        def limit():
            if descriptors is not None:
                resource.setrlimit(resource.RLIMIT_NOFILE,
                                   (descriptors, descriptors))
        args = [SERVER] + [f"{k}={v}" for k, v in options.items()]
        # A file: a full pipe that nobody reads would stop the server.
        self.stopping = False
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            args, stdout=subprocess.PIPE, stderr=self.log, text=True,
            preexec_fn=limit)
        line = self.process.stdout.readline()
        if not line.startswith("port "):
            self.process.wait(TIMEOUT)
            raise RuntimeError("no server: " + self.read_log())
        self.port = int(line.split()[1])

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.stop()

    def stop(self):
        """SIGTERM; the exit status and the log. 0 also means that the
        sanitizers have nothing to say."""
        self.begin_stop()
        try:
            self.process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        log = self.read_log()
        assert self.process.returncode == 0, log[-3000:]
        return log

    def begin_stop(self):
        """Once: a second signal may meet a process without its handler."""
        if not self.stopping and self.process.poll() is None:
            self.process.terminate()
        self.stopping = True

    def read_log(self):
        self.log.seek(0)
        return self.log.read()

    def connect(self, source=None):
        s = socket.create_connection(("127.0.0.1", self.port), TIMEOUT,
                                     source_address=source)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    def talk(self, data):
        """Send on a new connection; all that comes until it closes."""
        with self.connect() as s:
            s.sendall(data)
            return read_all(s)

    def ask(self, data):
        """One reply on a connection of its own."""
        with self.connect() as s:
            s.sendall(data)
            return Reader(s).reply(head_only=data.startswith(b"HEAD"))

    def get(self, path, *headers):
        return self.ask(request("GET", path, *headers))


def request(method, path, *headers, body=None):
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")


def read_all(s):
    data = b""
    while True:
        piece = s.recv(65536)
        if not piece:
            return data
        data += piece


class Reply:
    def __init__(self, head):
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1])
        self.fields = [tuple(line.split(": ", 1)) for line in lines[1:]]

    def __getitem__(self, name):
        values = [v for n, v in self.fields if n.lower() == name.lower()]
        return ", ".join(values) if values else None


class Reader:
    """Replies one after the other from a connection."""

    def __init__(self, s):
        self.s = s
        self.data = b""

    def more(self):
        piece = self.s.recv(65536)
        if not piece:
            raise EOFError("closed after " + repr(self.data[:200]))
        self.data += piece

    def reply(self, head_only=False):
        while b"\r\n\r\n" not in self.data:
            self.more()
        head, self.data = self.data.split(b"\r\n\r\n", 1)
        reply = Reply(head)
        length = int(reply["Content-Length"] or 0)
        if head_only or reply.status in (100, 204, 304):
            length = 0
        while len(self.data) < length:
            self.more()
        reply.body, self.data = self.data[:length], self.data[length:]
        return reply

    def at_end(self):
        """Does the server close now, with nothing more to say?"""
        return self.data == b"" and self.s.recv(1) == b""


def run(tests):
    """Run (name, function) pairs and print TAP; the exit status."""
    print(f"1..{len(tests)}")
    failed = 0
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("test_", "").replace("_", " ")
        try:
            test()
            print(f"ok {number} - {name}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} - {name}")
            for line in traceback.format_exc().splitlines():
                print("# " + line, flush=True)
    sys.exit(1 if failed else 0)


def tests_of(module):
    return [f for n, f in vars(module).items() if n.startswith("test_")]


def eq(got, wanted):
    assert got == wanted, f"got {got!r}, not {wanted!r}"
