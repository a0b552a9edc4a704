#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Photos and signatures come in by tus 1.0, whatever happens on the way."""

import fcntl
import hashlib
import os
import random
import socket
import subprocess
import sys
import threading
import time
import uuid

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))

from blob_device import PIECE, Upload, b64, photo  # noqa: E402
from callout_test import (Daemon, World, case, equal,  # noqa: E402
                          main, wait_for)
from sync_device import Device, Peer, problem  # noqa: E402


def make_world():
    world = World(own_cluster=True, start=("mobile-sync",))
    world.blobs = os.path.join(world.folder, "blobs")
    world.device = Device(world)
    return world


def ready(world):
    wait_for(world.mobile_sync.ready, "mobile-sync is ready", 20)


def start(world, *options):
    world.mobile_sync = Daemon(world, "mobile-sync", options)
    ready(world)
    world.device.peer = Peer(world.mobile_sync.port)


def restart(world, kill=False):
    if kill:
        world.mobile_sync.process.kill()
        world.mobile_sync.process.wait()
    else:
        world.mobile_sync.stop()
    start(world)


def whole(world, upload):
    """Where the file of a finished upload lies."""
    return os.path.join(world.blobs, upload.uid[:2], upload.uid)


def part(world, upload):
    return os.path.join(world.blobs, "incoming", upload.uid + ".part")


def content(path):
    with open(path, "rb") as file:
        return file.read()


def rule(answer, status):
    return problem(answer, status)["errors"][0]["rule"]


# --- what it says -----------------------------------------------------------

@case
def options_tell_what_the_server_can(world):
    for path in ("/blob", f"/blob/{uuid.uuid4()}"):
        answer = world.device.peer.ask("OPTIONS", path)
        equal(answer.status, 204)
        equal(answer.header("Tus-Version"), "1.0.0")
        equal(answer.header("Tus-Resumable"), "1.0.0")
        equal(answer.header("Tus-Max-Size"), "26214400")
        equal(answer.header("Tus-Checksum-Algorithm"), "sha1,sha256")
        equal(answer.header("Tus-Extension"), "creation,creation-with-upload,"
              "checksum,expiration,termination")


@case
def an_upload_goes_piece_by_piece_and_can_be_read(world):
    for kind in ("image/jpeg", "image/png", "image/webp", "image/heic"):
        upload = Upload(world.device, photo(2500000, kind), kind)
        answer = upload.begin()
        equal(answer.status, 201, answer)
        equal(answer.header("Location"), upload.path)
        equal(answer.header("Tus-Resumable"), "1.0.0")
        equal(answer.header("Upload-Offset"), "0")
        equal(answer.header("Upload-Expires"), "Mon, 30 Nov 2026"
              + answer.header("Upload-Expires")[16:])
        equal(upload.fetch().status, 404)
        answer = upload.patch(0)
        equal((answer.status, answer.header("Upload-Offset")),
              (204, str(PIECE)))
        head = upload.head()
        equal((head.status, head.header("Upload-Offset"),
               head.header("Upload-Length"), head.header("Cache-Control")),
              (200, str(PIECE), "2500000", "no-store"))
        equal(head.header("Upload-Metadata").split(",")[0],
              "id " + b64(upload.uid))
        equal(upload.finish(), 2)
        equal(upload.offset(), 2500000)
        answer = upload.fetch()
        equal((answer.status, answer.header("Content-Type")), (200, kind))
        equal(answer.body == upload.content, True)
        equal(answer.header("X-Content-Type-Options"), "nosniff")
        equal(answer.header("Content-Security-Policy"),
              "sandbox; default-src 'none'")
        equal(upload.fetch(If_None_Match=answer.header("ETag")).status, 304)
        equal(content(whole(world, upload)) == upload.content, True)
        equal(os.path.exists(part(world, upload)), False)
        # Nothing more can be added, but asked for.
        equal(upload.patch(2500000, b"").status, 204)
        equal(rule(upload.patch(2500000, b"x"), 413), "length")
        equal(upload.begin().header("Upload-Offset"), "2500000")


@case
def a_small_one_goes_in_one_request(world):
    upload = Upload(world.device, photo(20000, "image/png"), "image/png")
    answer = upload.begin(upload.content)
    equal((answer.status, answer.header("Upload-Offset"),
           answer.header("Location")), (201, "20000", upload.path))
    equal(upload.fetch().body == upload.content, True)
    # A lost answer: the same again.
    answer = upload.begin(upload.content)
    equal((answer.status, answer.header("Upload-Offset")), (201, "20000"))
    # The first piece of a large one.
    upload = Upload(world.device, photo(2 * PIECE))
    answer = upload.begin(upload.content[:1000])
    equal((answer.status, answer.header("Upload-Offset")), (201, "1000"))
    equal(upload.finish(), 3 - 1)
    equal(upload.fetch().body == upload.content, True)


@case
def what_is_wrong_is_refused_with_words(world):
    device = world.device
    good = Upload(device, photo(5000))
    for what, status, wanted, headers in (
            ("no version", 412, "tus_version", {"Tus_Resumable": None}),
            ("old version", 412, "tus_version", {"Tus_Resumable": "0.2.2"}),
            ("no length", 400, "required", {"Upload_Length": None}),
            ("a bad length", 400, "format", {"Upload_Length": "12x"}),
            ("a negative one", 400, "format", {"Upload_Length": "-1"}),
            ("nothing", 400, "range", {"Upload_Length": "0"}),
            ("too much", 413, "range", {"Upload_Length": "26214401"}),
            ("no metadata", 400, "required", {"Upload_Metadata": None}),
            ("no id", 400, "required",
             {"Upload_Metadata": good.metadata().split(",", 1)[1]}),
            ("a bad id", 400, "format",
             {"Upload_Metadata": good.metadata().replace(
                 b64(good.uid), b64("../../x"))}),
            ("bad base64", 400, "format",
             {"Upload_Metadata": good.metadata().replace(
                 b64(good.uid), "***")}),
            ("a key twice", 400, "duplicate",
             {"Upload_Metadata": good.metadata() + ",id " + b64("x")}),
            ("a bad sha256", 400, "format",
             {"Upload_Metadata": good.metadata().replace(
                 b64(good.sha256), b64("00"))}),
            ("a type that is no photo", 415, "type",
             {"Upload_Metadata": good.metadata().replace(
                 b64("image/jpeg"), b64("text/html"))}),
            ("no token", 401, None, {"Authorization": None}),
            ("a bad token", 401, "unknown_token",
             {"Authorization": "Bearer cdt_x"})):
        answer = good.begin(**headers)
        body = problem(answer, status)
        if wanted:
            equal(body["errors"][0]["rule"], wanted, what)
        equal(answer.header("Tus-Resumable"), "1.0.0")
        if status == 412:
            equal(answer.header("Tus-Version"), "1.0.0")
    equal(good.head().status, 404)
    equal(good.begin().status, 201)
    problem(good.patch(0, Content_Type="image/jpeg"), 415)
    problem(good.patch(0, Upload_Offset=None), 400)
    problem(good.patch(0, Upload_Offset="x"), 400)
    equal(rule(good.patch(0, Tus_Resumable="2.0.0"), 412), "tus_version")
    equal(rule(good.patch(0, Upload_Checksum="md5 AAAA"), 400), "format")
    equal(rule(good.patch(0, Upload_Checksum="sha256 AAAA"), 400), "format")
    equal(rule(good.patch(0, photo(5001)), 413), "length")
    equal(good.offset(), 0)
    other = Upload(device, photo(6000), uid=good.uid)
    equal(rule(other.begin(), 409), "uid_used")
    for path in ("/blob/1", "/blob/" + good.uid.upper(),
                 f"/blob/{uuid.uuid4()}"):
        for method in ("HEAD", "PATCH", "DELETE", "GET"):
            answer = good.ask(method, path, b"" if method == "PATCH" else None,
                              Upload_Offset="0", Content_Type="application/"
                              "offset+octet-stream")
            equal(answer.status, 404, (method, path))
    equal(os.listdir(os.path.join(world.blobs, "incoming")), [])


@case
def a_piece_has_a_megabyte_at_most(world):
    upload = Upload(world.device, photo(3 * PIECE))
    equal(upload.begin().status, 201)
    head = (f"PATCH {upload.path} HTTP/1.1\r\nHost: x\r\nAuthorization: "
            f"Bearer {world.device.token}\r\nTus-Resumable: 1.0.0\r\n"
            "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream"
            f"\r\nContent-Length: {PIECE + 1}\r\n\r\n").encode()
    with socket.create_connection(("127.0.0.1", world.mobile_sync.port)) as s:
        s.sendall(head)
        equal(s.recv(1000).split(b"\r\n")[0],
              b"HTTP/1.1 413 Content Too Large")
    equal(upload.offset(), 0)


@case
def a_wrong_offset_is_409_and_says_the_right_one(world):
    upload = Upload(world.device, photo(300000))
    equal(upload.begin().status, 201)
    equal(upload.patch(0, size=100000).status, 204)
    for offset in (0, 99999, 100001, 300000, 300001):
        answer = upload.patch(offset, b"x" * 10)
        equal(rule(answer, 409), "offset")
        equal(answer.header("Upload-Offset"), "100000")
    equal(upload.finish(), 1)
    equal(upload.fetch().body == upload.content, True)


@case
def a_damaged_piece_is_460_and_moves_nothing(world):
    upload = Upload(world.device, photo(300000))
    equal(upload.begin().status, 201)
    piece = upload.content[:100000]
    for name in ("sha1", "sha256"):
        wrong = f"{name} {b64(hashlib.new(name, b'x').digest())}"
        answer = upload.patch(0, piece, Upload_Checksum=wrong)
        equal(rule(answer, 460), "checksum")
        equal(upload.offset(), 0)
    digest = b64(hashlib.sha256(piece).digest())
    equal(upload.patch(0, piece, Upload_Checksum=f"sha256 {digest}").status,
          204)
    piece = upload.content[100000:]
    digest = b64(hashlib.sha1(piece).digest())
    equal(upload.patch(100000, piece, Upload_Checksum=f"sha1 {digest}").status,
          204)
    equal(upload.fetch().body == upload.content, True)


@case
def the_wrong_whole_is_460_and_begins_anew(world):
    right = photo(300000)
    upload = Upload(world.device, right[:-1] + b"\0" if right[-1] else
                    right[:-1] + b"\1",
                    sha256=hashlib.sha256(right).hexdigest())
    equal(upload.begin().status, 201)
    equal(upload.patch(0, size=200000).status, 204)
    answer = upload.patch(200000)
    equal(rule(answer, 460), "sha256")
    equal(answer.header("Upload-Offset"), "0")
    equal(os.path.exists(whole(world, upload)), False)
    upload.content = right
    equal(upload.finish(), 1)
    equal(upload.fetch().body == right, True)


@case
def bytes_that_are_no_photo_are_415(world):
    page = b"<html><script>alert(1)</script>" + b" " * 300000
    upload = Upload(world.device, page)
    equal(upload.begin().status, 201)
    equal(rule(upload.patch(0), 415), "type")
    equal(upload.offset(), 0)
    # So little that only the whole can be looked at.
    for size in (10, 100):
        equal(upload.offset(), 0)
    small = Upload(world.device, b"GIF89a" + b"x" * 20)
    equal(rule(small.begin(small.content), 415), "type")
    equal(small.offset(), 0)
    # A photo of another kind than was said.
    upload = Upload(world.device, photo(3000, "image/png"), "image/webp")
    equal(upload.begin().status, 201)
    equal(rule(upload.patch(0), 415), "type")


@case
def an_expired_one_is_410_and_can_begin_anew(world):
    upload = Upload(world.device, photo(300000))
    equal(upload.begin().status, 201)
    equal(upload.patch(0, size=100000).status, 204)
    world.database.run("UPDATE blob SET expires_at = app_now() - interval "
                       f"'1 second' WHERE uid = '{upload.uid}';")
    equal(upload.head().status, 410)
    equal(rule(upload.patch(100000), 410), "upload_expired")
    restart(world)      # its chore begins a second later
    wait_for(lambda: not os.path.exists(part(world, upload)), "the file goes")
    wait_for(lambda: world.database.one(
        f"SELECT state FROM blob WHERE uid = '{upload.uid}';") == "gone",
        "and the row says so")
    equal(upload.head().status, 410)
    equal(upload.send(), 1)
    equal(upload.fetch().body == upload.content, True)


@case
def what_is_taken_back_goes(world):
    upload = Upload(world.device, photo(300000))
    equal(upload.begin().status, 201)
    equal(upload.patch(0, size=100000).status, 204)
    equal(upload.drop().status, 204)
    equal(upload.drop().status, 410)
    equal(upload.head().status, 410)
    equal(upload.patch(100000).status, 410)
    orphan = Upload(world.device, photo(3000))
    kept = Upload(world.device, photo(3000))
    for one in (orphan, kept):
        equal(one.send(), 1)
    world.database.run("UPDATE blob SET stored_at = app_now() - interval "
                       f"'15 days' WHERE uid = '{orphan.uid}';"
                       # The next daemon's clock begins where this one's did.
                       "UPDATE blob SET removed_at = removed_at - interval "
                       f"'1 hour' WHERE uid = '{upload.uid}';")
    restart(world)
    wait_for(lambda: not os.path.exists(part(world, upload))
             and not os.path.exists(whole(world, orphan)), "the files go")
    equal(orphan.head().status, 410)
    equal(kept.fetch().body == kept.content, True)


@case
def another_technician_sees_nothing(world):
    upload = Upload(world.device, photo(300000))
    equal(upload.begin().status, 201)
    equal(upload.patch(0, size=100000).status, 204)
    bob = Upload(Device(world, technician=2), upload.content, uid=upload.uid)
    equal(bob.head().status, 404)
    problem(bob.patch(100000), 404)
    problem(bob.drop(), 404)
    problem(bob.begin(), 409)
    upload.finish()
    problem(bob.fetch(), 404)
    # Her other phone goes on.
    again = Upload(Device(world, name="tablet"), upload.content,
                   uid=upload.uid)
    equal(again.offset(), 300000)
    equal(again.fetch().body == upload.content, True)


# --- what happens on the way ------------------------------------------------

@case
def two_pieces_at_once_are_one(world):
    upload = Upload(world.device, photo(PIECE))
    equal(upload.begin().status, 201)
    equal(upload.patch(0, size=1000).status, 204)
    # Somebody (another process, too) has the file's lock.
    with open(part(world, upload), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        equal(rule(upload.patch(1000), 423), "upload_busy")
        equal(upload.offset(), 1000)
    for _ in range(10):
        answers = []
        uploads = [Upload(Device.__new__(Device), upload.content,
                          uid=upload.uid) for _ in range(4)]
        for one in uploads:
            one.device.peer = Peer(world.mobile_sync.port)
            one.device.token = world.device.token
        at = upload.offset()
        threads = [threading.Thread(target=lambda one=one: answers.append(
            one.patch(at, size=50000).status)) for one in uploads]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal(answers.count(204), 1, answers)
        equal(set(answers) <= {204, 409, 423}, True, answers)
        equal(upload.offset(), at + 50000)
    upload.finish()
    equal(upload.fetch().body == upload.content, True)


@case
def cut_a_hundred_times_it_resends_a_megabyte_each_time(world):
    upload = Upload(world.device, photo(25 * 1024 * 1024))
    equal(upload.begin().status, 201)
    dice = random.Random(5)
    head = (f"PATCH {upload.path} HTTP/1.1\r\nHost: x\r\nAuthorization: "
            f"Bearer {world.device.token}\r\nTus-Resumable: 1.0.0\r\n"
            "Content-Type: application/offset+octet-stream\r\n")
    total, worst, at = len(upload.content), 0, 0
    sent_bytes = 0
    for cut in range(100):
        until = total * (cut + 1) // 101    # evenly: all are within it
        while True:
            piece = upload.content[at:at + PIECE]
            with socket.create_connection(
                    ("127.0.0.1", world.mobile_sync.port)) as s:
                s.sendall(f"{head}Upload-Offset: {at}\r\nContent-Length: "
                          f"{len(piece)}\r\n\r\n".encode())
                if at + len(piece) > until:
                    part_of = dice.randrange(len(piece))
                    s.sendall(piece[:part_of])
                    sent = at + part_of
                    sent_bytes += part_of
                    break
                s.sendall(piece)
                sent_bytes += len(piece)
                equal(b" 204 " in s.recv(1000), True)
            at += len(piece)
        # The connection is gone: where do we stand?
        at = upload.offset()
        worst = max(worst, sent - at)
    upload.finish(at)
    sent_bytes += total - at
    equal(worst <= PIECE, True, worst)
    print(f"# 100 cuts: {worst} bytes sent again at most each time, "
          f"{sent_bytes / total:.2f} of the photo in all")
    answer = upload.fetch()
    equal(hashlib.sha256(answer.body).hexdigest(), upload.sha256)


@case
def a_killed_daemon_goes_on_where_it_was(world):
    upload = Upload(world.device, photo(12 * 1000000))
    equal(upload.begin().status, 201)
    known = 0
    for turn in range(8):
        at = upload.offset()
        equal(at >= known, True, (at, known))   # what was said stays
        piece = upload.content[at:at + 1000000]
        with socket.create_connection(
                ("127.0.0.1", world.mobile_sync.port)) as s:
            s.sendall((f"PATCH {upload.path} HTTP/1.1\r\nHost: x\r\n"
                       f"Authorization: Bearer {world.device.token}\r\n"
                       f"Tus-Resumable: 1.0.0\r\nUpload-Offset: {at}\r\n"
                       "Content-Type: application/offset+octet-stream\r\n"
                       f"Content-Length: {len(piece)}\r\n\r\n").encode()
                      + piece)
            s.settimeout(turn * 0.004 + 0.001)  # each time elsewhere
            try:
                known = at + (len(piece) if b" 204 " in s.recv(1000) else 0)
            except OSError:
                known = at
            restart(world, kill=True)
        equal(upload.offset() in (at, at + len(piece)), True)
    upload.finish()
    equal(upload.fetch().body == upload.content, True)


@case
def a_crash_between_file_and_row_is_mended(world):
    upload = Upload(world.device, photo(200000))
    equal(upload.begin().status, 201)
    equal(upload.patch(0, size=100000).status, 204)
    # As if the last piece had been written and put in its place, but not
    # told to the row.
    os.makedirs(os.path.dirname(whole(world, upload)), exist_ok=True)
    with open(part(world, upload), "r+b") as file:
        file.write(upload.content)
    os.rename(part(world, upload), whole(world, upload))
    problem(upload.fetch(), 404)
    equal(upload.offset(), 100000)
    equal(upload.finish(), 1)
    equal(upload.fetch().body == upload.content, True)
    # What a crash left behind the offset is written over.
    upload = Upload(world.device, photo(200000))
    equal(upload.begin().status, 201)
    equal(upload.patch(0, size=100000).status, 204)
    with open(part(world, upload), "ab") as file:
        file.write(b"left over" * 50000)
    upload.finish()
    equal(content(whole(world, upload)) == upload.content, True)


@case
def a_lost_file_begins_anew(world):
    upload = Upload(world.device, photo(200000))
    equal(upload.begin().status, 201)
    equal(upload.patch(0, size=100000).status, 204)
    os.remove(part(world, upload))
    answer = upload.patch(100000)
    equal(rule(answer, 409), "upload_lost")
    equal(answer.header("Upload-Offset"), "0")
    equal(upload.finish(), 1)
    equal(upload.fetch().body == upload.content, True)
    # A whole one that is lost is not there.
    os.remove(whole(world, upload))
    problem(upload.fetch(), 404)


def limit_files(world, size):
    subprocess.run(["prlimit", f"--fsize={size}:unlimited", "--pid",
                    str(world.mobile_sync.process.pid)], check=True)


@case
def a_full_disk_says_so_and_keeps_what_there_is(world):
    upload = Upload(world.device, photo(3 * PIECE))
    equal(upload.begin().status, 201)
    equal(upload.patch(0).status, 204)
    limit_files(world, PIECE + 500000)
    try:
        for _ in range(2):
            answer = upload.patch(PIECE)
            equal(rule(answer, 503), "disk_full")
            equal(int(answer.header("Retry-After")) > 0, True)
            equal(upload.offset(), PIECE)
        equal(world.mobile_sync.ready(), True)
    finally:
        limit_files(world, "unlimited")
    equal(upload.finish(), 2)
    equal(upload.fetch().body == upload.content, True)


@case
def a_disk_that_refuses_is_503(world):
    upload = Upload(world.device, photo(200000))
    equal(upload.begin().status, 201)
    # A folder in the place of the file: open() fails for every user.
    os.mkdir(part(world, upload))
    equal(rule(upload.patch(0), 503), "disk")
    os.rmdir(part(world, upload))
    equal(upload.finish(), 1)


@case
def without_the_database_it_goes_on_later(world):
    upload = Upload(world.device, photo(3 * PIECE))
    equal(upload.begin().status, 201)
    equal(upload.patch(0).status, 204)
    world.cluster.stop_server(immediate=True)
    try:
        problem(upload.patch(PIECE), 503)
    finally:
        world.cluster.start_server()
    ready(world)
    equal(upload.offset(), PIECE)
    equal(upload.finish(), 2)
    equal(upload.fetch().body == upload.content, True)


@case
def many_at_once_are_all_right(world):
    uploads = []
    for number in range(16):
        device = Device.__new__(Device)
        device.peer = Peer(world.mobile_sync.port)
        device.token = world.device.token
        uploads.append(Upload(device, photo(700000 + number)))
    failed = []

    def send(upload):
        try:
            upload.send(100000)
            equal(upload.fetch().body == upload.content, True)
        except Exception as error:  # pylint: disable=broad-except
            failed.append(error)

    threads = [threading.Thread(target=send, args=(one,)) for one in uploads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(failed, [])


@case
def the_usual_client_works(world):
    try:
        from tusclient import client  # pylint: disable=import-outside-toplevel
    except ImportError:
        print("# python3-tuspy is not installed")
        return
    upload = Upload(world.device, photo(2500000))
    path = os.path.join(world.folder, "photo.jpg")
    with open(path, "wb") as file:
        file.write(upload.content)
    tus = client.TusClient(
        f"http://127.0.0.1:{world.mobile_sync.port}/blob",
        headers={"Authorization": f"Bearer {world.device.token}"})
    metadata = {"id": upload.uid, "sha256": upload.sha256, "type": upload.kind}
    first = tus.uploader(path, chunk_size=PIECE, metadata=metadata)
    first.upload_chunk()
    second = tus.uploader(path, chunk_size=1000000, url=first.url,
                          upload_checksum=True)
    equal(second.offset, PIECE)
    second.upload()
    equal(upload.fetch().body == upload.content, True)


@case
def a_daemon_without_a_directory_takes_none(world):
    world.mobile_sync.stop()
    start(world, "--blob-dir=")
    upload = Upload(world.device, photo(3000))
    equal(rule(upload.begin(), 503), "uploads_off")
    equal(rule(upload.fetch(), 503), "uploads_off")
    world.mobile_sync.stop()
    file = os.path.join(world.folder, "no_folder")
    with open(file, "w", encoding="ascii"):
        pass
    for wrong in (file, "/proc/nothing/here"):
        try:
            Daemon(world, "mobile-sync", [f"--blob-dir={wrong}"])
        except AssertionError as error:
            equal("blob dir" in str(error), True, error)
        else:
            raise AssertionError("it started")
        world.daemons.pop()
    start(world)
    before = time.monotonic()
    equal(upload.send(), 1)
    equal(time.monotonic() - before < 5, True)


main(make_world)
