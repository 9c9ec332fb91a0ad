"""Each method of FirecREST's Python client once: what it sends, and what it takes out of the answer.

The synchronous client by requests; what the asynchronous one (httpx) writes otherwise, as bytes; what its paths and its
command line rely on.
"""
import json
import pathlib
import socket
import sys
import unittest
import urllib.parse

import requests

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from python_client import FAILURE_HEADERS, HOME, Client, HeaderFailure  # noqa: E402
from served import CLIENT, SECRET, USER, Served  # noqa: E402

BINARY = sys.argv.pop(1)


class Methods:
    options = ("--clock", "stepping")

    @classmethod
    def setUpClass(cls):
        cls.server = Served(BINARY, *cls.options)
        cls.client = Client(cls.server, 236 * (0,))

    @classmethod
    def tearDownClass(cls):
        cls.client.session.close()
        if cls.server.stop() != 0:
            raise AssertionError("the server did not end well")

    def get(self, path, machine="daint", **params):
        return self.client.call("GET", path, 200, machine, params=params).json()

    def form(self, method, path, status, machine="daint", **fields):
        return self.client.call(method, path, status, machine, data=fields)

    def task_of(self, answer):
        return self.client.poll(answer.json()["task_id"])

    def write(self, name, content):
        self.client.call("POST", "/utilities/upload", 201, data={"targetPath": HOME}, files={"file": (name, content)})
        return f"{HOME}/{name}"

    def fails(self, header, status, method, path, **arguments):
        """A failure is told by one header of the nine, and in JSON."""
        answer = self.client.send(method, path, **arguments)
        self.assertEqual([name for name in FAILURE_HEADERS if name in answer.headers], [header] if header else [])
        self.assertEqual(answer.status_code, status)
        return answer.json()


class Status(Methods, unittest.TestCase):
    def test_services_and_systems(self):
        services = self.get("/status/services", None)["out"]
        self.assertEqual({entry["service"] for entry in services},
                         {"certificator", "utilities", "compute", "tasks", "storage", "reservations"})
        self.assertEqual(self.get("/status/services/utilities", None)["status"], "available")
        systems = {entry["system"]: entry for entry in self.get("/status/systems", None)["out"]}
        self.assertEqual(sorted(systems), ["daint", "eiger"])
        self.assertEqual(self.get("/status/systems/daint", None)["out"], systems["daint"])

    def test_parameters_and_filesystems(self):
        out = self.get("/status/parameters", None)["out"]
        # The version decides which methods the client allows; its command line prints the others.
        self.assertEqual([entry["value"] for entry in out["general"] if entry["name"] == "FIRECREST_VERSION"], ["1.16.6"])
        for group in out.values():
            for entry in group:
                self.assertEqual(sorted(entry), ["description", "name", "unit", "value"])
        self.assertEqual([entry["name"] for entry in self.get("/status/filesystems", None)["out"]["daint"]],
                         ["HOME", "SCRATCH"])
        self.assertEqual(self.get("/status/filesystems/daint", None)["out"],
                         self.get("/status/filesystems", None)["out"]["daint"])


class Utilities(Methods, unittest.TestCase):
    def test_who_one_is(self):
        self.assertEqual(self.get("/utilities/whoami")["output"], USER)
        output = self.get("/utilities/whoami", groups=True)["output"]
        self.assertEqual(output["user"]["name"], USER)
        self.assertEqual(output["groups"][0], output["group"])

    def test_modes_and_owners(self):
        path = self.write("modes.txt", b"x")
        answer = self.form("PUT", "/utilities/chmod", 200, targetPath=path, mode="600").json()
        self.assertEqual(answer["output"], f"mode of '{path}' changed from 0644 (rw-r--r--) to 0600 (rw-------)")
        answer = self.form("PUT", "/utilities/chown", 200, targetPath=path, owner=USER, group=USER).json()
        self.assertEqual(answer["output"], f"ownership of '{path}' retained as {USER}:{USER}")

    def test_a_list_with_its_switches(self):
        self.form("POST", "/utilities/mkdir", 201, targetPath=f"{HOME}/tree/a", p=True)
        self.write(".hidden", b"")
        names = [entry["name"] for entry in self.get("/utilities/ls", targetPath=HOME, showhidden=True)["output"]]
        self.assertIn(".hidden", names)
        names = [entry["name"] for entry in self.get("/utilities/ls", targetPath=HOME)["output"]]
        self.assertNotIn(".hidden", names)
        tree = self.get("/utilities/ls", targetPath=f"{HOME}/tree", recursive=True)["output"]
        self.assertEqual([entry["name"] for entry in tree if entry], ["a"])

    def test_parts_of_a_file(self):
        path = self.write("lines.txt", b"".join(b"line %d\n" % i for i in range(1, 21)))
        for tool, first, last in (("head", 1, 10), ("tail", 11, 20)):
            switch = "skip_ending" if tool == "head" else "skip_beginning"
            output = self.get(f"/utilities/{tool}", targetPath=path, **{switch: False})["output"]
            self.assertEqual(output, "".join(f"line {i}\n" for i in range(first, last + 1)))
        self.assertEqual(self.get("/utilities/head", targetPath=path, lines="2", skip_ending=False)["output"],
                         "line 1\nline 2\n")
        self.assertEqual(self.get("/utilities/head", targetPath=path, lines="19", skip_ending=True)["output"], "line 1\n")
        self.assertEqual(self.get("/utilities/tail", targetPath=path, bytes="8", skip_beginning=False)["output"],
                         "line 20\n")
        self.assertEqual(self.get("/utilities/tail", targetPath=path, lines="20", skip_beginning=True)["output"],
                         "line 20\n")
        self.assertEqual(self.get("/utilities/view", targetPath=path)["output"].count("\n"), 10)
        self.assertEqual(self.get("/utilities/file", targetPath=path)["output"], "ASCII text")

    def test_archives(self):
        self.form("POST", "/utilities/mkdir", 201, targetPath=f"{HOME}/pack/in", p=True)
        self.form("POST", "/utilities/compress", 201, targetPath=f"{HOME}/pack.tar.gz", sourcePath=f"{HOME}/pack",
                  dereference=False)
        # The client sends `extension`, which the server does not read: the suffix decides.
        self.form("POST", "/utilities/extract", 201, targetPath=f"{HOME}/pack/in", sourcePath=f"{HOME}/pack.tar.gz",
                  extension="auto")
        self.assertEqual(self.get("/utilities/stat", targetPath=f"{HOME}/pack/in/pack/in")["output"]["mode"], 0o40755)

    def test_a_small_file_with_any_bytes(self):
        content = bytes(range(256)) * 64
        path = self.write("two words é.bin", content)
        self.assertEqual(self.client.call("GET", "/utilities/download", 200, params={"sourcePath": path}).content, content)

    def test_what_paths_of_the_client_rely_on(self):
        path = self.write("here.txt", b"x")
        self.form("POST", "/utilities/symlink", 201, targetPath=path, linkPath=f"{HOME}/link")
        entries = {entry["name"]: entry for entry in
                   self.get("/utilities/ls", targetPath=HOME, showhidden=True)["output"]}
        self.assertEqual((entries["link"]["type"], entries["link"]["link_target"]), ("l", path))
        self.assertEqual((entries["here.txt"]["type"], entries["here.txt"]["permissions"]), ("-", "rw-r--r--"))
        self.assertEqual(self.get("/utilities/stat", targetPath=f"{HOME}/link", dereference=True)["output"]["size"], 1)
        query = {"params": {"targetPath": f"{HOME}/none"}}
        self.fails("X-Not-Found", 400, "GET", "/utilities/stat", **query)
        self.fails("X-Invalid-Path", 400, "GET", "/utilities/ls", **query)
        self.fails("X-Invalid-Path", 400, "GET", "/utilities/checksum", **query)
        self.fails("X-A-Directory", 400, "GET", "/utilities/checksum", params={"targetPath": HOME})
        self.fails("X-Permission-Denied", 400, "GET", "/utilities/ls", params={"targetPath": "/root"})
        self.fails(None, 400, "POST", "/utilities/mkdir", data={"targetPath": HOME})  # X-Exists is none of the nine
        self.fails("X-Machine-Does-Not-Exist", 400, "GET", "/utilities/ls", machine="nope", **query)

    def test_upstreams_own_tests_make_a_directory_by_a_literal_name(self):
        self.form("POST", "/utilities/mkdir", 201, targetPath="/tmp/f7t-$UID")
        self.assertIn("f7t-$UID", [entry["name"] for entry in self.get("/utilities/ls", targetPath="/tmp")["output"]])


class Compute(Methods, unittest.TestCase):
    def test_jobs_by_list_and_page(self):
        jobs = [self.client.submit("#!/bin/bash\n#SBATCH --hold\nsleep 5\n")["jobid"] for _ in range(3)]
        asked = self.client.active(jobs=",".join(jobs))
        self.assertEqual([job["jobid"] for job in asked], jobs)
        self.assertEqual({job["state"] for job in asked}, {"PENDING"})
        paged = self.client.active(jobs=",".join(jobs), pageSize=2, pageNumber=1)
        self.assertEqual([job["jobid"] for job in paged], jobs[2:])
        answer = self.client.call("DELETE", "/compute/jobs/" + ",".join(jobs), 200)
        self.assertEqual(self.task_of(answer).count("scancel: Terminating job"), 3)
        accounted = self.task_of(self.client.call("GET", "/compute/acct", 200, params={
            "jobs": ",".join(jobs), "starttime": "2020-01-01", "pageSize": 2, "pageNumber": 0}))
        self.assertEqual([job["jobid"] for job in accounted], jobs[:2])
        self.assertTrue(all(job["state"].startswith("CANCELLED by ") for job in accounted))

    def test_an_account_and_an_environment_go_with_a_script(self):
        job = self.client.submit("#!/bin/bash\necho $WHO $HOW_MANY\n", account="test",
                                 env=json.dumps({"WHO": "me", "HOW_MANY": 2}))
        self.assertEqual(self.client.wait_for(job["jobid"], 0)["state"], "COMPLETED")
        self.assertEqual(self.get("/utilities/head", targetPath=job["job_file_out"])["output"], "me 2\n")

    def test_a_script_on_the_system(self):
        self.write("there.sh", b"#!/bin/bash\npwd\n")
        job = self.task_of(self.form("POST", "/compute/jobs/path", 201, targetPath=f"{HOME}/there.sh", account="test"))
        self.assertEqual(job["job_file"], f"{HOME}/there.sh")
        self.client.wait_for(job["jobid"], 0)
        self.assertEqual(self.get("/utilities/head", targetPath=job["job_file_out"])["output"], HOME + "\n")

    def test_what_the_scheduler_has(self):
        def ask(path, **params):
            return self.task_of(self.client.call("GET", path, 200, params=params))
        self.assertEqual([node["NodeName"] for node in ask("/compute/nodes", nodes="nid00002,nid00001")],
                         ["nid00002", "nid00001"])
        self.assertEqual([part["PartitionName"] for part in ask("/compute/partitions", partitions="xfer")], ["xfer"])
        self.assertEqual(ask("/compute/reservations"), [])

    def test_a_failed_submission_shows_its_task(self):
        answer = self.client.call("POST", "/compute/jobs/upload", 201, files={"file": ("script.batch", "echo\n")})
        with self.assertRaisesRegex(AssertionError, "This does not look like a batch script"):
            self.task_of(answer)


class Storage(Methods, unittest.TestCase):
    def transfer(self, operation, **fields):
        job = self.task_of(self.form("POST", f"/storage/xfer-internal/{operation}", 201, **fields))
        self.assertEqual(self.client.wait_for(job["jobid"], 0)["state"], "COMPLETED")
        error = self.get("/utilities/head", targetPath=job["job_file_err"], skip_ending=False)["output"]
        return error

    def test_each_internal_transfer(self):
        self.form("POST", "/utilities/mkdir", 201, targetPath=f"{HOME}/moves")
        source = self.write("source.txt", b"content")
        at = HOME + "/moves/"
        self.assertEqual(self.transfer("cp", sourcePath=source, targetPath=at + "copy", jobName="mine", time="01:00:00"), "")
        self.assertEqual(self.transfer("mv", sourcePath=at + "copy", targetPath=at + "moved", account="test"), "")
        self.assertEqual(self.transfer("rsync", sourcePath=at + "moved", targetPath=at + "synced"), "")
        self.assertEqual(self.transfer("compress", sourcePath=HOME + "/moves", targetPath=HOME + "/moves.tar.gz",
                                       dereference=False), "")
        self.assertEqual(self.transfer("rm", targetPath=HOME + "/moves"), "")
        self.assertEqual(self.transfer("extract", sourcePath=HOME + "/moves.tar.gz", targetPath=HOME, extension="auto"), "")
        self.assertEqual([entry["name"] for entry in self.get("/utilities/ls", targetPath=HOME + "/moves")["output"]],
                         ["moved", "synced"])

    def test_row_68_of_a_missing_source_the_error_file_tells(self):
        error = self.transfer("cp", sourcePath=HOME + "/none", targetPath=HOME + "/x")
        self.assertIn(f"/usr/bin/cp: cannot stat '{HOME}/none': No such file or directory", error)

    def test_a_link_is_invalidated(self):
        path = self.write("down.txt", b"x")
        task = self.form("POST", "/storage/xfer-external/download", 201, sourcePath=path).json()["task_id"]
        self.client.poll(task, final="117")
        for _ in range(2):
            answer = self.client.session.post(self.server.url + "/storage/xfer-external/invalidate",
                                              headers={**self.client.headers(None), "X-Task-Id": task})
            self.assertEqual((answer.status_code, answer.json()), (201, {"success": "URL invalidated successfully"}))


class Reservations(Methods, unittest.TestCase):
    def test_a_reservation_lives(self):
        fields = {"numberOfNodes": "1", "nodeType": "f7t", "starttime": "2026-03-01T10:00:00",
                  "endtime": "2026-03-01T12:00:00", "account": "test"}
        self.form("POST", "/reservations", 201, reservation="mine", **fields)
        self.assertEqual([entry["reservationname"] for entry in self.get("/reservations")["success"]], ["mine"])
        self.form("PUT", "/reservations/mine", 200, **{**fields, "endtime": "2026-03-01T13:00:00"})
        self.assertEqual(self.get("/reservations")["success"][0]["duration"], "03:00:00")
        self.assertEqual(self.client.call("DELETE", "/reservations/mine", 204).content, b"")
        self.assertEqual(self.get("/reservations"), {"success": []})


class Asynchronous(Methods, unittest.TestCase):
    """What httpx writes: one connection, lower-case names, a multipart body of its own making."""

    def exchange(self, stream, method, path, body=b"", kind="", more=""):
        host = urllib.parse.urlsplit(self.server.url).netloc
        token = self.client.headers("daint")["Authorization"]
        head = (f"{method} {path} HTTP/1.1\r\nhost: {host}\r\naccept: */*\r\naccept-encoding: gzip, deflate, br\r\n"
                f"connection: keep-alive\r\nuser-agent: python-httpx/0.27.0\r\nauthorization: {token}\r\n"
                f"x-machine-name: daint\r\n{more}")
        if kind:
            head += f"content-type: {kind}\r\n"
        if "chunked" not in more and (body or method == "POST"):
            head += f"content-length: {len(body)}\r\n"
        stream.sendall(head.encode() + b"\r\n" + body)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += stream.recv(65536)
        head, body = answer.split(b"\r\n\r\n", 1)
        length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        while length and len(body) < int(length[0].split(b":")[1]):
            body += stream.recv(65536)
        return int(head.split()[1]), body

    def test_requests_of_one_connection(self):
        parts = urllib.parse.urlsplit(self.server.url)
        with socket.create_connection((parts.hostname, parts.port), timeout=20) as stream:
            boundary = "6f8d3b0a7c5e4f129a8b7c6d5e4f3a2b"
            script = b"#!/bin/bash\n#SBATCH --hold\n"
            body = (f'--{boundary}\r\nContent-Disposition: form-data; name="account"\r\n\r\ntest\r\n--{boundary}\r\n'
                    'Content-Disposition: form-data; name="file"; filename="script.batch"\r\n'
                    "Content-Type: application/octet-stream\r\n\r\n").encode() + script + f"\r\n--{boundary}--\r\n".encode()
            kind = f"multipart/form-data; boundary={boundary}"
            tasks = []
            status, answer = self.exchange(stream, "POST", "/compute/jobs/upload", body, kind)
            self.assertEqual(status, 201)
            tasks.append(json.loads(answer)["task_id"])
            chunks = b"".join(b"%x\r\n%b\r\n" % (len(body[i:i + 100]), body[i:i + 100]) for i in range(0, len(body), 100))
            status, answer = self.exchange(stream, "POST", "/compute/jobs/upload", chunks + b"0\r\n\r\n", kind,
                                           "transfer-encoding: chunked\r\n")
            self.assertEqual(status, 201)
            tasks.append(json.loads(answer)["task_id"])
            # Requests of several coroutines merged into one, in any order.
            for _ in range(20):
                status, answer = self.exchange(stream, "GET", "/tasks?tasks=" + "%2C".join(reversed(tasks)))
                shown = json.loads(answer)["tasks"]
                self.assertEqual((status, set(shown)), (200, set(tasks)))
                if all(task["status"] == "200" for task in shown.values()):
                    break
            jobs = [shown[task]["data"]["jobid"] for task in tasks]
            self.assertEqual(len(set(jobs)), 2)
            status, answer = self.exchange(stream, "DELETE", "/utilities/rm", b"targetPath=%2Ftmp%2Fnone",
                                           "application/x-www-form-urlencoded", "")
            self.assertEqual(status, 400)
            status, answer = self.exchange(stream, "DELETE", "/compute/jobs/" + jobs[0])
            self.assertEqual(status, 200)


class Tokens(Methods, unittest.TestCase):
    def test_http_basic_with_the_grant_alone_in_the_form(self):
        answer = requests.post(self.server.token_url, auth=(CLIENT, SECRET), data={"grant_type": "client_credentials"})
        self.assertEqual((answer.status_code, answer.json()["expires_in"]), (200, 300))

    def test_a_bad_token_is_told_in_json(self):
        answer = requests.get(self.server.url + "/status/systems", headers={"Authorization": "Bearer INVALID_TOKEN"})
        self.assertEqual((answer.status_code, answer.json()), (401, {"message": "Bad token; invalid JSON"}))


class Limited(Methods, unittest.TestCase):
    options = ("--clock", "stepping", "--set", "apis.firecrest.rate_limit=4",
               "--set", "apis.firecrest.rate_limit_window_seconds=1")

    def test_a_client_that_is_told_to_wait_comes_again_with_its_file(self):
        for number in range(9):
            self.write(f"{number}.txt", b"content")
        self.assertGreater(self.client.waited, 0)
        self.assertEqual(self.client.call("GET", "/utilities/download", 200, params={
            "sourcePath": f"{HOME}/8.txt"}).content, b"content")


class Slow(Methods, unittest.TestCase):
    """compress with fail_on_timeout=False: when the command takes too long, a transfer job does it."""
    options = ("--clock", "stepping", "--set", "clusters.daint.reachability=timed_out",
               "--set", "apis.firecrest.transfer_system=eiger")

    def test_a_command_that_takes_too_long_is_done_by_a_job(self):
        call = self.client.call
        call("POST", "/utilities/mkdir", 201, "eiger", data={"targetPath": f"{HOME}/slow"})
        fields = {"targetPath": f"{HOME}/slow.tgz", "sourcePath": f"{HOME}/slow"}
        failed = self.fails("X-Timeout", 400, "POST", "/utilities/compress", data=fields)
        self.assertEqual(failed["error"], "Command has finished with timeout signal")
        task = self.form("POST", "/storage/xfer-internal/compress", 201, **fields).json()["task_id"]
        job = self.client.poll(task)
        system = self.client.task(task)["system"]
        self.assertEqual(system, "eiger")
        for _ in range(20):
            answer = call("GET", "/compute/jobs", 200, system, params={"jobs": job["jobid"]})
            if not self.client.poll(answer.json()["task_id"]):
                break
        head = call("GET", "/utilities/head", 200, system, params={"targetPath": job["job_file_err"]}).json()
        self.assertEqual(head["output"], "")
        call("GET", "/utilities/stat", 200, system, params={"targetPath": f"{HOME}/slow.tgz"})


if __name__ == "__main__":
    unittest.main()
