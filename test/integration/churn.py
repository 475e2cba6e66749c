#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Containers that come and go while the agent is asked for them.

Usage: churn.py PORT CGROUPS SECONDS

In the folder CGROUPS of a cgroup hierarchy, containers of one or two processes start and end as fast
as it goes; every answer has to be right: the PID that was started for that ID, or an error. A container
that lives throughout, whose children come and go, has to be found every time. Prints the counts.
"""

import ctypes
import http.client
import json
import os
import signal
import sys
import threading
import time

STEADY = "f" * 64
LIBC = ctypes.CDLL(None)
CLONE_NEWPID = 0x20000000


def cgroup_of(root, container):
    path = os.path.join(root, "kubepods", "pod7032289f-3a4b-4c5d-8e9f-0a1b2c3d4e5f", container)
    os.makedirs(path, exist_ok=True)
    return path


def be_init(path, with_child):
    """PID 1 of its namespace, in the cgroup, with a child of its own in both or without."""
    with open(os.path.join(path, "cgroup.procs"), "w", encoding="ascii") as file:
        file.write("0")
    if with_child and os.fork() == 0:
        signal.alarm(60)
        signal.pause()
    signal.alarm(60)
    signal.pause()
    os._exit(0)


def start(path, with_child):
    """A container in a PID namespace of its own, as a runtime's shim starts it; the shim's PID and
    the container's."""
    told_read, told_write = os.pipe()
    shim = os.fork()
    if shim == 0:
        if LIBC.unshare(CLONE_NEWPID) != 0:
            os._exit(1)
        init = os.fork()
        if init == 0:
            be_init(path, with_child)
        os.write(told_write, str(init).encode())
        os.waitpid(init, 0)
        os._exit(0)
    os.close(told_write)
    init = int(os.read(told_read, 20))
    os.close(told_read)
    return shim, init


def start_steady(path):
    """A process whose children end as fast as it can make them."""
    pid = os.fork()
    if pid != 0:
        return pid
    with open(os.path.join(path, "cgroup.procs"), "w", encoding="ascii") as file:
        file.write("0")
    signal.alarm(120)
    while True:
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)


def end_all(path):
    """Of what is in the cgroup, which this program has started."""
    with open(os.path.join(path, "cgroup.procs"), encoding="ascii") as file:
        pids = [int(line) for line in file]
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class Asker(threading.Thread):
    """Asks for the containers of the moment over one connection, and judges each answer."""

    def __init__(self, port, state):
        super().__init__()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.state = state
        self.counts = {"answers": 0, "found": 0, "errors": 0}
        self.wrong = []

    def run(self):
        while not self.state["over"]:
            self.ask()

    def ask(self):
        current = self.state["current"]
        self.connection.request("GET", f"/v1/containers?id=docker://{STEADY}"
                                f"&id=docker://{current}&processes=true")
        reply = json.loads(self.connection.getresponse().read())
        found = {item["id"].split("/")[-1]: item for item in reply["items"]}
        self.counts["answers"] += 2
        self.counts["found"] += len(found)
        self.counts["errors"] += len(reply["errors"])
        if found.get(STEADY, {}).get("pid") != self.state["pids"][STEADY]:
            self.wrong.append(("steady", reply))
        if current in found:
            self.judge(current, found[current])
        elif reply["errors"][0]["code"] not in ("NotFound", "Gone"):
            self.wrong.append(("code", reply))

    def judge(self, current, item):
        deadline = time.monotonic() + 5
        while current not in self.state["pids"] and time.monotonic() < deadline:
            time.sleep(0.0005)  # it was asked for before the one who started it could note it
        if item["pid"] != self.state["pids"].get(current):
            self.wrong.append((self.state["pids"].get(current), item))


def main(arguments):
    port, root, seconds = int(arguments[0]), arguments[1], float(arguments[2])
    state = {"over": False, "current": STEADY, "pids": {}}
    steady = cgroup_of(root, STEADY)
    state["pids"][STEADY] = start_steady(steady)
    time.sleep(0.2)
    askers = [Asker(port, state) for _ in range(2)]
    for asker in askers:
        asker.start()
    containers = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end and not any(asker.wrong for asker in askers):
        container = f"{containers:064x}"
        containers += 1
        path = cgroup_of(root, container)
        state["current"] = container
        shim, init = start(path, containers % 2 == 0)
        state["pids"][container] = init
        time.sleep(0.005)
        os.kill(init, signal.SIGKILL)
        os.waitpid(shim, 0)
    state["over"] = True
    for asker in askers:
        asker.join()
    end_all(steady)
    counts = {key: sum(asker.counts[key] for asker in askers) for key in askers[0].counts}
    wrong = [text for asker in askers for text in asker.wrong]
    print(f"{containers} containers, {counts}, {len(wrong)} wrong")
    for text in wrong[:3]:
        print(json.dumps(text))
    return 1 if wrong or counts["found"] == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
