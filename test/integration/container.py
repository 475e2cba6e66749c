#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One process that stands for a container: it goes into a cgroup, changes what it is told to, says
its PID in the ready file, and waits; five minutes at most.

The process that writes the maps of a user namespace stays outside of the cgroup.
"""

import argparse
import ctypes
import os
import resource
import signal
import subprocess
import sys
import time

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER = 0x10000000
PR_SET_NAME = 15
LIFETIME = 300


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cgroup", required=True)
    parser.add_argument("--ready", required=True)
    parser.add_argument("--root", help="chroot(2) into it")
    parser.add_argument("--uid", type=int)
    parser.add_argument("--name", help="the process's name, as hex digits")
    parser.add_argument("--user-namespace", metavar="MAP", help='such as "0 100000 1000"')
    parser.add_argument("--zombie", action="store_true", help="with a child that is one")
    parser.add_argument("--children", type=int, default=0, help="that only wait")
    parser.add_argument("--threads", type=int, default=0, help="beside the main one")
    parser.add_argument("--arguments", type=int, help="a child with so many bytes of them")
    parser.add_argument("--argument", help="a child with this one, as hex digits")
    parser.add_argument("--churn", action="store_true", help="fork children all the time")
    parser.add_argument("--die-first", action="store_true", help="a child outlives the main one")
    return parser.parse_args()


def check(result):
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def enter_cgroup(path):
    with open(os.path.join(path, "cgroup.procs"), "w", encoding="ascii") as file:
        file.write("0")


def enter_user_namespace(mapping):
    """Through a parent that writes the map and then only waits."""
    ask_read, ask_write = os.pipe()
    done_read, done_write = os.pipe()
    child = os.fork()
    if child != 0:
        os.read(ask_read, 1)
        with open(f"/proc/{child}/uid_map", "w", encoding="ascii") as file:
            file.write(mapping + "\n")
        os.write(done_write, b"x")
        os.waitpid(child, 0)
        os._exit(0)
    check(LIBC.unshare(CLONE_NEWUSER))
    os.write(ask_write, b"x")
    os.read(done_read, 1)


def wait():
    signal.alarm(LIFETIME)
    signal.pause()


def fork_waiting():
    child = os.fork()
    if child == 0:
        wait()
    return child


def make_zombie():
    if os.fork() == 0:
        os._exit(0)


def start_threads(count):
    import threading

    for _ in range(count):
        threading.Thread(target=time.sleep, args=(LIFETIME,), daemon=True).start()


def churn():
    """Children that end at once, with a grandchild or without, as fast as it goes."""
    end = time.monotonic() + LIFETIME
    while time.monotonic() < end:
        child = os.fork()
        if child == 0:
            os._exit(0 if os.fork() else 0)
        os.waitpid(child, 0)


def main():
    asked = options()
    if asked.user_namespace:
        enter_user_namespace(asked.user_namespace)
    ready = open(asked.ready + ".part", "w", encoding="ascii")
    host_pid = os.readlink("/proc/self")
    enter_cgroup(asked.cgroup)
    if asked.name:
        name = bytes.fromhex(asked.name)
        check(LIBC.prctl(PR_SET_NAME, name, 0, 0, 0))
    if asked.arguments:
        # Arguments may take a quarter of the stack (execve(2)).
        resource.setrlimit(resource.RLIMIT_STACK, (64 << 20, resource.RLIM_INFINITY))
        subprocess.Popen(["sleep", str(LIFETIME)] + ["0" * 1000] * (asked.arguments // 1000))
    if asked.argument:
        subprocess.Popen([b"sh", b"-c", b"sleep %d; :" % LIFETIME, bytes.fromhex(asked.argument)])
    start_threads(asked.threads)
    for _ in range(asked.children):
        fork_waiting()
    if asked.zombie:
        make_zombie()
        time.sleep(0.05)
    ready.write(host_pid)
    ready.close()
    if asked.die_first:
        fork_waiting()
    os.rename(asked.ready + ".part", asked.ready)
    if asked.root:
        os.chroot(asked.root)
    if asked.uid is not None:
        os.setresuid(asked.uid, asked.uid, asked.uid)
    if asked.churn:
        churn()
    wait()


if __name__ == "__main__":
    sys.exit(main())
