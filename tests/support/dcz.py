# SPDX-License-Identifier: MIT
"""RFC 9842's "dcz" for the tests: zstd with a dictionary, by libzstd."""

import base64
import ctypes
import hashlib

MAGIC = bytes.fromhex("5e2a4d1820000000")


def available(dictionary):
    """The value of the field Available-Dictionary."""
    digest = base64.b64encode(hashlib.sha256(dictionary).digest()).decode()
    return f":{digest}:"


def inflate(body, dictionary, most=1 << 24):
    zstd = ctypes.CDLL("libzstd.so.1")
    zstd.ZSTD_createDCtx.restype = ctypes.c_void_p
    zstd.ZSTD_decompress_usingDict.restype = ctypes.c_size_t
    zstd.ZSTD_decompress_usingDict.argtypes = [
        ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p,
        ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    zstd.ZSTD_freeDCtx.argtypes = [ctypes.c_void_p]
    head, frame = body[:40], body[40:]
    if head != MAGIC + hashlib.sha256(dictionary).digest():
        raise AssertionError(f"no dcz of this dictionary: {head.hex()}")
    out = ctypes.create_string_buffer(most)
    context = zstd.ZSTD_createDCtx()
    size = zstd.ZSTD_decompress_usingDict(context, out, most, frame,
                                          len(frame), dictionary,
                                          len(dictionary))
    zstd.ZSTD_freeDCtx(context)
    if size > most:
        raise AssertionError("libzstd refuses the frame")
    return out.raw[:size]
