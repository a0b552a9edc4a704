# SPDX-License-Identifier: MIT
"""callout-device in tests, and a proxy that does to it what networks do."""

import json
import os
import shutil
import socket
import subprocess
import threading

from callout_test import NOW, program
from sync_device import make_code


class Phone:
    """A store, and one process of callout-device for each command."""

    count = 0

    def __init__(self, world, technician=1, port=None, store=None,
                 options=("--tries=1", "--timeout=10")):
        Phone.count += 1
        self.world, self.options = world, options
        self.store = store or os.path.join(world.folder,
                                           f"phone-{Phone.count}.db")
        self.port = port or world.mobile_sync.port
        if not store:
            self.enrol(technician)

    def enrol(self, technician=1):
        code = make_code(self.world, technician)
        self.ok("enrol", f"http://127.0.0.1:{self.port}", code)

    def copy(self):
        """Another store as this one is now; nobody uses it."""
        Phone.count += 1
        path = os.path.join(self.world.folder, f"phone-{Phone.count}.db")
        shutil.copy(self.store, path)
        return Phone(self.world, port=self.port, store=path,
                     options=self.options)

    def start(self, *arguments, stdin=None, **environment):
        return subprocess.run(
            [program("callout-device"), *arguments, "--store", self.store,
             *self.options], input=stdin, capture_output=True, text=True,
            timeout=120, check=False,
            env=dict(os.environ, CALLOUT_NOW=NOW, **environment))

    def ok(self, *arguments):
        """What the command says in JSON."""
        done = self.start(*arguments, "--json")
        if done.returncode:
            raise AssertionError((arguments, done.returncode, done.stderr))
        return json.loads(done.stdout)

    def fails(self, exit_code, *arguments):
        """What it says on stderr."""
        done = self.start(*arguments)
        if done.returncode != exit_code:
            raise AssertionError((arguments, done.returncode, done.stdout,
                                  done.stderr))
        return done.stderr

    def lines(self, *lines, **environment):
        """The answers to lines of `run`; as many as there are."""
        done = self.start("run", stdin="".join(line + "\n" for line in lines),
                          **environment)
        return [json.loads(line) for line in done.stdout.splitlines()]

    # --- what it has ---

    def sheets(self):
        """{visit: sheet} of what was not taken away."""
        return {s["visit"]: s for s in self.ok("show")["sheets"]
                if not s.get("gone")}

    def outbox(self):
        return self.ok("outbox")["outbox"]


class Proxy:
    """Between a device and mobile-sync. `rule(request)` is asked for each
    request (its method, path, headers, body, number) and says what becomes
    of it: None (nothing), ("cut", N): only N bytes of the answer pass,
    ("lost",): the server never sees it, ("half",): nor its second half, ("answer", BYTES), or ("after", FUNCTION): the server's
    answer waits until that returns."""

    def __init__(self, port):
        self.upstream, self.rule = port, None
        self.number = 0
        self.patches = []   # bytes in each PATCH
        self.sizes = [0]    # of the answers, in bytes
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        self.listener.close()

    @property
    def bytes(self):
        """Of the last answer."""
        return self.sizes[-1]

    def accept(self):
        while True:
            try:
                peer, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(peer,),
                             daemon=True).start()

    def serve(self, peer):
        with peer:
            try:
                request = self.read_request(peer)
                if request:
                    self.answer(peer, request)
            except OSError:
                pass    # the device is gone

    def read_request(self, peer):
        data = b""
        while b"\r\n\r\n" not in data:
            piece = peer.recv(65536)
            if not piece:
                return None
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        method, path, _ = lines[0].split(" ")
        headers = {name.lower(): value.strip() for name, _, value in
                   (line.partition(":") for line in lines[1:])}
        while len(body) < int(headers.get("content-length", 0)):
            piece = peer.recv(1 << 20)
            if not piece:
                return None
            body += piece
        self.number += 1
        if method == "PATCH":
            self.patches.append(len(body))
        return {"method": method, "path": path, "headers": headers,
                "body": body, "number": self.number, "lines": lines}

    def answer(self, peer, request):
        action = self.rule(request) if self.rule else None
        if action and action[0] == "lost":
            return
        if action and action[0] == "answer":
            peer.sendall(action[1])
            return
        if action and action[0] == "half":
            self.forward(request, len(request["body"]) // 2)
            return
        data = self.forward(request)
        self.sizes.append(len(data))
        if action and action[0] == "after":
            action[1]()
            action = None
        peer.sendall(data[:action[1]] if action else data)

    def forward(self, request, length=None):
        lines = [line for line in request["lines"]
                 if not line.lower().startswith("connection:")]
        head = "\r\n".join(lines + ["Connection: close"]) + "\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.upstream)) as server:
            server.sendall(head.encode() + request["body"][:length])
            if length is not None:
                server.shutdown(socket.SHUT_WR)
            data = b""
            while True:
                piece = server.recv(1 << 20)
                if not piece:
                    return data
                data += piece


def refusal(status, *headers, body=b""):
    """An answer that no server of ours gave."""
    head = [f"HTTP/1.1 {status} Odd", *headers,
            f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body
