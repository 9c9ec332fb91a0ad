"""What users of FirecREST's Python client do, from end to end, in each clock that a client may meet."""
import hashlib
import json
import os
import pathlib
import random
import shlex
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import requests

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from python_client import HOME, Client, HeaderFailure  # noqa: E402
from served import USER, Served  # noqa: E402

BINARY = sys.argv.pop(1)


class Flows:
    """The flows, in whatever clock `options` say."""
    options = ()
    pauses = (1, 0.5) + 234 * (0.25,)
    pause = 0.5
    sleeps = 2
    most_requests = 500  # of the longest flow: what a client polls for at most in real time

    def setUp(self):
        self.server = Served(BINARY, *self.options)
        self.client = Client(self.server, self.pauses)
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()
        self.client.session.close()
        self.assertEqual(self.server.stop(), 0)

    def test_files_are_handled_by_the_utilities(self):
        call = self.client.call
        version = {entry["name"]: entry["value"]
                   for entry in call("GET", "/status/parameters", 200, machine=None).json()["out"]["general"]}
        self.assertEqual(version["FIRECREST_VERSION"], "1.16.6")
        call("POST", "/utilities/mkdir", 201, data={"targetPath": f"{HOME}/w/deep", "p": True})
        call("POST", "/utilities/upload", 201, data={"targetPath": f"{HOME}/w"}, files={"file": ("a.txt", b"alpha\n")})
        call("POST", "/utilities/copy", 201, data={"targetPath": f"{HOME}/w/b.txt", "sourcePath": f"{HOME}/w/a.txt"})
        call("PUT", "/utilities/rename", 200, data={"targetPath": f"{HOME}/w/c.txt", "sourcePath": f"{HOME}/w/b.txt"})
        call("PUT", "/utilities/chmod", 200, data={"targetPath": f"{HOME}/w/c.txt", "mode": "640"})
        call("POST", "/utilities/symlink", 201, data={"targetPath": f"{HOME}/w/c.txt", "linkPath": f"{HOME}/w/l"})
        listed = call("GET", "/utilities/ls", 200, params={"targetPath": f"{HOME}/w", "showhidden": True}).json()
        self.assertEqual([(entry["name"], entry["type"], entry["permissions"]) for entry in listed["output"]],
                         [("a.txt", "-", "rw-r--r--"), ("c.txt", "-", "rw-r-----"), ("deep", "d", "rwxr-xr-x"),
                          ("l", "l", "rwxrwxrwx")])
        head = call("GET", "/utilities/head", 200,
                    params={"targetPath": f"{HOME}/w/l", "lines": "1", "skip_ending": False}).json()
        self.assertEqual(head["output"], "alpha\n")
        self.assertEqual(call("GET", "/utilities/download", 200, params={"sourcePath": f"{HOME}/w/l"}).content,
                         b"alpha\n")
        self.assertEqual(call("GET", "/utilities/checksum", 200, params={"targetPath": f"{HOME}/w/l"}).json()["output"],
                         hashlib.sha256(b"alpha\n").hexdigest())
        call("POST", "/utilities/compress", 201, data={"targetPath": f"{HOME}/w.tgz", "sourcePath": f"{HOME}/w"})
        call("DELETE", "/utilities/rm", 204, data={"targetPath": f"{HOME}/w"})
        with self.assertRaisesRegex(HeaderFailure, "X-Not-Found"):
            call("GET", "/utilities/stat", 200, params={"targetPath": f"{HOME}/w"})
        call("POST", "/utilities/extract", 201, data={"targetPath": HOME, "sourcePath": f"{HOME}/w.tgz"})
        self.assertEqual(call("GET", "/utilities/stat", 200, params={"targetPath": f"{HOME}/w/c.txt"})
                         .json()["output"]["mode"], 0o100640)

    def test_a_job_is_submitted_polled_and_cancelled(self):
        script = f"#!/bin/bash\n#SBATCH --job-name=flow\necho $GREETING\nsleep {self.sleeps}\n"
        first = self.client.submit(script, env=json.dumps({"GREETING": "hello"}))
        long = self.client.submit("#!/bin/bash\nsleep 80000\n")
        self.assertIn(long["jobid"], [job["jobid"] for job in self.client.active()])
        answer = self.client.call("DELETE", f"/compute/jobs/{long['jobid']}", 200).json()
        self.assertEqual(self.client.poll(answer["task_id"]), f"scancel: Terminating job {long['jobid']}")
        ended = self.client.wait_for(first["jobid"], self.pause)
        self.assertEqual((ended["state"], ended["name"], ended["exit_code"]), ("COMPLETED", "flow", "0:0"))
        head = self.client.call("GET", "/utilities/head", 200, params={
            "targetPath": first["job_file_out"], "skip_ending": False}).json()
        self.assertEqual(head["output"], "hello\n")

    def test_a_file_goes_up_by_the_object_storage_through_a_job_and_down_again(self):
        content = random.Random(1).randbytes(3 * 1024 * 1024)
        local = pathlib.Path(self.folder.name, "input.bin")
        local.write_bytes(content)
        task = self.client.call("POST", "/storage/xfer-external/upload", 201, data={
            "targetPath": HOME, "sourcePath": str(local)}).json()["task_id"]
        form = self.client.poll(task, final="111")["msg"]
        # finish_upload: the command as it stands; more than 1 MiB makes curl ask for 100 Continue.
        done = subprocess.run(shlex.split(form["command"]), capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"204 No Content", done.stdout)
        self.client.poll(task, final="114")
        job = self.client.submit(f"#!/bin/bash\ncp {HOME}/input.bin {HOME}/output.bin\n")
        self.assertEqual(self.client.wait_for(job["jobid"], self.pause)["state"], "COMPLETED")
        task = self.client.call("POST", "/storage/xfer-external/download", 201, data={
            "sourcePath": f"{HOME}/output.bin"}).json()["task_id"]
        link = self.client.poll(task, final="117")["url"]
        with urllib.request.urlopen(link) as answer:
            self.assertEqual(answer.read(), content)
        invalidated = self.client.session.post(
            self.server.url + "/storage/xfer-external/invalidate",
            headers={**self.client.headers(None), "X-Task-Id": task})
        self.assertEqual(invalidated.status_code, 201)
        self.assertLess(self.client.sent, self.most_requests)

    def test_a_form_is_sent_with_requests_too(self):
        task = self.client.call("POST", "/storage/xfer-external/upload", 201, data={
            "targetPath": HOME, "sourcePath": "other.bin"}).json()["task_id"]
        parameters = self.client.poll(task, final="111")["msg"]["parameters"]
        answer = requests.post(parameters["url"], data=list(parameters["data"].items()),
                               files={"file": ("other.bin", b"small")})
        self.assertEqual((answer.status_code, answer.text), (204, ""))
        self.assertEqual(answer.headers["ETag"], f'"{hashlib.md5(b"small").hexdigest()}"')
        self.client.poll(task, final="114")

    def test_an_internal_transfer_is_polled_until_its_job_has_ended(self):
        self.client.call("POST", "/utilities/upload", 201, data={"targetPath": HOME}, files={"file": ("t", b"x")})
        task = self.client.call("POST", "/storage/xfer-internal/cp", 201, data={
            "targetPath": f"{HOME}/t2", "sourcePath": f"{HOME}/t"}).json()["task_id"]
        job = self.client.poll(task)
        while any(entry["jobid"] == job["jobid"] for entry in self.client.active()):
            time.sleep(self.pause)
        self.assertEqual(self.client.call("GET", "/utilities/head", 200, params={
            "targetPath": job["job_file_err"], "skip_ending": False}).json()["output"], "")
        self.assertEqual(self.client.call("GET", "/utilities/download", 200, params={
            "sourcePath": f"{HOME}/t2"}).content, b"x")


class InRealTime(Flows, unittest.TestCase):
    pass


class InStepping(Flows, unittest.TestCase):
    """As many polls as there are states, without a pause: some tenths of a second."""
    options = ("--clock", "stepping")
    most_requests = 40
    pauses = 236 * (0,)
    pause = 0
    sleeps = 80000


class InIdleSkip(Flows, unittest.TestCase):
    options = ("--clock", "idle-skip")
    pauses = 236 * (0.02,)
    pause = 0.02
    sleeps = 80000


class StorageAlone(unittest.TestCase):
    def test_the_object_storage_on_a_port_of_its_own(self):
        server = Served(BINARY, "--clock", "stepping", "--listen", "object-storage=127.0.0.1:0")
        client = Client(server, 236 * (0,))
        try:
            task = client.call("POST", "/storage/xfer-external/upload", 201, data={
                "targetPath": HOME, "sourcePath": "o.bin"}).json()["task_id"]
            parameters = client.poll(task, final="111")["msg"]["parameters"]
            self.assertEqual(parameters["url"], f"{server.apis['object-storage']}/{USER}")
            self.assertEqual(requests.post(parameters["url"], data=list(parameters["data"].items()),
                                           files={"file": ("o.bin", b"small")}).status_code, 204)
            client.poll(task, final="114")
            task = client.call("POST", "/storage/xfer-external/download", 201, data={
                "sourcePath": f"{HOME}/o.bin"}).json()["task_id"]
            with urllib.request.urlopen(client.poll(task, final="117")["url"]) as answer:
                self.assertEqual(answer.read(), b"small")
        finally:
            client.session.close()
            self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    unittest.main()
