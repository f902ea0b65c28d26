"""Calls a program at a terminal of so many columns; prints the lines of its output that are wider.

    width.py COLUMNS PROGRAM ARGUMENT...      exit status 1 if any is
"""
import fcntl
import os
import pty
import re
import struct
import sys
import termios
import unicodedata

ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def width_of(text):
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)
    return wide


def output_of(columns, arguments):
    """What the program writes to a terminal; what it says beside goes nowhere."""
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.execv(arguments[0], arguments)
    data = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other end has gone
            part = b""
        if not part:
            break
        data += part
    _, status = os.waitpid(child, 0)
    return data.decode("utf-8", "replace"), os.waitstatus_to_exitcode(status)


def main():
    columns = int(sys.argv[1])
    text, status = output_of(columns, sys.argv[2:])
    lines = [ESCAPES.sub("", line) for line in text.replace("\r", "").split("\n")]
    # One word cannot be broken: an address, the name of a case.
    wide = [line for line in lines if width_of(line) > columns and " " in line.strip()]
    for line in wide[:5]:
        print(f"{width_of(line)} columns: {line}")
    if len(lines) < 3:
        print(f"only {len(lines)} lines, exit status {status}")
    sys.exit(1 if wide or len(lines) < 3 else 0)


if __name__ == "__main__":
    main()
