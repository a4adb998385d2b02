"""Runs one command and prints what it cost as a JSON line.

Usage: measure.py STDOUT_FILE COMMAND [ARG...]

Wall seconds come from a monotonic clock; CPU seconds and peak memory from wait4, so they include
every descendant that was waited for. Node has no wait4, hence Python.
"""

import json
import os
import sys
import time


def main() -> None:
    stdout_file, command = sys.argv[1], sys.argv[2:]
    out = os.open(stdout_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    null = os.open(os.devnull, os.O_RDONLY)
    started = time.monotonic()
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, out, 1)],
    )
    _, status, usage = os.wait4(pid, 0)
    print(
        json.dumps(
            {
                "wallSeconds": time.monotonic() - started,
                "cpuSeconds": usage.ru_utime + usage.ru_stime,
                "peakMiB": usage.ru_maxrss / 1024,
                "exitCode": os.waitstatus_to_exitcode(status),
            }
        )
    )


if __name__ == "__main__":
    main()
