"""The API tutorial's examples against the real server, and what Spack itself sends.

The tutorial's command lines stand here as they are there. Only the host is put in, by the environment, since the test
cannot have port 80; `$(spack --version)` is the version that the tutorial prints.
"""
import base64
import concurrent.futures
import importlib
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

import requests

HPCMOCK = sys.argv.pop(1)
ROOT = pathlib.Path(__file__).resolve().parents[3]
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "client"))

TOKEN = "50445263afd8f67e59bd79bff597836ee6c05438"

EXPORTS = """
export SPACKMON_TOKEN=50445263afd8f67e59bd79bff597836ee6c05438
export SPACKMON_USER=vsoch
"""

UPLOADED = """The package was successfully created.
{
    "message": "success",
    "data": {
        "full_hash": "p64nmszwer36ly7pnch5fznni4cnmndg",
        "name": "singularity",
        "version": "3.6.4",
        "spack_version": "0.16.0-1379-7a5351d495",
        "specs": {
            "cryptsetup": "tmi4pf6umhalop7mi6zyiv7xjpalyzgb",
            "go": "dehg3ddu6gacrmnoexbxhjv2i2d76yq6",
            "libgpg-error": "4cvsg42wxksiup6x74mlabu6un55wjzc",
            "libseccomp": "kfx6zyjxzudw77e3xk6i73bcgi2cavgh",
            "pkgconf": "al2hlnux3cchfhwiv2sbejnxvnogibac",
            "shadow": "aozeq6ybtsnrs5phtonutwes7fe6yhcy",
            "squashfs": "vpemhhpzqqf7mvpzdvcg6szfah6mwt2q",
            "util-linux-uuid": "g362jjpzlfp3qhfm7gdery6v3xgeh3lg"
        }
    }
}
"""

SERVICE_INFO = {
    'id': 'spackmon',
    'status': 'running',
    'name': 'Spack Monitor (Spackmon)',
    'description': 'This service provides a database to monitor spack builds.',
    'organization': {'name': 'spack', 'url': 'https://github.com/spack'},
    'contactUrl': 'https://github.com/spack/spack-monitor/issues',
    'documentationUrl': 'https://spack-monitor.readthedocs.io',
    'createdAt': '2021-02-10T10:40:19Z',
    'updatedAt': '2021-02-11T00:06:06Z',
    'environment': 'test',
    'version': '0.0.1',
    'auth_instructions_url': 'https://spack-monitor.readthedocs.io/en/latest/getting_started/auth.html'}


class Served:
    """A server on ports of its own choice, gone at the end."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [HPCMOCK, "serve", "--listen", "127.0.0.1:0", "--listen", "spack_monitor=127.0.0.1:0", "--log-format", "json",
             *options], stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.root = ready["url"]
        self.url = ready["apis"]["spack_monitor"]

    def stop(self):
        self.process.terminate()
        code = self.process.wait()
        self.process.stdout.close()
        return code


class Case(unittest.TestCase):
    options = ()

    def setUp(self):
        self.server = Served(*self.options)

    def tearDown(self):
        self.assertEqual(self.server.stop(), 0)

    def client(self, host=None):
        module = importlib.import_module("spackmoncli")
        return module.SpackMonitorClient(host=host or self.server.url, token=TOKEN, username="vsoch")

    def shell(self, line, exports=EXPORTS, host=None):
        """A line of the tutorial; its folders script/api-examples and specs are ours here."""
        line = line.replace("script/api-examples/", str(HERE / "client") + "/").replace("$(spack --version)", "0.16.0-1379-7a5351d495")
        line = line.replace("~/.spack/reports/monitor/", "./")
        environment = dict(os.environ, SPACKMON_HOST=host or self.server.url)
        folder = ROOT / "fixtures" / "spack"
        line = line.replace(" specs/", " ./")
        done = subprocess.run(["bash", "-ec", exports + line], env=environment, cwd=folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout


class Tutorial(Case):
    options = ("--set", "apis.spack_monitor.created_at=2021-02-10T10:40:19Z",
               "--set", "apis.spack_monitor.updated_at=2021-02-11T00:06:06Z")

    def test_service_info(self):
        info = self.client().service_info()
        self.assertEqual(info, SERVICE_INFO)
        self.assertEqual(list(info), list(SERVICE_INFO))
        self.assertEqual(json.loads(self.shell("python3 script/api-examples/service_info.py", exports="")), SERVICE_INFO)

    def test_upload_config(self):
        line = "python3 script/api-examples/upload_config.py specs/singularity-3.6.4.json $(spack --version)"
        self.assertEqual(self.shell(line), UPLOADED)
        again = self.shell(line)
        self.assertEqual(again, UPLOADED.replace("The package was successfully created.",
                                                 "This package already exists in the database."))
        self.assertEqual(requests.get(self.server.url + "/api/specs/").json()["count"], 55)

    def test_upload_config_with_the_version_as_a_string(self):
        self.assertEqual(self.shell("python3 script/api-examples/upload_config.py specs/singularity-3.6.4.json 0.16.0-1379-7a5351d495"),
                         UPLOADED)

    def test_upload_config_without_a_version_asks_nothing(self):
        with self.assertRaisesRegex(AssertionError, "IndexError"):
            self.shell("python3 script/api-examples/upload_config.py specs/singularity-3.6.4.json")
        self.assertEqual(requests.get(self.server.url + "/api/specs/").json()["count"], 0)

    def test_clients_with_and_without_arguments(self):
        module = importlib.import_module("spackmoncli")
        self.assertEqual(module.SpackMonitorClient().base, "http://127.0.0.1/ms1")
        client = module.SpackMonitorClient(host="https://servername.org", prefix="ms2")
        self.assertEqual(client.base, "https://servername.org/ms2")

    def test_local_save_upload(self):
        self.shell("python3 script/api-examples/upload_save_local.py ~/.spack/reports/monitor/2021-06-14-17-02-27-1623711747/")
        builds = requests.get("%s/api/builds/" % self.server.url, headers={"accept": "application/json"}).json()
        self.assertEqual([build["status"] for build in builds["results"]], ["SUCCESS"])
        phases = requests.get(self.server.url + "/api/buildphases/").json()["results"]
        self.assertEqual(sorted(phase["name"] for phase in phases), ["build", "edit", "install"])
        self.assertIn("\tgcc -O2 -c a.c\n", phases[0]["output"])

    def test_the_same_on_the_shared_port_and_in_a_sandbox(self):
        self.assertEqual(self.shell("python3 script/api-examples/upload_config.py specs/singularity-3.6.4.json $(spack --version)",
                                    host=self.server.root + "/spack-monitor"), UPLOADED)
        requests.post(self.server.root + "/_hpcmock/sandboxes", json={"name": "ci"}).raise_for_status()
        sandbox = self.server.root + "/s/ci/spack-monitor"
        self.assertEqual(requests.get(sandbox + "/api/specs/").json()["count"], 0)
        self.assertEqual(self.shell("python3 script/api-examples/upload_config.py specs/singularity-3.6.4.json $(spack --version)",
                                    host=sandbox), UPLOADED)

    def test_a_wrong_token_gets_the_first_401(self):
        client = self.client()
        client.token = "0" * 40
        self.assertEqual(client.send("POST", "specs/new/", {}).status_code, 401)
        self.assertEqual(client.requests, 2)

    def test_curl_as_the_documents_have_it(self):
        line = 'curl -sS -X GET "http://127.0.0.1/api/builds/" -H "accept: application/json"'
        self.assertEqual(self.shell(line.replace("http://127.0.0.1", self.server.url)),
                         '{"count":0,"next":null,"previous":null,"results":[]}')


class AnotherPrefix(Case):
    options = ("--set", "apis.spack_monitor.prefix=ms2")

    def test_a_client_is_told_the_prefix(self):
        module = importlib.import_module("spackmoncli")
        client = module.SpackMonitorClient(host=self.server.url, prefix="ms2", token=TOKEN, username="vsoch")
        self.assertEqual(client.service_info()["id"], "spackmon")
        response = client.upload_specfile(ROOT / "fixtures" / "spack" / "singularity-3.6.4.json", "1.0.0")
        self.assertEqual(response.status_code, 201)
        self.assertEqual(requests.get(self.server.url + "/ms1/").status_code, 404)


class Samples(Case):
    def test_uploads_of_both_generations_store_what_the_real_server_stores(self):
        for name, version, specs in (("singularity-3.8.0", "1.0.0", 109), ("zlib-1.2.11", "1.0.1", 110),
                                     ("zlib-1.2.11-list", "1.0.2", 111), ("stack-300", "1.0.3", 411)):
            response = self.client().upload_specfile(ROOT / "fixtures" / "spack" / (name + ".json"), version)
            self.assertEqual(response.status_code, 201)
            self.assertEqual(requests.get(self.server.url + "/api/specs/").json()["count"], specs)

    def test_the_committed_samples_are_those_that_the_script_makes(self):
        folder = ROOT / "fixtures" / "spack"
        sys.path.insert(0, str(folder))
        for name, content in importlib.import_module("make_samples").samples().items():
            self.assertEqual(json.loads((folder / name).read_text()), content, name)


class SpackItself(Case):
    """Python's urllib, as Spack's monitor uses it: a bearer for the whole process, indented ASCII bodies."""

    def post(self, endpoint, body, bearer=None):
        request = urllib.request.Request(self.server.url + "/ms1/" + endpoint, data=json.dumps(body, indent=2).encode())
        if bearer:
            request.add_header("Authorization", "Bearer " + bearer)
        with urllib.request.urlopen(request) as response:
            return json.loads(response.read())

    def bearer(self):
        with self.assertRaises(urllib.error.HTTPError) as refusal:
            self.post("specs/new/", {})
        self.assertEqual((refusal.exception.code, refusal.exception.reason), (401, "Unauthorized"))
        parts = dict(re.findall('([a-zA-z]+)="(.+?)"', refusal.exception.headers.get("Www-Authenticate")))
        request = urllib.request.Request(parts["realm"], headers={"service": parts["service"], "Accept": "application/json",
                                                                  "User-Agent": "spackmoncli"})
        request.add_header("Authorization", "Basic " + base64.b64encode(b"vsoch:" + TOKEN.encode()).decode())
        with urllib.request.urlopen(request) as response:
            return json.loads(response.read())["token"]

    def test_an_install_that_fails_half_way(self):
        bearer = self.bearer()
        graph = json.loads((ROOT / "fixtures" / "spack" / "curl-7.76.1.json").read_text())
        version = "0.18.0.dev0"
        uploaded = self.post("specs/new/", {"spec": graph["spec"], "spack_version": version}, bearer)["data"]
        self.assertTrue(uploaded["created"])
        machine = {"host_os": "debian12", "platform": "linux", "host_target": "skylake", "hostname": "node",
                   "kernel_version": "#1 SMP", "spack_version": version}
        ids = {}
        for name, full_hash in [("curl", uploaded["spec"]["full_hash"]), *uploaded["spec"]["specs"].items()]:
            ids[name] = self.post("builds/new/", {**machine, "full_hash": full_hash, "tags": "nightly"}, bearer)["data"]["build"]["build_id"]
        log = "==> building\n\x1b[31merror:\x1b[0m \u00fc\u4e16 \"quoted\" \\ \x00\r\n" * 1000
        self.post("builds/phases/update/", {"build_id": ids["openssl"], "status": "ERROR", "output": log, "phase_name": "build"}, bearer)
        self.post("builds/update/", {"build_id": ids["zlib"], "status": "SUCCESS"}, bearer)
        for name in ("openssl", "curl"):
            self.assertEqual(self.post("builds/update/", {"build_id": ids[name], "status": "FAILED"}, bearer)["message"], "Status updated")
        states = {name: requests.get(f"{self.server.url}/api/builds/{one}/").json()["status"] for name, one in ids.items()}
        self.assertEqual(states["curl"], "FAILED")
        self.assertEqual(states["zlib"], "SUCCESS")
        self.assertEqual(states["openssl"], "CANCELLED")  # the failed dependency itself, since its dependent failed, too
        self.assertEqual(requests.get(self.server.url + "/api/buildphases/1/").json()["output"], log)

    def test_a_dag_hash_for_a_full_hash_stops_spack(self):
        bearer = self.bearer()
        with self.assertRaises(urllib.error.HTTPError) as refusal:
            self.post("builds/new/", {"host_os": "a", "platform": "b", "host_target": "c", "hostname": "d", "kernel_version": "e",
                                      "spack_version": "0.18.0", "full_hash": "nope"}, bearer)
        self.assertEqual(refusal.exception.code, 400)
        self.assertIn(b"The spec with full hash nope", refusal.exception.read())

    def test_creators_of_one_build_race_and_one_of_them_makes_it(self):
        bearer = self.bearer()
        self.post("specs/new/", {"spack_version": "1", "spec": {"nodes": [{"name": "a", "full_hash": "f", "hash": "h"}]}}, bearer)
        body = {"host_os": "a", "platform": "b", "host_target": "c", "hostname": "d", "kernel_version": "e",
                "spack_version": "1", "full_hash": "f"}
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda _: self.post("builds/new/", body, bearer), range(64)))
        self.assertEqual(sorted(answer["code"] for answer in answers), [200] * 63 + [201])
        self.assertEqual({answer["data"]["build"]["build_id"] for answer in answers}, {1})

    def test_large_logs_come_back_byte_for_byte(self):
        bearer = self.bearer()
        self.post("specs/new/", {"spack_version": "1", "spec": {"nodes": [{"name": "a", "full_hash": "f", "hash": "h"}]}}, bearer)
        build = self.post("builds/new/", {"host_os": "a", "platform": "b", "host_target": "c", "hostname": "d", "kernel_version": "e",
                                          "spack_version": "1", "full_hash": "f"}, bearer)["data"]["build"]["build_id"]
        log = "\u2028 \U0001f600 \u00e4 \t\x7f\x01 \"\\/ line\r\n" * 400_000
        self.post("builds/phases/update/", {"build_id": build, "status": "SUCCESS", "phase_name": "build", "output": log}, bearer)
        self.assertEqual(requests.get(self.server.url + "/api/buildphases/1/").json()["output"], log)
        page = requests.get(f"{self.server.url}/builds/{build}/")
        self.assertEqual(page.status_code, 200)
        self.assertLess(len(page.content), 1_000_000)  # a person is shown its end, and where the rest is
        self.assertIn("/api/buildphases/", page.text)

    def test_a_large_body_without_a_token_is_read_before_it_is_refused(self):
        body = b'{"spec":"' + b"x" * 20_000_000 + b'"}'
        response = requests.post(self.server.url + "/ms1/specs/new/", data=body)
        self.assertEqual(response.status_code, 401)
        expecting = requests.post(self.server.url + "/ms1/specs/new/", data=body, headers={"Expect": "100-continue"})
        self.assertEqual(expecting.status_code, 401)


class Fronts(Case):
    def test_bodies_of_any_type_and_encoding_are_json(self):
        client = self.client()
        bearer = client.authenticate(requests.post(client.base + "/specs/new/"))
        body = json.dumps({"spack_version": "1.0", "spec": {"nodes": [{"name": "z\u00fc", "full_hash": "f", "hash": "h"}]}},
                          ensure_ascii=False)
        statuses = []
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            for kind in ("application/json", "application/xml", "text/plain"):
                response = requests.post(client.base + "/specs/new/", data=body.encode(encoding),
                                         headers={"Authorization": "Bearer " + bearer, "Content-Type": kind})
                statuses.append(response.status_code)
                self.assertEqual(response.json()["data"]["spec"]["name"], "z\u00fc")
        self.assertEqual(statuses, [201] + [200] * 17)

    def test_one_connection_serves_a_whole_upload(self):
        client = self.client()
        self.assertEqual(client.upload_specfile(ROOT / "fixtures" / "spack" / "zlib-1.2.11.json", "1").status_code, 201)
        self.assertEqual(client.requests, 3)


if __name__ == "__main__":
    unittest.main()
