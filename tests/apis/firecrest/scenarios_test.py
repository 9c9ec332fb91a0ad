"""Judges a server of its own by FirecREST's scenarios: all must pass, and see every documented status."""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from served import Served  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[3]

binary = sys.argv[1]
server = Served(binary)
try:
    judged = subprocess.run(
        [binary, "check", "firecrest", "--root", str(ROOT), "--base-url", server.root, "--min-coverage", "100", "--quiet",
         "--ledger", "none"], env={**os.environ, "HPCMOCK_DATA": str(ROOT)})
finally:
    stopped = server.stop()
sys.exit(judged.returncode or stopped)
