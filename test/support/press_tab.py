#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""press_tab.py LINE COMMAND…: what an interactive shell makes of LINE when Tab is pressed behind it.

Starts the shell (COMMAND…, whose prompt has to end with "READY> ") on a terminal of its own, types
LINE, Tab and a mark, and prints the line that stands there, with "|" at its end. With --list, Tab is
pressed twice and everything that was shown is printed.
"""

import os
import pty
import re
import select
import sys
import time

LIMIT_SECONDS = 30
QUIET_SECONDS = 0.15
ECHO_SECONDS = 3
CONTROLS = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\x07|\r")


def read_until(fd, expected):
    """What comes until that has come, and then nothing more for a while."""
    text = b""
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        if select.select([fd], [], [], QUIET_SECONDS)[0]:
            text += os.read(fd, 65536)
        elif expected in text:
            return text
    sys.exit(f"press_tab.py: the shell did not go on after {text!r}")


def type_line(fd, line):
    """Types the line, and gives what the shell shows of it. What comes while a shell takes the
    terminal over for its line editor is thrown away: then nothing is shown, and it is typed again.
    """
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        os.write(fd, line)
        text = b""
        while select.select([fd], [], [], ECHO_SECONDS if not CONTROLS.sub(b"", text)
                            else QUIET_SECONDS)[0]:
            text += os.read(fd, 65536)
        if CONTROLS.sub(b"", text):
            return text
    sys.exit("press_tab.py: the shell shows nothing of what is typed")


def main():
    listing = sys.argv[1] == "--list"
    line, *command = sys.argv[1 + listing:]
    child, fd = pty.fork()
    if child == 0:
        os.environ["TERM"] = "dumb"
        os.execvp(command[0], command)
    read_until(fd, b"READY> ")
    # What is typed waits until the shell is done with the Tab before it. But no list is shown to
    # somebody who types on.
    shown = type_line(fd, line.encode())
    os.write(fd, b"\t")
    if listing:
        shown += read_until(fd, b"")
        os.write(fd, b"\t")
        shown += read_until(fd, b"")
    os.write(fd, b"MARK")
    shown += read_until(fd, b"MARK")
    os.close(fd)
    os.waitpid(child, 0)
    text = CONTROLS.sub(b"", shown).decode(errors="replace")
    # Backspaces, as a terminal shows them.
    while "\b" in text:
        text = re.sub("[^\b]\b|^\b", "", text, count=1)
    text = text.split("MARK")[0]
    print(text if listing else text.split("READY> ")[-1].rstrip("\n") + "|")


main()
