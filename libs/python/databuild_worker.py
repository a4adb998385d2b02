"""Makes a Python program a persistent worker of DataBuild, or of Bazel.

    import databuild_worker

    def main(args):
        print(...)

    if __name__ == "__main__":
        databuild_worker.serve(main)

Started with --persistent_worker, the program answers requests until its input ends. Started without, it runs once
with its arguments. The standard library is all that it needs.
"""

import contextlib
import io
import json
import os
import sys
import traceback

_WORKER_ARGUMENT = "--persistent_worker"


def serve(handler):
    """Calls a handler for every request, or once with the arguments of the program. Ends the program.

    In both cases the handler finds the same things: its arguments, the variables of the call in `os.environ`, nothing on
    standard input, and a program that prints and exits as any other does. What it prints is the output of the request;
    standard error goes to the log. What it changes of `os.environ` and of the current directory is undone after a request.

    Args:
      handler: called with the list of arguments. It returns an exit code; None is 0. `sys.exit` and exceptions end the
        request as they would end a program, not the worker.
    """
    if sys.argv[-1] != _WORKER_ARGUMENT:
        sys.exit(handler(sys.argv[1:]))
    # Those of its target in the BUILD file: the arguments of every call come behind them.
    fixed = sys.argv[1:-1]
    requests, answers = _take_streams()
    # As bytes, which are compared sooner than text.
    variables = dict(os.environb)
    directory = os.getcwd()
    for line in requests:
        request = json.loads(line)
        # No request is left to cancel: one is answered before the next one is read.
        if request.get("cancel"):
            continue
        code, output = _run(handler, fixed + request["arguments"], request.get("env", {}))
        os.chdir(directory)
        if dict(os.environb) != variables:
            os.environb.clear()
            os.environb.update(variables)
        answer = {"exitCode": code, "output": output, "requestId": request.get("requestId", 0)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _take_streams():
    """Keeps the streams of the protocol to itself: nothing that a handler or its children do reads or writes them."""
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers


def _run(handler, arguments, env):
    """Runs one request. Returns its exit code and what it printed."""
    # Like the real one: text and bytes may be printed.
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace", write_through=True)
    os.environ.update(env)
    with contextlib.redirect_stdout(printed):
        code = _call(handler, arguments)
    sys.stderr.flush()
    return code, printed.buffer.getvalue().decode("utf-8", "replace")


def _call(handler, arguments):
    try:
        result = handler(arguments)
    except SystemExit as ended:
        result = ended.code
    except Exception:
        traceback.print_exc()
        return 1
    if result is None:
        return 0
    if isinstance(result, int):
        return result & 0xFF
    # As sys.exit does with a message.
    print(result, file=sys.stderr)
    return 1
