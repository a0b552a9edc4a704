# SPDX-License-Identifier: MIT
"""Uploads of a device (sync_device.Device) by tus 1.0, for the tests."""

import base64
import hashlib
import os
import uuid

from callout_test import equal

PIECE = 1024 * 1024
HEADS = {
    "image/jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "image/heic": b"\0\0\0\x18ftypheic\0\0\0\0",
}


def b64(value):
    if isinstance(value, str):
        value = value.encode()
    return base64.b64encode(value).decode()


def photo(size, kind="image/jpeg"):
    """Bytes that begin as a photo does."""
    return HEADS[kind] + os.urandom(size - len(HEADS[kind]))


class Upload:
    """One blob of a device; each method is one request."""

    def __init__(self, device, content, kind="image/jpeg", uid=None,
                 sha256=None):
        self.device, self.content, self.kind = device, content, kind
        self.uid = str(uid or uuid.uuid4())
        self.sha256 = sha256 or hashlib.sha256(content).hexdigest()
        self.path = f"/blob/{self.uid}"

    def metadata(self):
        return (f"id {b64(self.uid)},sha256 {b64(self.sha256)},"
                f"type {b64(self.kind)},filename {b64('a.jpg')}")

    def ask(self, method, path, body=None, **headers):
        headers.setdefault("Tus_Resumable", "1.0.0")
        headers.setdefault("Authorization", f"Bearer {self.device.token}")
        return self.device.peer.ask(method, path, body, **headers)

    def begin(self, body=None, **headers):
        headers.setdefault("Upload_Length", str(len(self.content)))
        headers.setdefault("Upload_Metadata", self.metadata())
        if body is not None:
            headers.setdefault("Content_Type",
                               "application/offset+octet-stream")
        return self.ask("POST", "/blob", body, **headers)

    def head(self, **headers):
        return self.ask("HEAD", self.path, **headers)

    def offset(self):
        answer = self.head()
        equal(answer.status, 200, answer)
        equal(answer.header("Upload-Length"), str(len(self.content)))
        return int(answer.header("Upload-Offset"))

    def patch(self, offset, body=None, size=PIECE, **headers):
        if body is None:
            body = self.content[offset:offset + size]
        headers.setdefault("Content_Type", "application/offset+octet-stream")
        headers.setdefault("Upload_Offset", str(offset))
        return self.ask("PATCH", self.path, body, **headers)

    def drop(self):
        return self.ask("DELETE", self.path)

    def fetch(self, **headers):
        return self.ask("GET", self.path, Tus_Resumable=None, **headers)

    def finish(self, offset=None, size=PIECE):
        """The pieces from where it stands; the number of them."""
        at = self.offset() if offset is None else offset
        pieces = 0
        while at < len(self.content):
            answer = self.patch(at, size=size)
            equal(answer.status, 204, answer)
            at = int(answer.header("Upload-Offset"))
            pieces += 1
        return pieces

    def send(self, size=PIECE):
        equal(self.begin().status, 201)
        return self.finish(0, size)
