# SPDX-License-Identifier: MIT
"""The network between a device and mobile-sync, as bad as the plan says."""

import collections
import threading
import time

from device_client import Proxy


class Network(Proxy):
    """`faults` are taken one for each request; without any it is a good
    network. What happened is counted by name."""

    def __init__(self, port, counts, lock):
        self.faults = []
        self.held = []          # requests that come later than they were sent
        self.kept = []          # those that come in another turn
        self.counts, self.lock = counts, lock
        self.statuses = collections.Counter()
        self.wrong = []         # answers that no device should ever get
        super().__init__(port)

    def count(self, name, more=1):
        with self.lock:
            self.counts[name] += more

    def begin(self, faults):
        self.faults = list(faults)
        self.held += self.kept
        self.kept = []

    def answer(self, peer, request):
        fault = self.faults.pop(0) if self.faults else None
        kind = fault.kind if fault else ""
        self.count("requests")
        other = None
        if self.held and fault and fault.release < 0.6 and kind != "late":
            other = threading.Thread(target=self.release)
            other.start()
        if fault and fault.pause_ms and kind != "late":
            time.sleep(fault.pause_ms / 1000)
        try:
            self.deal(peer, request, fault, kind)
        finally:
            if other:
                other.join()
        if self.held and kind != "late" and (not fault
                                             or fault.release < 0.9):
            self.release()

    def deal(self, peer, request, fault, kind):
        if kind == "lost":
            self.count("lost requests")
        elif kind == "half" and request["body"]:
            self.count("lost requests")
            self.forward(request, len(request["body"]) // 2)
        elif kind == "late":
            self.count("reordered")
            (self.held if fault.where < 0.4 else self.kept).append(request)
        elif kind == "noack":
            self.count("lost answers")
            self.pass_on(request)
        elif kind == "cut":
            self.count("cut answers")
            data = self.pass_on(request)
            peer.sendall(data[:int(len(data) * fault.where)])
        elif kind == "twice":
            self.count("duplicated")
            peer.sendall(self.twice(request, fault.where < 0.5))
        else:
            if kind == "slow":
                time.sleep(0.2)
            peer.sendall(self.pass_on(request))

    def twice(self, request, first):
        """At the same time, on two connections; the answer of one."""
        got = {}

        def other():
            try:
                got["other"] = self.pass_on(request)
            except OSError:
                pass    # the server was killed meanwhile
        thread = threading.Thread(target=other)
        thread.start()
        data = b""
        try:
            data = self.pass_on(request)
        finally:
            thread.join()
        return data if first else got.get("other", data)

    def release(self):
        """What was held back arrives, its senders gone long ago."""
        held, self.held = self.held, []
        for request in held:
            try:
                self.pass_on(request)
            except OSError:
                pass

    def pass_on(self, request):
        data = self.forward(request)
        status = data[9:12].decode("ascii", "replace")
        with self.lock:
            self.statuses[status] += 1
            if status in ("400", "413", "415", "500") \
                    or b'"seq_reused"' in data:
                self.wrong.append((request["method"], request["path"],
                                   data[:600].decode("utf-8", "replace")))
        return data
