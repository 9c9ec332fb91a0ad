"""Every scenario of Spack Monitor passes against the real server, and together they see every documented answer.

    python3 scenarios_test.py <path of hpcmock>
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

HPCMOCK = sys.argv.pop(1)


class Server:
    """The binary on a free port, for the length of a `with`."""

    def __init__(self, folder):
        self.ready_file = os.path.join(folder, "ready")

    def __enter__(self):
        self.process = subprocess.Popen(
            [HPCMOCK, "serve", "--listen", "127.0.0.1:0", "--ready-file", self.ready_file],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            if os.path.exists(self.ready_file):
                with open(self.ready_file, encoding="utf-8") as file:
                    if text := file.read().strip():
                        return json.loads(text)["url"]
            assert self.process.poll() is None, "the server has ended"
            time.sleep(0.05)
        raise AssertionError("the server does not listen")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Scenarios(unittest.TestCase):
    def test_they_pass_and_see_every_documented_answer(self):
        with tempfile.TemporaryDirectory() as folder, Server(folder) as url:
            report = os.path.join(folder, "report.json")
            ran = subprocess.run(
                [HPCMOCK, "check", "spack_monitor", "--base-url", url, "--report", "json=" + report, "--ledger", "none",
                 "--min-coverage", "100", "--jobs", "2"],
                capture_output=True, text=True, timeout=120, check=False)
            self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
            with open(report, encoding="utf-8") as file:
                said = json.load(file)
        counts = said["summary"]["counts"]
        self.assertEqual(counts["PASS"], sum(counts.values()), "none is left out")
        seen = {row["operation"]: row["statuses"] for row in said["coverage"][0]["rows"]}
        # Those that take a switch of the server.
        for status in ("302", "429", "503"):
            self.assertGreater(seen["spack_monitor.service_info"][status], 0)
        self.assertGreater(seen["spack_monitor.specs.new"]["429"], 0)


if __name__ == "__main__":
    unittest.main()
