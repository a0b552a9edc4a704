# SPDX-License-Identifier: MIT
"""Malformed and hostile clients: each is answered as it must be, and the
server lives on."""

import gzip
import os
import re
import socket
import sys
import time

import harness
from harness import Reader, Server, eq, read_all, request

H = "Host: localhost\r\n"

# What is sent, the status that comes back, followed by a close. The parser's
# own test has the long list; these show that the server obeys it.
MALFORMED = {
    "two lengths": (f"POST /echo HTTP/1.1\r\n{H}Content-Length: 1\r\n"
                    "Content-Length: 2\r\n\r\nab", 400),
    "signed length": (f"POST /echo HTTP/1.1\r\n{H}Content-Length: +1\r\n\r\na",
                      400),
    "length and chunks": (f"POST /echo HTTP/1.1\r\n{H}Content-Length: 5\r\n"
                          "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "xchunked": (f"POST /echo HTTP/1.1\r\n{H}Transfer-Encoding: xchunked"
                 "\r\n\r\n", 400),
    "two hosts": (f"GET / HTTP/1.1\r\n{H}Host: b\r\n\r\n", 400),
    "no host": ("GET / HTTP/1.1\r\n\r\n", 400),
    "fold": (f"GET / HTTP/1.1\r\n{H}X: a\r\n b\r\n\r\n", 400),
    "blank before colon": (f"GET / HTTP/1.1\r\n{H}X : a\r\n\r\n", 400),
    "bare LF": ("GET / HTTP/1.1\nHost: a\n\n", 400),
    "bare CR": (f"GET / HTTP/1.1\r\n{H}X: a\rb\r\n\r\n", 400),
    "NUL": (f"GET / HTTP/1.1\r\n{H}X: a\0b\r\n\r\n", 400),
    "no token": (f"GET / HTTP/1.1\r\n{H}X[]: a\r\n\r\n", 400),
    "bad chunk size": (f"POST /echo HTTP/1.1\r\n{H}Transfer-Encoding: chunked"
                       "\r\n\r\n0x1\r\na\r\n0\r\n\r\n", 400),
    "long extension": (f"POST /echo HTTP/1.1\r\n{H}Transfer-Encoding: chunked"
                       "\r\n\r\n1;" + "a" * 300 + "\r\na\r\n0\r\n\r\n", 400),
    "HTTP/2 preface": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "long target": ("GET /" + "a" * 9000 + f" HTTP/1.1\r\n{H}\r\n", 414),
    "long header": (f"GET / HTTP/1.1\r\n{H}X: " + "a" * 20000 + "\r\n\r\n",
                    431),
    "many fields": (f"GET / HTTP/1.1\r\n{H}" + "X: a\r\n" * 101 + "\r\n", 431),
    "encoded slash": (f"GET /api/jobs/a%2fb HTTP/1.1\r\n{H}\r\n", 400),
    "dot segment": (f"GET /assets/../x HTTP/1.1\r\n{H}\r\n", 400),
    "encoded dots": (f"GET /assets/%2e%2e/x HTTP/1.1\r\n{H}\r\n", 400),
    "no UTF-8 in the query": (f"GET /?a=%ff HTTP/1.1\r\n{H}\r\n", 400),
    "other expectation": (f"GET / HTTP/1.1\r\n{H}Expect: tea\r\n\r\n", 417),
    "CONNECT": (f"CONNECT a:80 HTTP/1.1\r\n{H}\r\n", 400),
}


def test_malformed_messages_are_refused_and_closed():
    with Server() as server:
        for name, (data, status) in MALFORMED.items():
            # What follows must not be read as a second request.
            data = data.encode("latin-1") + request("GET", "/api/jobs/9")
            got = server.talk(data)
            first = got.split(b" ")[1]
            assert int(first) == status, (name, got[:300])
            eq(len(re.findall(rb"HTTP/1\.1 \d\d\d ", got)), 1)
            assert b"\r\nConnection: close\r\n" in got, name
            assert b"application/problem+json" in got, name
        eq(server.get("/").status, 200)


def test_a_tls_hello_on_the_plain_port():
    with Server() as server:
        got = server.talk(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        assert got.startswith(b"HTTP/1.1 400 "), got


def test_a_large_body_gets_its_413_though_it_is_still_sending():
    with Server() as server, server.connect() as s:
        s.sendall(request("POST", "/echo", "Content-Length: 50000000"))
        s.sendall(b"x" * 3000000)  # far more than the sockets' buffers
        reply = Reader(s).reply()
        eq((reply.status, reply["Connection"]), (413, "close"))


def test_body_limits():
    with Server() as server:
        chunks = b"1f4\r\n" + b"x" * 500 + b"\r\n"
        head = request("POST", "/small", "Transfer-Encoding: chunked")
        eq(server.ask(head + chunks * 2 + b"0\r\n\r\n").status, 200)
        eq(server.ask(head + chunks * 3 + b"0\r\n\r\n").status, 413)
        eq(server.ask(request("POST", "/small", body=b"x" * 1000)).status, 200)
        eq(server.ask(request("POST", "/small", body=b"x" * 1001)).status, 413)


def test_gzipped_bodies_and_a_bomb():
    with Server() as server:
        def post(path, body):
            return server.ask(request("POST", path, "Content-Encoding: gzip",
                                      body=body))
        text = b"a visit, " * 1000
        eq(post("/echo", gzip.compress(text)).body, text)
        bomb = gzip.compress(b"\0" * 900000)
        assert len(bomb) < 1000
        eq(post("/small", bomb).status, 413)
        eq(post("/echo", b"no gzip").status, 400)
        eq(post("/echo", gzip.compress(text)[:-4]).status, 400)
        eq(post("/echo", gzip.compress(text) + b"x").status, 400)
        reply = server.ask(request("POST", "/echo", "Content-Encoding: br",
                                   body=b"x"))
        eq((reply.status, reply["Accept-Encoding"]), (415, "gzip"))


def drip(s, data, pause=0.1):
    """A byte now and then until the server has enough; the answer."""
    for i in range(len(data)):
        try:
            s.sendall(data[i:i + 1])
        except OSError:
            break
        s.settimeout(pause)
        try:
            if s.recv(1, socket.MSG_PEEK):
                break
        except (TimeoutError, socket.timeout):
            pass
    s.settimeout(harness.TIMEOUT)
    return read_all(s)


def test_slow_heads_and_bodies_meet_an_absolute_deadline():
    with Server(header_ms=600, body_ms=600, request_ms=5000) as server:
        for data in (b"G" * 100,
                     request("GET", "/")[:-2] + b"X: " + b"a" * 100):
            with server.connect() as s:
                start = time.monotonic()
                got = drip(s, data)
                assert got.startswith(b"HTTP/1.1 408 "), got
                assert 0.5 < time.monotonic() - start < 3
        with server.connect() as s:
            s.sendall(request("POST", "/echo", "Content-Length: 1000"))
            start = time.monotonic()
            assert drip(s, b"x" * 100).startswith(b"HTTP/1.1 408 ")
            assert 0.5 < time.monotonic() - start < 3


def test_silent_connections_are_closed_without_a_word():
    with Server(header_ms=300, idle_ms=300) as server:
        with server.connect() as s:
            eq(read_all(s), b"")
        with server.connect() as s:
            s.sendall(request("GET", "/"))
            reader = Reader(s)
            reader.reply()
            assert reader.at_end()


def open_connections(server):
    metrics = server.get("/metrics").body.decode()
    return int(re.search(r"^callout_http_connections (\d+)$", metrics,
                         re.M).group(1))


def wait_for_connections(server, count):
    deadline = time.monotonic() + 5
    while open_connections(server) != count:
        assert time.monotonic() < deadline, open_connections(server)
        time.sleep(0.05)


def test_a_reader_that_does_not_read_is_cut_off():
    with Server(body_ms=300) as server, server.connect() as s:
        s.sendall(request("GET", "/big?bytes=20000000"))
        wait_for_connections(server, 2)  # it and the one that asks
        wait_for_connections(server, 1)


def test_a_slow_reader_that_makes_progress_is_served():
    with Server(body_ms=200) as server, server.connect() as s:
        s.sendall(request("GET", "/big?bytes=12000000"))
        got = 0
        while got < 12000000:
            piece = s.recv(1000000)
            assert piece, got
            got += len(piece)
            time.sleep(0.05)


def test_a_slow_handler_is_answered_for():
    with Server(request_ms=300) as server, server.connect() as s:
        s.sendall(request("GET", "/slow?ms=1000"))
        reply = Reader(s).reply()
        eq((reply.status, reply["Connection"]), (503, "close"))
        eq(server.get("/").status, 200)
        time.sleep(1)  # the handler's own reply must do no harm
        eq(server.get("/").status, 200)


def test_clients_that_leave_in_the_middle():
    with Server() as server:
        for data in (b"", b"GE", request("GET", "/slow?ms=200"),
                     request("POST", "/echo", "Content-Length: 10") + b"abc",
                     request("GET", "/big?bytes=5000000"),
                     request("GET", "/user-later")):
            for reset in (False, True):
                s = server.connect()
                if reset:
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                 b"\1\0\0\0\0\0\0\0")
                s.sendall(data)
                time.sleep(0.02)
                s.close()
        time.sleep(0.4)
        eq(server.get("/").status, 200)
        wait_for_connections(server, 1)


def is_served(server):
    """Whoever is one too many may also be cut off while still asking."""
    try:
        return server.get("/").status == 200
    except (ConnectionError, EOFError):
        return False


def test_too_many_connections_are_told():
    with Server(max_connections=3) as server:
        first = [server.connect() for _ in range(3)]
        for s in first:
            s.sendall(request("GET", "/"))
            eq(Reader(s).reply().status, 200)
        with server.connect() as s:
            s.sendall(request("GET", "/"))
            reader = Reader(s)
            eq(reader.reply().status, 503)
            assert reader.at_end()
        first.pop().close()
        deadline = time.monotonic() + 5
        while not is_served(server):
            assert time.monotonic() < deadline
        for s in first:
            s.close()


def cpu_s(server):
    with open(f"/proc/{server.process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_without_descriptors_it_waits_and_does_not_spin():
    with Server(descriptors=20) as server:
        crowd = [server.connect() for _ in range(40)]
        time.sleep(0.2)
        before = cpu_s(server)
        time.sleep(0.5)
        assert cpu_s(server) - before < 0.2
        for s in crowd:
            s.close()
        eq(server.get("/").status, 200)
        server.begin_stop()
        assert "event=accept_failed" in server.stop()


def test_a_flood_of_pipelined_requests_for_large_replies():
    with Server() as server, server.connect() as s:
        s.sendall(request("GET", "/big?bytes=1000000") * 500)
        time.sleep(0.5)
        # One reply at a time waits for the reader, not 500 of them.
        with open(f"/proc/{server.process.pid}/status") as status:
            kb = [int(line.split()[1]) for line in status
                  if line.startswith("VmRSS")][0]
        assert kb < 200000, kb
        reader = Reader(s)
        for _ in range(5):
            eq(len(reader.reply().body), 1000000)


harness.run(harness.tests_of(sys.modules[__name__]))
