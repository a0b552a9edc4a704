# SPDX-License-Identifier: MIT
"""What well-behaved clients get: keep-alive, order, negotiation, drain."""

import gzip
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import warnings

import harness
from harness import Reader, Server, eq, request


def test_keep_alive_and_headers():
    with Server() as server, server.connect() as s:
        reader = Reader(s)
        ids = set()
        for _ in range(3):
            s.sendall(request("GET", "/api/jobs/4%201?x=a+b&y"))
            reply = reader.reply()
            eq((reply.status, reply.body), (200, b"id=4 1 x=a b y="))
            eq(reply["Connection"], None)
            eq(reply["Cache-Control"], "no-store")
            eq(reply["X-Content-Type-Options"], "nosniff")
            eq(reply["Server"], None)
            assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT",
                                reply["Date"])
            ids.add(reply["X-Request-Id"])
        eq(len(ids), 3)
        s.sendall(request("GET", "/", "Connection: close"))
        eq(reader.reply()["Connection"], "close")
        assert reader.at_end()


def test_http_1_0_is_served_and_closed():
    with Server() as server:
        got = server.talk(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert got.startswith(b"HTTP/1.1 200 "), got
        assert b"\r\nConnection: close\r\n" in got


def test_pipelined_requests_are_answered_in_order():
    with Server() as server, server.connect() as s:
        slow = request("GET", "/slow?ms=100")
        s.sendall(b"".join([request("GET", "/api/jobs/1"), slow,
                            request("POST", "/echo", body=b"three"),
                            request("HEAD", "/page"),
                            request("GET", "/worker"),
                            request("GET", "/nothing")]))
        reader = Reader(s)
        eq(reader.reply().body, b"id=1")
        eq(reader.reply().body, b"later")
        eq(reader.reply().body, b"three")
        head = reader.reply(head_only=True)
        eq((head.status, head["Content-Length"]), (200, "5"))
        eq(reader.reply().body, b"from a thread")
        eq(reader.reply().status, 404)


def test_a_thousand_pipelined_in_odd_pieces():
    data = b"".join(request("POST", "/echo", body=b"%d" % i)
                    for i in range(1000))
    with Server() as server, server.connect() as s:
        def send():
            for at in range(0, len(data), 997):
                s.sendall(data[at:at + 997])
        thread = threading.Thread(target=send)
        thread.start()
        reader = Reader(s)
        for i in range(1000):
            eq(reader.reply().body, b"%d" % i)
        thread.join()


def test_a_client_that_has_shut_its_side_gets_its_answer():
    with Server() as server, server.connect() as s:
        s.sendall(request("GET", "/slow?ms=100"))
        s.shutdown(socket.SHUT_WR)
        reader = Reader(s)
        eq(reader.reply().body, b"later")
        assert reader.at_end()


def test_chunked_body_and_expect():
    with Server() as server, server.connect() as s:
        reader = Reader(s)
        s.sendall(request("POST", "/echo", "Transfer-Encoding: chunked") +
                  b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: u\r\n\r\n")
        eq(reader.reply().body, b"abcde")
        s.sendall(request("POST", "/echo", "Expect: 100-continue",
                          "Content-Length: 3"))
        eq(reader.reply().status, 100)
        s.sendall(b"abc")
        eq(reader.reply().body, b"abc")
        # Refused before the body was sent: no 100.
        s.sendall(request("POST", "/small", "Expect: 100-continue",
                          "Content-Length: 2000"))
        eq(reader.reply().status, 413)


def test_methods_and_routes():
    with Server() as server:
        reply = server.ask(request("DELETE", "/api/jobs/1"))
        eq((reply.status, reply["Allow"]), (405, "GET, HEAD, PUT, OPTIONS"))
        reply = server.ask(request("OPTIONS", "/api/jobs/1"))
        eq((reply.status, reply["Allow"]), (204, "GET, HEAD, PUT, OPTIONS"))
        eq(server.ask(request("OPTIONS", "*")).status, 204)
        reply = server.ask(request("OPTIONS", "/file"))  # a row of its own
        eq((reply.status, reply["Allow"]), (200, "GET"))
        eq(server.ask(request("BREW", "/")).status, 501)
        eq(server.get("/api/jobs/").status, 404)
        eq(server.get("/calendar/s3cret.ics").body, b"s3cret")
        eq(server.get("/assets/a/b.js").body, b"a/b.js")
        eq(server.get("http://localhost/api/jobs/7").body, b"id=7")
        page = server.get("/page")
        assert page["Content-Security-Policy"].startswith("default-src 'self'")


def test_problems():
    with Server() as server:
        reply = server.get("/problem")
        eq(reply["Content-Type"], "application/problem+json")
        problem = json.loads(reply.body)
        eq(problem["status"], 422)
        eq(problem["request_id"], reply["X-Request-Id"])
        eq(problem["errors"][1], {"pointer": "/visits/1", "rule": "skill",
                                  "detail": "needs gas level 2"})
        problem = json.loads(server.get("/big?bytes=x").body)
        eq(problem["errors"][0]["pointer"], "/bytes")
        eq(sorted(json.loads(server.get("/nothing").body)),
           ["detail", "request_id", "status", "title", "type"])


def test_gzip_and_conditional_requests():
    with Server() as server:
        plain = server.get("/big?bytes=5000")
        eq((plain["ETag"], plain["Vary"]), ('"v17"', "Accept-Encoding"))
        eq((len(plain.body), plain["Content-Encoding"]), (5000, None))
        packed = server.get("/big?bytes=5000", "Accept-Encoding: br, gzip")
        eq((packed["ETag"], packed["Vary"]), ('"v17-gzip"', "Accept-Encoding"))
        eq(gzip.decompress(packed.body), plain.body)
        eq(server.get("/big?bytes=5000",
                      "Accept-Encoding: gzip;q=0")["Content-Encoding"], None)
        small = server.get("/big?bytes=859", "Accept-Encoding: gzip")
        eq((small["Content-Encoding"], small["ETag"]), (None, '"v17"'))
        for tag, echoed in (('"v17"', '"v17"'), ('W/"v17"', '"v17"'),
                            ('"a", "v17-gzip"', '"v17-gzip"'),
                            ("*", '"v17"')):
            reply = server.get("/big?bytes=5000", "If-None-Match: " + tag)
            eq((reply.status, reply["ETag"]), (304, echoed))
            eq((reply["Content-Length"], reply["Vary"]),
               (None, "Accept-Encoding"))
        eq(server.get("/big?bytes=1", 'If-None-Match: "v18"').status, 200)
        head = server.ask(request("HEAD", "/big?bytes=5000",
                                  "Accept-Encoding: gzip"))
        eq(head["Content-Length"], str(len(packed.body)))


def test_files():
    with open(harness.SERVER, "rb") as file:
        wanted = file.read()
    with Server() as server, server.connect() as s:
        reader = Reader(s)
        for _ in range(3):      # the connection goes on
            s.sendall(request("GET", "/file", "Accept-Encoding: gzip"))
            reply = reader.reply()
            eq((reply.status, reply["Content-Encoding"]), (200, None))
            assert reply.body == wanted
        head = server.ask(request("HEAD", "/file"))
        eq(head["Content-Length"], str(len(wanted)))
        before = len(os.listdir(f"/proc/{server.process.pid}/fd"))
        for _ in range(20):     # a client that goes in the middle
            with server.connect() as gone:
                gone.sendall(request("GET", "/file"))
                gone.recv(1000)
        end = time.monotonic() + harness.TIMEOUT
        while len(os.listdir(f"/proc/{server.process.pid}/fd")) > before:
            assert time.monotonic() < end
            time.sleep(0.02)


def test_if_match():
    with Server() as server:
        def put(*headers):
            return server.ask(request("PUT", "/api/jobs/1", *headers,
                                      body=b"")).body
        eq(put(), b"absent ")
        eq(put("If-Match: *"), b"any ")
        eq(put('If-Match: "17"'), b"tag 17")
        eq(put('If-Match: "17-gzip"'), b"tag 17")
        eq(put('If-Match: W/"17"'), b"invalid ")
        eq(put('If-Match: "1"', 'If-Match: "2"'), b"invalid ")


def test_cookies_and_origins():
    with Server() as server:
        reply = server.get("/cookie", "Cookie: a=b; sid=x.y; sid=z")
        eq((reply.body, reply["Set-Cookie"]),
           (b"x.y", "__Host-sid=abc; Path=/; Max-Age=60; HttpOnly; "
                    "SameSite=Strict; Secure"))
        eq(server.get("/cookie", "Cookie: xsid=1").body, b"-")

        def post(*headers):
            return server.ask(request("POST", "/form", *headers,
                                      body=b"")).status
        eq(post(), 204)
        eq(post("Origin: http://localhost"), 204)
        eq(post("Sec-Fetch-Site: same-origin"), 204)
        eq(post("Sec-Fetch-Site: cross-site"), 403)
        eq(post("Sec-Fetch-Site: same-site"), 403)
        eq(post("Origin: http://evil"), 403)
        eq(post("Origin: null"), 403)
        eq(post("Origin: http://localhost.evil"), 403)
        eq(post("Origin: http://evil", "Sec-Fetch-Site: same-origin"), 403)


def test_authentication_now_and_later():
    body = b"x" * 300000
    with Server() as server:
        for path in ("/user", "/user-later"):
            reply = server.get(path)
            eq((reply.status, reply["WWW-Authenticate"]), (401, "Bearer"))
            eq(server.get(path, "Authorization: Bearer k").body, b"Bearer k")
        # A stranger's large body is refused before it is read.
        with server.connect() as s:
            s.sendall(request("POST", "/upload", "Content-Length: 60000000"))
            eq(Reader(s).reply().status, 401)
        with server.connect() as s:
            s.sendall(request("POST", "/upload", "Authorization: me",
                              "Expect: 100-continue",
                              f"Content-Length: {len(body)}"))
            reader = Reader(s)
            eq(reader.reply().status, 100)
            s.sendall(body)
            eq(reader.reply().body, body)
            s.sendall(request("POST", "/upload", "Authorization: me",
                              "Transfer-Encoding: chunked") +
                      b"3\r\nabc\r\n0\r\n\r\n" + request("GET", "/page"))
            eq(reader.reply().body, b"abc")
            eq(reader.reply().status, 200)


def test_only_the_trusted_proxy_may_speak_for_others():
    headers = ("X-Forwarded-For: 6.6.6.6, 1.2.3.4", "X-Forwarded-Proto: https")
    with Server() as server:
        eq(server.get("/peer", *headers).body, b"127.0.0.1 http")
    with Server(proxy="127.0.0.0/8") as server:
        eq(server.get("/peer", *headers).body, b"1.2.3.4 https")
        eq(server.get("/peer").body, b"127.0.0.1 http")


def test_two_loops_share_the_port():
    with Server(loops=2) as server:
        seen = {server.get("/loop").body for _ in range(64)}
        eq(seen, {b"loop 0", b"loop 1"})
        metrics = server.get("/metrics").body.decode()
        assert re.search(r'^callout_http_requests_total\{method="GET",'
                         r'route="/loop",status="2xx"\} 64$', metrics, re.M)
        assert re.search(r'_bucket\{method="GET",route="/loop",le="\+Inf"\} '
                         '64$', metrics, re.M)


def test_a_taken_port_is_refused_also_with_loops():
    with Server(loops=2) as server:
        for loops in (1, 2):
            done = subprocess.run(
                [harness.SERVER, f"port={server.port}", f"loops={loops}"],
                capture_output=True, text=True, timeout=harness.TIMEOUT)
            eq(done.returncode, 2)
            assert "cannot listen on 127.0.0.1 port" in done.stderr


def test_bad_settings_are_refused_in_words():
    for option, words in (("address=localhost", "no numeric"),
                          ("proxy=1.2.3", "trusted proxy"),
                          ("loops=0", "loops"), ("cert=/nowhere", "both")):
        done = subprocess.run([harness.SERVER, option], capture_output=True,
                              text=True, timeout=harness.TIMEOUT)
        eq(done.returncode, 2)
        assert words in done.stderr, done.stderr


def test_a_loop_that_cannot_start_ends_all():
    for loop in (0, 1):
        done = subprocess.run(
            [harness.SERVER, "loops=3", f"fail_loop={loop}"],
            capture_output=True, text=True, timeout=harness.TIMEOUT)
        eq(done.returncode, 1)
        assert "could not start" in done.stderr, done.stderr


def test_the_log_has_patterns_not_secrets():
    server = Server()
    server.get("/calendar/s3cret.ics?token=s3cret", "Authorization: s3cret")
    server.get("/s3cret")
    server.get("/")
    log = server.stop()
    assert "s3cret" not in log, log
    line = [x for x in log.splitlines() if "ics" in x][0]
    assert re.search(r"event=request method=GET route=/calendar/\{name\}.ics "
                     r"status=200 ms=\d+ bytes=6 request=\S+ "
                     "peer=127.0.0.1$", line), line
    eq(log.count("event=request"), 2)  # "/" is quiet


def test_drain_fails_no_request_in_flight():
    server = Server(loops=2, drain_ms=5000)
    failures, done, stop = [], [], threading.Event()

    def client():
        """Keep-alive requests until told that this is the last."""
        try:
            while not stop.is_set():
                with server.connect() as s:
                    reader, open_ = Reader(s), True
                    while open_:
                        s.sendall(request("GET", "/slow?ms=5"))
                        reply = reader.reply()
                        eq((reply.status, reply.body), (200, b"later"))
                        done.append(1)
                        open_ = reply["Connection"] != "close"
                stop.wait(0.001)
        except ConnectionRefusedError:
            pass  # nothing was in flight
        except Exception as error:
            failures.append(repr(error))

    threads = [threading.Thread(target=client) for _ in range(16)]
    slow = server.connect()
    slow.sendall(request("GET", "/slow?ms=700"))
    idle = server.connect()
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    start = time.monotonic()
    server.begin_stop()
    stop.set()
    reply = Reader(slow).reply()
    eq((reply.body, reply["Connection"]), (b"later", "close"))
    slow.close()
    # An idle connection may still send one.
    idle.sendall(request("GET", "/page"))
    eq(Reader(idle).reply()["Connection"], "close")
    idle.close()
    for thread in threads:
        thread.join()
    server.stop()
    assert time.monotonic() - start < 4
    eq(failures, [])
    assert len(done) > 200, len(done)


def test_drain_ends_though_a_handler_does_not():
    server = Server(drain_ms=300)
    with server.connect() as s:
        s.sendall(request("GET", "/slow?ms=60000"))
        time.sleep(0.1)
        start = time.monotonic()
        assert "event=drain_expired" in server.stop()
        assert time.monotonic() - start < 3


def certificate(folder):
    cert, key = os.path.join(folder, "c.pem"), os.path.join(folder, "k.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost", "-keyout", key, "-out",
                    cert], check=True, capture_output=True)
    return cert, key


def test_tls():
    with tempfile.TemporaryDirectory() as folder:
        cert, key = certificate(folder)
        with Server(cert=cert, key=key, header_ms=500) as server:
            context = ssl.create_default_context(cafile=cert)
            context.set_alpn_protocols(["http/1.1"])
            with context.wrap_socket(server.connect(),
                                     server_hostname="localhost") as s:
                assert s.version() in ("TLSv1.2", "TLSv1.3")
                eq(s.selected_alpn_protocol(), "http/1.1")
                reader = Reader(s)
                s.sendall(request("GET", "/peer"))
                eq(reader.reply().body, b"127.0.0.1 https")
                body = os.urandom(700000)
                s.sendall(request("POST", "/echo", body=body))
                eq(reader.reply().body, body)
                s.sendall(request("GET", "/page") * 3)
                for _ in range(3):
                    eq(reader.reply().status, 200)
                s.sendall(request("GET", "/big?bytes=5000000",
                                  "Connection: close"))
                eq(len(reader.reply().body), 5000000)
                assert reader.at_end()
            with context.wrap_socket(server.connect(),
                                     server_hostname="localhost") as s:
                s.sendall(request("GET", "/file"))
                with open(harness.SERVER, "rb") as file:
                    assert Reader(s).reply().body == file.read()
            # A large refused body still gets its answer.
            with context.wrap_socket(server.connect(),
                                     server_hostname="localhost") as s:
                s.sendall(request("POST", "/small", "Content-Length: 99999"))
                s.sendall(b"x" * 50000)
                reader = Reader(s)
                eq(reader.reply().status, 413)
                assert reader.at_end()
            # A handshake has the deadline of a head.
            with server.connect() as s:
                eq(s.recv(1), b"")
            with server.connect() as s:  # no TLS at all
                s.sendall(request("GET", "/"))
                try:
                    assert b"HTTP" not in harness.read_all(s)
                except ConnectionResetError:
                    pass
            old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
            old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            warnings.simplefilter("ignore", DeprecationWarning)
            old.maximum_version = ssl.TLSVersion.TLSv1_1
            try:
                old.wrap_socket(server.connect()).close()
                raise AssertionError("TLS 1.1 was accepted")
            except (ssl.SSLError, ConnectionError):
                pass


# --- Streams ---

def stream(server):
    """A connection that reads the stream, past its first comment."""
    s = server.connect()
    s.sendall(request("GET", "/stream"))
    reader = Reader(s)
    while b"\r\n\r\n" not in reader.data:
        reader.more()
    head, reader.data = reader.data.split(b"\r\n\r\n", 1)
    head = harness.Reply(head)
    eq(head.status, 200)
    expect(reader, b": here\n\n")
    return reader, head


def expect(reader, wanted):
    while len(reader.data) < len(wanted):
        reader.more()
    eq(reader.data[:len(wanted)], wanted)
    reader.data = reader.data[len(wanted):]


def publish(server, body):
    """How many readers there are."""
    return int(server.ask(request("POST", "/publish", body=body)).body)


def until(condition, what):
    deadline = time.monotonic() + harness.TIMEOUT
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def test_a_stream_carries_what_is_written():
    with Server() as server:
        first, head = stream(server)
        second, _ = stream(server)
        eq(head["Content-Type"], "text/event-stream")
        eq(head["Content-Length"], None)
        eq(head["Content-Encoding"], None)
        eq(head["Connection"], "close")
        eq(head["Cache-Control"], "no-cache")
        eq(publish(server, b"data: 1\n\n"), 2)
        eq(publish(server, b"data: 2\n\n"), 2)
        for reader in (first, second):
            expect(reader, b"data: 1\n\ndata: 2\n\n")
        # What a reader sends is no business of ours.
        first.s.sendall(request("GET", "/"))
        eq(publish(server, b"data: 3\n\n"), 2)
        expect(first, b"data: 3\n\n")
        first.s.close()
        until(lambda: publish(server, b"x") == 1, "a reader who left stays")
        second.s.close()


def test_a_stream_ends_from_our_side():
    with Server() as server:
        reader, _ = stream(server)
        eq(publish(server, b"end"), 1)
        expect(reader, b"end")
        assert reader.at_end()
        eq(publish(server, b"more"), 0)
        reader.s.close()


def test_head_of_a_stream():
    with Server() as server, server.connect() as s:
        s.sendall(request("HEAD", "/stream"))
        reader = Reader(s)
        eq(reader.reply(head_only=True)["Content-Type"], "text/event-stream")
        assert reader.at_end()
        eq(publish(server, b"x"), 0)


def test_a_stream_outlives_the_deadline_of_requests():
    with Server(request_ms=200, body_ms=200, idle_ms=200) as server:
        reader, _ = stream(server)
        time.sleep(0.6)
        eq(publish(server, b"data: late\n\n"), 1)
        expect(reader, b"data: late\n\n")
        reader.s.close()


def test_a_reader_who_stalls_is_cut_off():
    with Server() as server:
        stalled, _ = stream(server)
        healthy, _ = stream(server)
        got = []

        def read():
            got.append(len(healthy.data))
            while piece := healthy.s.recv(65536):
                got.append(len(piece))
        thread = threading.Thread(target=read)
        thread.start()
        piece, sent = b"x" * 50000, 0
        while publish(server, piece) == 2:
            sent += len(piece)
            assert sent < 200e6, "nobody cut the reader off"
            until(lambda: sum(got) >= sent, "the healthy one is behind")
        eq(publish(server, b"end"), 1)
        thread.join()
        assert sum(got) > sent
        stalled.s.close()


def test_a_reader_who_stops_reading_is_cut_off_in_time():
    with Server(body_ms=300) as server:
        stalled, _ = stream(server)
        # The sockets take the first ones; what they do not take is below
        # the limit of bytes, and waits for longer than the limit of time.
        for _ in range(100):
            if publish(server, b"x" * 200000) == 0:
                break
            time.sleep(0.5)
        eq(publish(server, b""), 0)
        stalled.s.close()


def test_a_drain_ends_streams():
    with Server() as server:
        reader, _ = stream(server)
        begun = time.monotonic()
        server.begin_stop()
        assert reader.at_end()
        reader.s.close()
        server.stop()
        assert time.monotonic() - begun < 5


harness.run(harness.tests_of(sys.modules[__name__]))
