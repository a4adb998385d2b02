"""A program that serves is the same program as a worker and as a process."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

import databuild_worker

_PROGRAM = """
import os, subprocess, sys
import databuild_worker

def main(args):
    action = args[0]
    if action == "print":
        print("printed", *args[1:])
    elif action == "bytes":
        sys.stdout.buffer.write(b"\\xff!")
    elif action == "surrogate":
        print("\\udcff")
    elif action == "env":
        print(os.environ.get("MINE"), os.environ.get("FIXED"))
        os.environ["FIXED"] = "changed"
        os.environ["NEW"] = "1"
    elif action == "new":
        print(os.environ.get("NEW"), os.environ["FIXED"])
    elif action == "chdir":
        os.chdir("/")
    elif action == "cwd":
        print(os.getcwd())
    elif action == "return":
        return int(args[1])
    elif action == "exit":
        sys.exit(int(args[1]))
    elif action == "message":
        sys.exit("a message")
    elif action == "raise":
        raise ValueError("wrong")
    elif action == "child":
        subprocess.check_call(["sh", "-c", "cat; echo from a child"])
    elif action == "input":
        print(repr(sys.stdin.read()))
    elif action == "stderr":
        print("for people", file=sys.stderr)

databuild_worker.serve(main)
"""


class ServeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        self.program = os.path.join(self.folder, "program.py")
        with open(self.program, "w", encoding="utf-8") as file:
            file.write(_PROGRAM)
        library = os.path.dirname(os.path.abspath(databuild_worker.__file__))
        self.env = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": library, "FIXED": "fixed"}

    def _start(self, args, text=""):
        return subprocess.run(
            [sys.executable, self.program, *args], input=text, env=self.env, cwd=self.folder, capture_output=True, text=True
        )

    def _ask(self, *requests):
        """Returns the answers of a worker, and its standard error."""
        lines = "".join(json.dumps({"requestId": number, **request}) + "\n" for number, request in enumerate(requests, 1))
        done = self._start(["--persistent_worker"], lines)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    def _outputs(self, *arguments):
        answers, _ = self._ask(*[{"arguments": list(one)} for one in arguments])
        return [(answer["exitCode"], answer["output"]) for answer in answers]

    def test_answers_each_request_with_its_number(self):
        answers, _ = self._ask({"arguments": ["print", "a b", "ü"]}, {"arguments": ["print"]})
        self.assertEqual(
            answers,
            [
                {"exitCode": 0, "output": "printed a b ü\n", "requestId": 1},
                {"exitCode": 0, "output": "printed\n", "requestId": 2},
            ],
        )

    def test_runs_once_when_it_is_no_worker(self):
        done = self._start(["print", "a b"])
        self.assertEqual((done.returncode, done.stdout), (0, "printed a b\n"))
        self.assertEqual(self._start(["return", "3"]).returncode, 3)

    def test_arguments_of_its_own_come_before_those_of_a_request(self):
        done = self._start(["print", "fixed", "--persistent_worker"], '{"arguments": ["a"]}\n{"arguments": []}\n')
        outputs = [json.loads(line)["output"] for line in done.stdout.splitlines()]
        self.assertEqual(outputs, ["printed fixed a\n", "printed fixed\n"])

    def test_exit_codes_are_those_of_a_process(self):
        for args in (["return", "0"], ["return", "3"], ["return", "256"], ["exit", "4"], ["message"], ["raise"], ["print"]):
            with self.subTest(args=args):
                [(code, _)] = self._outputs(args)
                self.assertEqual(code, self._start(args).returncode)

    def test_an_exception_goes_to_standard_error_and_the_worker_goes_on(self):
        answers, stderr = self._ask({"arguments": ["raise"]}, {"arguments": ["message"]}, {"arguments": ["print"]})
        self.assertEqual([answer["exitCode"] for answer in answers], [1, 1, 0])
        self.assertIn("ValueError: wrong", stderr)
        self.assertIn("a message\n", stderr)

    def test_variables_are_those_of_one_request(self):
        answers, _ = self._ask({"arguments": ["env"], "env": {"MINE": "mine"}}, {"arguments": ["new"]}, {"arguments": ["env"]})
        self.assertEqual([answer["output"] for answer in answers], ["mine fixed\n", "None fixed\n", "None fixed\n"])

    def test_the_current_directory_is_that_of_the_worker(self):
        self.assertEqual(self._outputs(["chdir"], ["cwd"]), [(0, ""), (0, self.folder + "\n")])

    def test_nothing_that_a_child_reads_or_prints_touches_the_protocol(self):
        answers, stderr = self._ask({"arguments": ["child"]}, {"arguments": ["input"]}, {"arguments": ["print"]})
        self.assertEqual([answer["output"] for answer in answers], ["", "''\n", "printed\n"])
        self.assertIn("from a child", stderr)

    def test_output_that_is_no_text_does_no_harm(self):
        self.assertEqual(self._outputs(["bytes"], ["surrogate"]), [(0, "\ufffd!"), (0, "\\udcff\n")])

    def test_ignores_what_it_does_not_know(self):
        answers, _ = self._ask(
            {"requestId": 7, "cancel": True},
            {"arguments": ["print"], "inputs": [{"path": "a", "digest": ""}], "verbosity": 10},
        )
        self.assertEqual([answer["requestId"] for answer in answers], [2])


if __name__ == "__main__":
    unittest.main()
