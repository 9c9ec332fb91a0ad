"""Judges a server by FirecREST's scenarios: all must pass, and see every documented status.

In sandboxes whose clock steps, or runs in real time but where a scenario asks for a stepping one.
"""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from served import Served  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[3]
# In real time checks wait for each other's pauses, so many run at once.
CLOCKS = {"stepping": (), "real": ("--clock", "real", "--jobs", "32")}

binary, clock = sys.argv[1:]
server = Served(binary)
try:
    judged = subprocess.run(
        [binary, "check", "firecrest", "--root", str(ROOT), "--base-url", server.root, "--min-coverage", "100", "--quiet",
         "--ledger", "none", *CLOCKS[clock]], env={**os.environ, "HPCMOCK_DATA": str(ROOT)})
finally:
    stopped = server.stop()
sys.exit(judged.returncode or stopped)
