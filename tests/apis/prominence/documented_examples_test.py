"""The examples of "Using the API" as they stand, and what the command line client sends, against the real server.

Of the document's lines only the host, the token and the ids are put in. What the client sends is written down here after
prominence-eosc/cli 0.21.0: python-requests, one connection for each call, redirects followed.
"""
import base64
import hashlib
import hmac
import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest

import requests

HPCMOCK = sys.argv.pop(1)
ROOT = pathlib.Path(__file__).resolve().parents[3]

TESTPI = """{
  "resources": {
    "memory": 1,
    "cpus": 1,
    "nodes": 1,
    "disk": 10
  },
  "name": "calculate-pi",
  "tasks": [
    {
      "image": "eoscprominence/testpi",
      "runtime": "singularity"
    }
  ]
}
"""

SUBMIT = r"""curl -i -X POST -H "Authorization: Bearer $ACCESS_TOKEN" \
        -H "Content-Type: application/json" \
        -d@testpi.json \
        https://eosc.prominence.cloud/api/v1/jobs
"""
SUBMITTED = """HTTP/1.1 201 CREATED
Server: nginx/1.10.3 (Ubuntu)
Date: Fri, 05 Feb 2021 17:39:59 GMT
Content-Type: application/json
Content-Length: 12
Connection: keep-alive

{"id":1699}
"""

DESCRIBE = 'curl -s -H "Authorization: Bearer $ACCESS_TOKEN" https://eosc.prominence.cloud/api/v1/jobs/1169 | jq .'
DESCRIBED = """[
  {
    "events": {
      "createTime": 1612546799
    },
    "id": 1169,
    "name": "calculate-pi",
    "resources": {
      "cpus": 1,
      "disk": 10,
      "memory": 1,
      "nodes": 1
    },
    "status": "pending",
    "tasks": [
      {
        "image": "eoscprominence/testpi",
        "runtime": "singularity"
      }
    ]
  }
]
"""

DESCRIBE_COMPLETED = 'curl -s -H "Authorization: Bearer $ACCESS_TOKEN" "https://eosc.prominence.cloud/api/v1/jobs/1181" | jq .'
COMPLETED = """[
  {
    "events": {
      "createTime": 1612684304,
      "endTime": 1612684626,
      "startTime": 1612684595
    },
    "execution": {
      "maxMemoryUsageKB": 242814,
      "site": "OpenStack-UNIV-LILLE",
      "tasks": [
        {
          "cpuTimeUsage": 0.5480000000000012,
          "exitCode": 0,
          "imagePullStatus": "completed",
          "imagePullTime": 26.14915418624878,
          "maxResidentSetSizeKB": 63044,
          "retries": 0,
          "wallTimeUsage": 0.6737308502197266
        }
      ]
    },
    "id": 1181,
    "name": "calculate-pi",
    "resources": {
      "cpus": 1,
      "disk": 10,
      "memory": 1,
      "nodes": 1
    },
    "status": "completed",
    "tasks": [
      {
        "image": "eoscprominence/testpi",
        "runtime": "singularity"
      }
    ]
  }
]
"""

LIST = 'curl -s -H "Authorization: Bearer $ACCESS_TOKEN" https://eosc.prominence.cloud/api/v1/jobs | jq .'
LISTED = """[
  {
    "events": {
      "createTime": 1612546799
    },
    "id": 1169,
    "name": "calculate-pi",
    "status": "pending",
    "tasks": [
      {
        "image": "eoscprominence/testpi",
        "runtime": "singularity"
      }
    ]
  }
]
"""

LIST_COMPLETED = 'curl -s -H "Authorization: Bearer $ACCESS_TOKEN" "https://eosc.prominence.cloud/api/v1/jobs?completed=true" | jq .'
LISTED_COMPLETED = """[
  {
    "events": {
      "createTime": 1612682844,
      "endTime": 1612683091
    },
    "id": 1179,
    "name": "calculate-pi",
    "status": "failed",
    "statusReason": "No matching resources currently available",
    "tasks": [
      {
        "image": "eoscprominence/testpi",
        "runtime": "singularity"
      }
    ]
  }
]
"""

STDOUT = 'curl -H "Authorization: Bearer $ACCESS_TOKEN" https://eosc.prominence.cloud/api/v1/jobs/1181/stdout'

DELETE = 'curl -i -H "Authorization: Bearer $ACCESS_TOKEN" -X DELETE https://eosc.prominence.cloud/api/v1/jobs/1169'
DELETED = """HTTP/1.1 200 OK
Server: nginx/1.10.3 (Ubuntu)
Date: Fri, 05 Feb 2021 18:01:28 GMT
Content-Type: application/json
Content-Length: 3
Connection: keep-alive

{}
"""

PYTHON = """
import json
import os
import requests

# Define a job
job = {
    "resources": {
        "memory": 1,
        "cpus": 1,
        "nodes": 1,
        "disk": 10
    },
    "name": "calculate-pi",
    "tasks": [
        {
            "image": "eoscprominence/testpi",
            "runtime": "singularity"
        }
    ]
}

# Read the access token
if os.path.isfile(os.path.expanduser('~/.prominence/token')):
    with open(os.path.expanduser('~/.prominence/token')) as json_data:
        data = json.load(json_data)

    if 'access_token' in data:
        token = data['access_token']
    else:
        print('The saved token file does not contain access_token')
        exit(1)

# Create the header including the auth token
headers = {'Authorization':'Bearer %s' % token}

# Submit the job
response = requests.post('https://eosc.prominence.cloud/api/v1/jobs', json=job, headers=headers)

# Check if the submission was successful and get the job id
if response.status_code == 201:
    if 'id' in response.json():
        print('Job submitted with id %d' % response.json()['id'])
else:
    print('Job submission failed with http status code %d and error: %s' % (response.status_code, response.text))
"""


def token_of(username="alice", groups="groupA"):
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")
    claims = {"username": username, "groups": groups, "email": username + "@example.org", "exp": int(time.time()) + 3600}
    text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    signature = hmac.new(b"mock-prominence-secret", text, hashlib.sha256).digest()
    return (text + b"." + part(signature)).decode()


class Served:
    """A server on ports of its own choice, gone at the end."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [HPCMOCK, "serve", "--listen", "127.0.0.1:0", "--listen", "prominence=127.0.0.1:0", "--log-format", "json",
             *options], stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.root = ready["url"]
        self.url = ready["apis"]["prominence"]

    def advance(self, by):
        requests.post(self.root + "/_hpcmock/clock/advance", json={"by": by}).raise_for_status()

    def stop(self):
        self.process.terminate()
        code = self.process.wait()
        self.process.stdout.close()
        return code


class Case(unittest.TestCase):
    options = ()

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.server = Served(*self.options)

    def tearDown(self):
        self.assertEqual(self.server.stop(), 0)
        self.folder.cleanup()


class UsingTheApi(Case):
    options = ("--clock", "manual", "--set", "start=2021-02-05T17:39:59Z", "--set", "apis.prominence.first_id=1699")

    def shell(self, lines, **ids):
        pathlib.Path(self.folder.name, "testpi.json").write_text(TESTPI)
        lines = lines.replace("https://eosc.prominence.cloud", self.server.url)
        for shown, ours in ids.items():
            lines = lines.replace(shown.removeprefix("_"), str(ours))
        environment = dict(os.environ, ACCESS_TOKEN=token_of())
        done = subprocess.run(["bash", "-ec", lines], env=environment, cwd=self.folder.name, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.decode().replace("\r\n", "\n")

    def submit(self, **changes):
        job = dict(json.loads(TESTPI), **changes)
        return requests.post(self.server.url + "/api/v1/jobs", json=job, headers={"Authorization": "Bearer " + token_of()}).json()["id"]

    def test_a_job_is_submitted_described_listed_and_deleted(self):
        self.assertEqual(self.shell(SUBMIT), SUBMITTED)
        self.assertEqual(self.shell(DESCRIBE, _1169=1699), DESCRIBED.replace("1169", "1699"))
        self.assertEqual(self.shell(LIST), LISTED.replace("1169", "1699"))
        another = self.submit(tasks=[{"image": "busybox", "runtime": "singularity", "cmd": "sleep 3600"}])
        self.server.advance("1289s")
        self.assertEqual(self.shell(DELETE, _1169=another), DELETED)

    def test_a_completed_job_shows_what_the_document_shows(self):
        job = self.submit()
        self.server.advance("10m")
        described = json.loads(self.shell(DESCRIBE_COMPLETED, _1181=job))
        shown = json.loads(COMPLETED)
        self.assertEqual(self.names_of(described), self.names_of(shown))
        for name in ("name", "resources", "status", "tasks"):
            self.assertEqual(described[0][name], shown[0][name])
        self.assertEqual(described[0]["execution"]["site"], shown[0]["execution"]["site"])
        self.assertEqual(self.shell(STDOUT, _1181=job)[:4], "3.14")
        self.assertEqual(self.shell(STDOUT.replace("stdout", "stderr"), _1181=job), "")

    def test_a_failed_job_is_listed_as_the_document_shows(self):
        resources = {"cpus": 64, "memory": 1, "nodes": 1, "disk": 10}
        job = self.submit(resources=resources, policies={"maximumTimeInQueue": 4})
        self.server.advance("5m")
        shown = LISTED_COMPLETED.replace("1179", str(job)).replace("1612682844", "1612546799").replace("1612683091", "1612547039")
        self.assertEqual(self.shell(LIST_COMPLETED), shown)

    def test_the_python_program_submits_a_job(self):
        folder = pathlib.Path(self.folder.name, ".prominence")
        folder.mkdir()
        (folder / "token").write_text(json.dumps({"access_token": token_of()}))
        program = PYTHON.replace("https://eosc.prominence.cloud", self.server.url)
        done = subprocess.run([sys.executable, "-c", program], env=dict(os.environ, HOME=self.folder.name), capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "Job submitted with id 1699\n", ""))

    def names_of(self, value):
        """Names and types at every level."""
        if isinstance(value, dict):
            return {name: self.names_of(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.names_of(inner) for inner in value]
        return type(value).__name__


class Client(Case):
    """Each command of the client: what it sends, and that what it relies on is in the answer."""
    options = ("--clock", "stepping")
    resources = {"nodes": 1, "disk": 10, "cpus": 1, "memory": 1}

    def ask(self, method, path, status=200, **more):
        headers = dict(more.pop("headers", {}), Authorization="Bearer " + token_of())
        answer = requests.request(method, self.server.url + "/prominence/v1" + path, headers=headers, timeout=30, **more)
        self.assertEqual(answer.status_code, status, answer.text)
        return answer

    def create(self, description, kind="/jobs"):
        answer = self.ask("POST", kind, 201, data=json.dumps(description), headers={"Content-type": "application/json"})
        self.assertIsInstance(answer.json()["id"], int)
        return answer.json()["id"]

    def job(self, command, **more):
        task = {"image": "busybox", "runtime": "singularity", "cmd": command}
        return self.create({"resources": self.resources, "name": "", "tasks": [task], **more})

    def until(self, states, path):
        for _ in range(200):
            found = self.ask("GET", path).json()[0]
            if found["status"] in states:
                return found
        self.fail("never " + str(states))

    def test_list_and_describe(self):
        job = self.job("sleep 30", labels={"a": "b"})
        shown = self.ask("GET", "/jobs", params={"num": 1}).json()[0]
        self.assertEqual((shown["id"], shown["name"], shown["status"]), (job, "", "pending"))
        self.assertEqual(shown["tasks"][0]["image"], "busybox")
        self.assertIn("createTime", shown["events"])
        self.until(["running"], "/jobs/%d" % job)
        self.assertEqual(len(self.ask("GET", "/jobs", params={"num": 1, "status": "running"}).json()), 1)
        self.assertEqual(self.ask("GET", "/jobs", params={"num": 1, "status": "idle"}).json(), [])
        done = self.until(["completed"], "/jobs/%d" % job)
        self.assertLessEqual({"id", "name", "status", "resources", "labels", "tasks", "events", "execution"}, set(done))
        self.assertEqual(len(self.ask("GET", "/jobs", params={"completed": "true", "num": 5}).json()), 1)
        params = {"num": 1, "all": "true", "constraint": ["a=b", "c=d"], "name": ""}
        self.assertEqual(self.ask("GET", "/jobs", params=params).json()[0]["id"], job)
        self.assertEqual(self.ask("GET", "/jobs/999").json(), [])

    def test_output_exec_and_snapshot(self):
        job = self.job('/bin/bash -c "date; echo x > file; echo ready; sleep 3600"')
        self.until(["running"], "/jobs/%d" % job)
        where = {"node": 0, "offset": 0}
        while "ready" not in self.ask("GET", "/jobs/%d/stdout" % job, params=where).text:
            pass
        json_type = {"Content-type": "application/json"}
        listed = self.ask("POST", "/jobs/%d/exec" % job, params={"command": "ls,-l"}, headers=json_type)
        self.assertIn("file", listed.text)
        self.assertEqual(self.ask("PUT", "/jobs/%d/snapshot" % job, params={"path": "file"}, headers=json_type).json(), {})
        archive = requests.get(self.ask("GET", "/jobs/%d/snapshot" % job).json()["url"])
        self.assertEqual(int(archive.headers["Content-Length"]), len(archive.content))
        self.assertEqual(tarfile.open(fileobj=io.BytesIO(archive.content)).getnames(), ["file"])
        self.assertEqual(self.ask("GET", "/jobs/%d/stderr" % job, params=where).text, "")
        self.ask("DELETE", "/jobs/%d" % job)
        self.assertEqual(self.ask("PUT", "/jobs/%d/remove" % job, 400).json(), {"error": "Job is no longer in the queue"})
        self.assertGreater(self.ask("PUT", "/jobs/%d/clone" % job, 201).json()["id"], job)

    def upload(self, name, content, with_checksum=True):
        checksum = hashlib.sha256(content).hexdigest() if with_checksum else None
        answer = self.ask("POST", "/data/upload", 201, json={"filename": name, "checksum": checksum}).json()
        self.assertNotIn("windows", answer["url"])
        if "fields" in answer:
            sent = requests.post(answer["url"], data=answer["fields"], files={"file": (name, content)})
        else:
            sent = requests.put(answer["url"], data=content, headers={"Content-Length": str(len(content))}, timeout=30)
        self.assertIn(sent.status_code, (200, 201, 204))

    def test_upload_ls_rm_and_a_directory_as_artifact(self):
        self.upload("a.txt", b"abc")
        self.upload("big.bin", b"\0" * 3_000_000, with_checksum=False)
        self.assertEqual([(one["name"], one["size"]) for one in self.ask("GET", "/data").json()], [("a.txt", 3), ("big.bin", 3_000_000)])
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            member = tarfile.TarInfo("inputs/README")
            member.size = 6
            archive.addfile(member, io.BytesIO(b"readme"))
        self.upload("8c8f.tar.gz", packed.getvalue())
        job = self.job("cat README > out.txt", outputFiles=["out.txt"], artifacts=[{"url": "8c8f.tar.gz"}],
                       tasks=[{"image": "busybox", "runtime": "singularity", "cmd": '/bin/sh -c "cat inputs/README > out.txt"'}])
        done = self.until(["completed"], "/jobs/%d" % job)
        self.assertEqual(requests.get(done["outputFiles"][0]["url"], timeout=30).content, b"readme")
        self.assertEqual(self.ask("DELETE", "/data/a.txt", 204).content, b"")

    def test_workflows(self):
        def job(name, command, **more):
            task = {"image": "busybox", "runtime": "singularity", "cmd": command}
            return {"name": name, "resources": self.resources, "tasks": [task], **more}
        workflow = self.create({"name": "w", "jobs": [job("a", "echo $x", outputFiles=["o"]), job("b", "true")],
                                "factories": [{"type": "zip", "name": "f", "jobs": ["a"], "parameters": [{"name": "x", "values": ["1", "2"]}]}],
                                "dependencies": {"a": ["b"]}}, "/workflows")
        shown = self.ask("GET", "/workflows", params={"num": 1}).json()[0]
        self.assertLessEqual({"id", "name", "status", "events", "progress"}, set(shown))
        done = self.until(["completed", "failed"], "/workflows/%d" % workflow)
        self.assertEqual((done["status"], done["progress"]["failed"]), ("failed", 2))  # `o` was not there
        self.assertIn("jobs", done)
        params = {"completed": "true", "num": -1, "id": workflow, "workflow": "true", "detail": "true"}
        jobs = self.ask("GET", "/jobs", params=params).json()
        self.assertEqual(sorted(one["name"] for one in jobs), ["w/a/0", "w/a/1"])
        self.assertEqual(jobs[0]["outputFiles"], [{"name": "o", "url": ""}])
        self.assertEqual(self.ask("GET", "/workflows/%d/a/1/stdout" % workflow, params={"node": 0, "offset": 0}).text, "2\n")
        swapped = self.ask("GET", "/workflows/%d/0/1/stderr" % workflow, 400, params={"node": "a", "offset": 0})
        self.assertEqual(swapped.json(), {"error": "stderr does not exist"})
        self.assertGreater(self.ask("PUT", "/workflows/%d" % workflow).json()["id"], workflow)
        self.assertGreater(self.ask("PUT", "/workflows/%d/clone" % workflow, 201).json()["id"], workflow)
        self.assertEqual(self.ask("DELETE", "/workflows/%d" % workflow, 400).json(), {"error": "No such workflow(s)"})

    def test_keys_usage_and_resources(self):
        self.assertEqual(self.ask("POST", "/kv//k/a", 201, data="value").json(), {})  # follows to /kv/k/a
        self.assertEqual(self.ask("GET", "/kv//k/a").text, "value")
        self.assertEqual(self.ask("GET", "/kv", params={"list": "true"}).json(), ["/k/a"])
        self.assertEqual(self.ask("GET", "/kv/k", params={"list": "true"}).json(), ["/k/a"])
        self.assertEqual(self.ask("DELETE", "/kv/k", params={"prefix": "True"}).json(), {})
        self.assertEqual(self.ask("GET", "/kv//k/a", 404).json(), {"error": "No such key"})
        self.until(["completed"], "/jobs/%d" % self.job("sleep 7200"))
        usage = self.ask("GET", "/accounting", params={"start": "2000-01-01", "end": "2100-01-01"}).json()["usage"]
        self.assertEqual(usage["users"]["alice"]["numberOfJobs"], 1)
        self.assertEqual(usage["users"]["alice"]["wallTime"], 2.0)
        both = {"start": "2000-01-01", "end": "2100-01-01", "by_group": "true", "show_all_users": "true"}
        self.assertEqual(self.ask("GET", "/accounting", params=both).json()["usage"]["groups"]["groupA"]["numberOfJobs"], 1)
        self.assertEqual(len(self.ask("GET", "/resources").json()["existing"]), 8)

    def test_login(self):
        oidc = self.server.url + "/oidc"
        made = requests.post(oidc + "/register", timeout=10, json={
            "redirect_uris": [self.server.url + "/redirect_url"], "client_name": "prominence-user-1", "response_types": ["code"],
            "token_endpoint_auth_method": "client_secret_basic", "scope": "openid profile email",
            "grant_types": ["urn:ietf:params:oauth:grant-type:device_code"]})
        self.assertEqual(made.status_code, 201)
        client = (made.json()["client_id"], made.json()["client_secret"])
        begun = requests.post(oidc + "/devicecode", data={"scope": "openid profile email", "client_id": client[0]}, auth=client, timeout=10)
        self.assertEqual(begun.status_code, 200)
        self.assertLessEqual({"device_code", "user_code", "verification_uri", "expires_in"}, set(begun.json()))
        wanted = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": begun.json()["device_code"]}
        answer = requests.post(oidc + "/token", data=wanted, auth=client, timeout=10)
        self.assertEqual(answer.status_code, 200)
        token = answer.json()["access_token"]
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "==="))
        self.assertGreater(claims["exp"], time.time())
        listed = requests.get(self.server.url + "/prominence/v1/jobs?num=1", headers={"Authorization": "Bearer " + token})
        self.assertEqual((listed.status_code, listed.json()), (200, []))


class Scenarios(unittest.TestCase):
    def test_every_scenario_passes_and_every_documented_status_is_seen(self):
        server = Served()
        self.addCleanup(server.stop)
        done = subprocess.run([HPCMOCK, "check", "prominence", "--base-url", server.root, "--root", str(ROOT), "--strict",
                               "--min-coverage", "100", "--quiet", "--ledger", "none"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
