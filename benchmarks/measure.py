"""Runs one command and prints what it cost as a JSON line.

Usage: measure.py STDOUT_FILE TIMEOUT_SECONDS COMMAND [ARG...]

Wall seconds come from a monotonic clock. CPU seconds and peak memory are those of every process that
the command started, also of those that it left behind: they become children of this one, which waits
for them. `othersCores` is how many processors all else on the machine kept busy in the meantime.
Node can do none of this, hence Python.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
IDLE_FIELDS = (3, 4)  # idle, iowait; guest time is part of user time


def busy_seconds() -> float:
    with open("/proc/stat", encoding="ascii") as stat:
        fields = [int(field) for field in stat.readline().split()[1:9]]
    return sum(t for i, t in enumerate(fields) if i not in IDLE_FIELDS) / os.sysconf("SC_CLK_TCK")


def children_usage() -> tuple[float, float]:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def own_children() -> list[int]:
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as children:
        return [int(pid) for pid in children.read().split()]


def main() -> None:
    stdout_file, timeout, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    out = os.open(stdout_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    null = os.open(os.devnull, os.O_RDONLY)
    timed_out = False

    # Not 0 if a wrapper of python3 had children before it became this process.
    cpu_before, _ = children_usage()
    busy, started = busy_seconds(), time.monotonic()
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, out, 1)],
    )

    def end(*_: object) -> None:
        nonlocal timed_out
        timed_out = True
        for child in own_children():
            os.kill(child, signal.SIGKILL)
        signal.setitimer(signal.ITIMER_REAL, 0.2)  # whatever those had started is ours now

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, timeout)
    _, status = os.waitpid(pid, 0)
    wall = time.monotonic() - started
    try:
        while True:
            os.wait()
    except ChildProcessError:
        signal.setitimer(signal.ITIMER_REAL, 0)

    cpu_after, peak = children_usage()
    cpu = cpu_after - cpu_before
    others = (busy_seconds() - busy - cpu) / (time.monotonic() - started)
    print(
        json.dumps(
            {
                "wallSeconds": wall,
                "cpuSeconds": cpu,
                "peakMiB": peak,
                "othersCores": max(0.0, others),
                "exitCode": os.waitstatus_to_exitcode(status),
                "timedOut": timed_out,
            }
        )
    )


if __name__ == "__main__":
    main()
