"""A server of the tests' own, on ports of its own choice; the API has a listener of its own beside the shared one."""
import json
import pathlib
import subprocess
import tempfile


class Served:
    def __init__(self, binary, *options):
        self.folder = tempfile.TemporaryDirectory()
        ready = pathlib.Path(self.folder.name) / "ready"
        self.process = subprocess.Popen(
            [binary, "serve", "--listen", "127.0.0.1:0", "--listen", "flux_restful=127.0.0.1:0",
             "--ready-file", str(ready), *options], stdout=subprocess.PIPE, text=True)
        self.said = ""
        while not self.said.endswith("Stop with Ctrl-C.\n"):
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("the server ended: " + self.said)
            self.said += line
        while not ready.exists():
            if self.process.poll() is not None:
                raise RuntimeError("the server ended: " + self.said)
        found = json.loads(ready.read_text())
        self.root = found["url"]
        self.control = found["control"]
        self.url = found["apis"]["flux_restful"]

    def stop(self):
        self.process.terminate()
        code = self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()
        return code
