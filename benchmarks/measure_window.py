"""Measures a stretch of a build that runs tasks one after another, and prints the cost of a task as a JSON line.

Usage: measure_window.py STDOUT_FILE FIRST_FILE LAST_FILE TASKS COMMAND [ARG...]

The stretch begins when FIRST_FILE appears, or with the command itself where that is empty, and ends when LAST_FILE does, TASKS tasks later; then the command is
interrupted. CPU seconds are those of the command and all its descendants within the stretch. What its threads and
living descendants took is known to the nanosecond, what ended ones took to the clock tick, so single runs scatter.
"""

import json
import os
import signal
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")
POLL_SECONDS = 0.0002
DEADLINE_SECONDS = 300


def read(path: str) -> str:
    with open(path, encoding="ascii") as file:
        return file.read()


def cpu_seconds(pid: int) -> float:
    """Of a process, of its descendants, and of those that they waited for."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
        own = sum(int(read(f"/proc/{pid}/task/{tid}/schedstat").split()[0]) for tid in threads) / 1e9
        ended = sum(int(field) for field in read(f"/proc/{pid}/stat").rpartition(")")[2].split()[13:15]) / TICKS
        children = " ".join(read(f"/proc/{pid}/task/{tid}/children") for tid in threads).split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # ended just now; its parent has it
    return own + ended + sum(cpu_seconds(int(child)) for child in children)


def busy_seconds() -> float:
    user, nice, system, _, _, irq, softirq, steal = map(int, read("/proc/stat").split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS


def resident_mib(pid: int) -> float:
    return int(read(f"/proc/{pid}/statm").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def peak_mib(pid: int) -> float:
    """The largest it ever was, in place of what it is."""
    [line] = [line for line in read(f"/proc/{pid}/status").splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


def wait_for(path: str, pid: int, until: float) -> None:
    while not os.path.exists(path):
        if time.monotonic() > until or os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            sys.exit(f"the command ended, or went on for {DEADLINE_SECONDS} s, without {path}")
        time.sleep(POLL_SECONDS)


def main() -> None:
    stdout_file, first, last, tasks, command = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5:]
    out = os.open(stdout_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    null = os.open(os.devnull, os.O_RDONLY)
    until = time.monotonic() + DEADLINE_SECONDS
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, out, 1)],
    )
    try:
        if first:
            wait_for(first, pid, until)
        wall, busy, cpu = time.monotonic(), busy_seconds(), cpu_seconds(pid)
        wait_for(last, pid, until)
        wall, busy, cpu = time.monotonic() - wall, busy_seconds() - busy, cpu_seconds(pid) - cpu
        resident = resident_mib(pid) if first else peak_mib(pid)
    finally:
        try:
            os.kill(pid, signal.SIGINT)
        except ProcessLookupError:
            pass
        os.waitpid(pid, 0)
    print(
        json.dumps(
            {
                "wallSeconds": wall / tasks,
                "cpuSeconds": cpu / tasks,
                "peakMiB": resident,
                "othersCores": max(0.0, (busy - cpu) / wall),
            }
        )
    )


if __name__ == "__main__":
    main()
