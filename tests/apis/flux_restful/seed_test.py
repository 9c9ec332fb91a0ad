"""The seed's examples as they stand, against the real server with a listener of its own.

The document shows its service at http://127.0.0.1:5000; only that address is put in, and ids.
"""
import os
import pathlib
import re
import subprocess
import sys
import unittest

import requests

from flux_restful_client import FluxRestfulClient
from served import Served

HPCMOCK = sys.argv.pop(1)
ROOT = pathlib.Path(__file__).resolve().parents[3]

# The exports and the Python of "Interactions".
EXPORTS = """
export FLUX_USER=$USER
export FLUX_TOKEN=123456
"""
WITH_CREDENTIALS = """
# Make sure the directory with the client is in sys.path
from flux_restful_client import FluxRestfulClient

# create with username and token
cli = FluxRestfulClient(user="fluxuser", token="12345")

# Add or update after creation
cli.set_basic_auth(user="fluxuser", token="12345")
"""
WITH_HOST = """
# create with username and token
cli = FluxRestfulClient('http://127.0.0.1:5000')
"""
# "API": the endpoints with their methods.
ENDPOINTS = """
##### POST `/service/stop`
##### GET `/jobs`
##### GET `/jobs/{uid}`
##### POST `/jobs/{uid}/cancel`
##### POST `/jobs/submit`
#### GET `/nodes`
"""
# What the container shows when it starts.
CONSOLE = r"""
🍓 Require auth: True
🍓    Flux user: \*{8}
🍓   Flux token: \*{5}
INFO:     Started server process \[\d+\]
INFO:     Waiting for application startup.
INFO:     Application startup complete.
INFO:     Uvicorn running on http://127.0.0.1:\d+ \(Press CTRL\+C to quit\)
"""


def run(code, url):
    """The document's Python, with the address put in; what it named `cli`. Its second piece goes on after the first."""
    scope = {"FluxRestfulClient": FluxRestfulClient}
    exec(code.replace("http://127.0.0.1:5000", url), scope)
    return scope["cli"]


def curl(url, method, path, *more):
    done = subprocess.run(["curl", "-s", "-w", "\n%{http_code}", "-X", method, url + path, *more], capture_output=True,
                          text=True, check=True)
    body, status = done.stdout.rsplit("\n", 1)
    return int(status), body


class Seed(unittest.TestCase):
    def serve(self, *options):
        server = Served(HPCMOCK, "--clock", "stepping", *options)
        self.addCleanup(server.stop)
        return server

    def test_each_endpoint_answers_curl(self):
        url = self.serve().url
        listed = re.findall(r"^#+ (\w+) `(.*)`$", ENDPOINTS, re.M)
        self.assertEqual(len(listed), 6)
        status, body = curl(url, "POST", "/jobs/submit", "-d", '{"command": "sleep 60", "runtime": 0}')
        self.assertEqual(status, 200)
        uid = re.fullmatch(r'\{"Message":"Job submit\.","id":(\d+)\}', body)[1]
        more = {"/jobs/submit": ["-d", '{"command": "echo hello"}']}
        for method, path in sorted(listed, key=lambda row: row[1] == "/service/stop"):
            status, body = curl(url, method, path.replace("{uid}", uid), *more.get(path, []))
            self.assertEqual(status, 200, path)
        self.assertEqual(body, "null")
        with self.assertRaises(subprocess.CalledProcessError):
            curl(url, "GET", "/jobs")

    def test_a_submission_without_its_command_is_refused(self):
        url = self.serve().url
        self.assertEqual(curl(url, "POST", "/jobs/submit", "-d", '{"runtime": 5}'),
                         (400, '{"Message":"\'command\' is required."}'))

    def test_the_python_with_a_host_works_without_credentials(self):
        cli = run(WITH_HOST, self.serve().url)
        self.assertEqual(cli.jobs(), {"jobs": []})
        self.assertEqual(len(cli.list_nodes()["nodes"]), 4)

    def test_the_python_with_credentials_works_where_they_are_asked_for(self):
        server = self.serve("--set", "apis.flux_restful.auth=required")
        cli = run(WITH_CREDENTIALS, server.url)
        cli.host = server.url  # the document's own default is port 5000
        self.assertEqual(cli.jobs(), {"jobs": []})
        bare = FluxRestfulClient(server.url)
        self.assertEqual(bare.jobs(), {"detail": "Not authenticated"})

    def test_credentials_may_come_from_the_environment(self):
        server = self.serve("--set", "apis.flux_restful.auth=required", "--set", "apis.flux_restful.token=\"123456\"",
                            "--set", "apis.flux_restful.user=somebody")
        done = subprocess.run(["bash", "-c", EXPORTS + "env"], env={"USER": "somebody", "PATH": os.environ["PATH"]},
                              capture_output=True, text=True, check=True)
        exported = dict(line.split("=", 1) for line in done.stdout.splitlines() if line.startswith("FLUX_"))
        os.environ.update(exported)
        self.addCleanup(lambda: [os.environ.pop(name) for name in exported])
        self.assertEqual(run(WITH_HOST, server.url).jobs(), {"jobs": []})

    def test_the_server_says_at_its_start_what_the_container_says(self):
        self.assertRegex(self.serve("--set", "apis.flux_restful.auth=required").said, CONSOLE)
        said = self.serve("--set", "apis.flux_restful.generation=current").said
        self.assertRegex(said, "🍓 Require auth: False\n🍓  Server mode: single-user\n🍓   Secret key \\*{12}\n")

    def test_the_simple_interface_and_the_documentation_are_there(self):
        url = self.serve().url
        for path in ("/", "/docs", "/redoc"):
            page = requests.get(url + path)
            self.assertEqual(page.headers["content-type"], "text/html; charset=utf-8")
            self.assertTrue(page.text.startswith("<!DOCTYPE html>"))
        paths = requests.get(url + "/openapi.json").json()["paths"]
        for path in ("/service/stop", "/jobs", "/jobs/{jobid}", "/jobs/{jobid}/cancel", "/jobs/submit", "/nodes"):
            self.assertIn(path, paths)


class Readme(unittest.TestCase):
    def test_the_commands_of_the_readme_answer_what_it_says(self):
        server = Served(HPCMOCK, "--clock", "stepping")
        self.addCleanup(server.stop)
        readme = (ROOT / "server/apis/flux_restful/README.md").read_text()
        block = re.search(r"```console\n(.*?)```", readme, re.S)[1]
        lines = re.findall(r"^\$ (curl .*)\n((?:(?!\$ ).*\n)*)", block, re.M)
        self.assertGreater(len(lines), 8)
        for line, said in lines:
            here = line.replace("http://127.0.0.1:5000", server.url).replace("http://127.0.0.1:8080", server.root)
            done = subprocess.run(["bash", "-c", here + " -s"], capture_output=True, text=True, check=True)
            self.assertEqual(done.stdout.rstrip("\n"), said.rstrip("\n"), line)


class Examples(unittest.TestCase):
    """The example scripts of the seed's commit, as far as the facts tell what they do."""

    def setUp(self):
        self.server = Served(HPCMOCK, "--clock", "stepping")
        self.addCleanup(self.server.stop)
        self.cli = FluxRestfulClient(self.server.url)

    def test_submit_job(self):
        answer = self.cli.submit("sleep 60")
        self.assertNotIn("detail", answer)
        self.assertEqual(answer["Message"], "Job submit.")
        self.assertEqual(self.cli.jobs(answer["id"])["job"]["name"], "sleep")

    def test_submit_list_jobs(self):
        ids = [self.cli.submit(["sleep", seconds])["id"] for seconds in ("10", "20", "30")]
        self.assertCountEqual([job["id"] for job in self.cli.jobs()["jobs"]], ids)

    def test_cancel_job_at_once(self):
        uid = self.cli.submit("sleep 60")["id"]
        self.assertEqual(self.cli.cancel(uid), {"Message": "Job is requested to cancel."})
        states = [self.cli.jobs(uid)["job"] for _ in range(4)]
        self.assertEqual((states[-1]["state"], states[-1]["result"]), (64, 4))

    def test_an_unknown_job_makes_the_client_fail_to_decode(self):
        with self.assertRaises(requests.exceptions.JSONDecodeError):
            self.cli.jobs(1)

    def test_a_job_is_seen_in_each_of_its_states_by_a_client_that_only_polls(self):
        uid = self.cli.submit("sleep 86400")["id"]
        seen = []
        while not seen or seen[-1] != 64:
            seen.append(self.cli.jobs(uid)["job"]["state"])
        self.assertEqual(sorted(set(seen)), [2, 4, 8, 16, 32, 64])
        self.assertLess(len(seen), 12)


class Stop(unittest.TestCase):
    def test_its_listener_closes_the_shared_port_falls_silent_and_the_control_api_starts_it_again(self):
        server = Served(HPCMOCK)
        self.addCleanup(server.stop)
        cli = FluxRestfulClient(server.url)
        uid = cli.submit("sleep 60")["id"]
        other = requests.post(server.root + "/_hpcmock/sandboxes", json={"name": "other"}).json()["apis"]["flux_restful"]
        self.assertIsNone(cli.stop_service())
        with self.assertRaises(requests.exceptions.ConnectionError):
            requests.get(server.url + "/nodes")
        with self.assertRaises(requests.exceptions.ConnectionError) as failed:
            requests.get(server.root + "/flux/nodes")
        self.assertIn("RemoteDisconnected", str(failed.exception))
        self.assertEqual(requests.get(server.root + "/refissh/jobs/").status_code, 401)
        self.assertEqual(requests.get(server.root + "/s/other/flux/nodes").status_code, 200, other)
        start = server.control + "/apis/flux_restful/start"
        self.assertEqual(requests.post(start).json(), {"api": "flux_restful", "started": True})
        self.assertEqual(requests.post(start).json(), {"api": "flux_restful", "started": False})
        self.assertEqual([job["id"] for job in FluxRestfulClient(server.url).jobs()["jobs"]], [uid])
        self.assertEqual(requests.get(server.root + "/flux/nodes").status_code, 200)

    def test_another_sandbox_that_stops_closes_no_listener(self):
        server = Served(HPCMOCK)
        self.addCleanup(server.stop)
        requests.post(server.root + "/_hpcmock/sandboxes", json={"name": "other"})
        self.assertEqual(requests.post(server.url + "/s/other/service/stop").text, "null")
        with self.assertRaises(requests.exceptions.ConnectionError):
            requests.get(server.url + "/s/other/nodes")
        self.assertEqual(requests.get(server.url + "/nodes").status_code, 200)

    def test_a_service_may_drop_the_request_or_go_on(self):
        server = Served(HPCMOCK, "--set", "apis.flux_restful.stop=drop")
        self.addCleanup(server.stop)
        with self.assertRaises(requests.exceptions.ConnectionError):
            requests.post(server.url + "/service/stop")
        going_on = Served(HPCMOCK, "--set", "apis.flux_restful.stop=ignore")
        self.addCleanup(going_on.stop)
        self.assertEqual(requests.post(going_on.url + "/service/stop").text, "null")
        self.assertEqual(requests.get(going_on.url + "/nodes").status_code, 200)


if __name__ == "__main__":
    unittest.main()
