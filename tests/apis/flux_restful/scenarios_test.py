"""Every scenario of this API passes against the real server, and together they see all that is described."""
import pathlib
import subprocess
import sys

from served import Served

ROOT = pathlib.Path(__file__).resolve().parents[3]

server = Served(sys.argv[1])
done = subprocess.run([sys.argv[1], "check", "flux_restful", "--base-url", server.root, "--root", str(ROOT), "--strict",
                       "--min-coverage", "100", "--quiet", "--ledger", "none"], capture_output=True, text=True)
server.stop()
print(done.stdout + done.stderr)
sys.exit(done.returncode)
