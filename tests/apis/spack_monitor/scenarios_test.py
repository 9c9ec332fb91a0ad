"""Every scenario of Spack Monitor passes against the real server, and together they see every documented answer.

    python3 scenarios_test.py <path of hpcmock>

What only a server with a switch answers is asked of servers with that switch.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

HPCMOCK = sys.argv.pop(1)

# A switch of the server, the capability that it gives, the checks to run (none: all), the coverage to reach.
SERVERS = [
    (None, None, [], 100),
    ("apis.spack_monitor.throttle=100/day", "throttle", [], 100),
    ("apis.spack_monitor.service_info=moved", "moved-service", ["spack_monitor/service/moved-service"], 0),
    ("apis.spack_monitor.service_info=unavailable", "unavailable-service",
     ["spack_monitor/service/unavailable-service"], 0),
]


class Server:
    """The binary on a free port, for the length of a `with`."""

    def __init__(self, folder, switch):
        self.ready_file = os.path.join(folder, "ready")
        self.command = [HPCMOCK, "serve", "--listen", "127.0.0.1:0", "--ready-file", self.ready_file]
        if switch:
            self.command += ["--set", switch]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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


def check(switch, capability, only, coverage):
    """Runs the checks; the documented answers with how often each was seen."""
    with tempfile.TemporaryDirectory() as folder, Server(folder, switch) as url:
        profile = os.path.join(folder, "profile.yaml")
        report = os.path.join(folder, "report.json")
        with open(profile, "w", encoding="utf-8") as file:
            json.dump({"capabilities": [capability] if capability else []}, file)
        command = [HPCMOCK, "check", "spack_monitor", "--base-url", url, "--profile", profile, "--report",
                   "json=" + report, "--ledger", "none", "--min-coverage", str(coverage), "--jobs", "2"]
        for one in only:
            command += ["--only", one]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        with open(report, encoding="utf-8") as file:
            return json.load(file)


def seen_in(report):
    seen = {}
    for api in report["coverage"]:
        for row in api["rows"]:
            for status, count in row["statuses"].items():
                seen[row["operation"], status] = count
    return seen


class Scenarios(unittest.TestCase):
    def test_they_pass_and_see_every_documented_answer(self):
        seen = {}
        for server in SERVERS:
            report = check(*server)
            self.assertGreaterEqual(report["summary"]["counts"]["PASS"], 1, server[0])
            for answer, count in seen_in(report).items():
                seen[answer] = seen.get(answer, 0) + count
        self.assertEqual([answer for answer, count in seen.items() if count == 0], [])
        self.assertIn(("spack_monitor.service_info", "302"), seen)
        self.assertIn(("spack_monitor.service_info", "503"), seen)
        self.assertIn(("spack_monitor.specs.new", "429"), seen)


if __name__ == "__main__":
    unittest.main()
