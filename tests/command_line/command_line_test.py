"""hpcmock as a command: arguments, ready file, URLs, signals, the host's clock. Standard library only; loopback only."""

import base64
import glob
import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile
import unittest
import urllib.parse
import urllib.request

import hpcmock_pytest

BINARY = os.environ["HPCMOCK"]
CLIENT = {"grant_type": "client_credentials", "client_id": "firecrest-sample",
          "client_secret": "b391e177-fa50-4987-beaf-e6d33ca93571"}


def run(*arguments):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60)


def get(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as response:
        return json.load(response)


def token(base):
    data = urllib.parse.urlencode(CLIENT).encode()
    with urllib.request.urlopen(base + "/auth/realms/kcrealm/protocol/openid-connect/token", data, timeout=30) as response:
        return json.load(response)["access_token"]


def claims(text):
    part = text.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


class Arguments(unittest.TestCase):
    def assert_refused(self, arguments, *words):
        result = run(*arguments)
        self.assertEqual(result.returncode, 2, result.stderr)
        for word in words:
            self.assertIn(word, result.stderr + result.stdout)

    def test_what_is_wrong_is_said_with_what_is_allowed_and_ends_with_2(self):
        self.assert_refused([], "subcommand")
        self.assert_refused(["sevre"], "sevre")
        self.assert_refused(["serve", "--clock", "warp"], "warp", "real", "stepping", "idle-skip")
        self.assert_refused(["serve", "--listen", "8080:x"], "8080:x", "127.0.0.1:8080")
        self.assert_refused(["serve", "--listen", "nothing=127.0.0.1:0"], "nothing", "firecrest", "refissh")
        self.assert_refused(["serve", "--listen", ":0", "--listen", ":0"], "one address too many")
        self.assert_refused(["serve", "--site", "/nowhere.yaml"], "/nowhere.yaml")
        self.assert_refused(["serve", "--set", "nonsense"], "--set nonsense", "KEY=VALUE")
        self.assert_refused(["serve", "--set", "clusters.nowhere.name=x"], "nowhere")
        self.assert_refused(["serve", "--set", "seed=red"], "seed", "red")
        self.assert_refused(["serve", "--log-format", "xml"], "xml", "text", "json")
        self.assert_refused(["serve", "--threads", "0"], "threads")
        self.assert_refused(["routes", "nothing"], "nothing")

    def test_a_wrong_site_file_is_said_with_line_and_column(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write("clusters:\n  - name: a\n    nodes: [{name: n, cpus: 0}]\n    partitions: [{name: p}]\n")
            file.flush()
            self.assert_refused(["serve", "--site", file.name], f"{file.name}:3:29: /clusters/0/nodes/0/cpus")

    def test_help_and_version_end_with_0(self):
        self.assertRegex(run("--version").stdout, r"^hpcmock \d+\.\d+\.\d+\n$")
        for arguments in (["--help"], ["serve", "--help"], ["check", "--help"], ["routes", "--help"]):
            result = run(*arguments)
            self.assertEqual(result.returncode, 0)
            self.assertIn("Usage:", result.stdout)

    def test_routes_prints_method_path_and_operation(self):
        lines = [line.split() for line in run("routes", "firecrest").stdout.splitlines()]
        self.assertIn(["POST", "/firecrest/compute/jobs/upload", "firecrest.jobs.upload"], lines)
        self.assertIn(["POST", "/auth/realms/{realm}/protocol/openid-connect/token", "firecrest.auth.token"], lines)
        self.assertTrue(all(len(line) == 3 for line in lines))

    def test_an_address_in_use_ends_with_3(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            result = run("serve", "--listen", "127.0.0.1:%d" % taken.getsockname()[1])
            self.assertEqual(result.returncode, 3)
            self.assertIn(str(taken.getsockname()[1]), result.stderr)


class Serving(unittest.TestCase):
    def serve(self, *arguments):
        server = hpcmock_pytest.Server(BINARY, arguments)
        self.addCleanup(server.stop)
        return server

    def test_the_ready_file_names_what_a_client_is_given(self):
        server = self.serve("--listen", "firecrest=127.0.0.1:0", "--listen", "refissh=127.0.0.1:0")
        self.assertRegex(server.url, r"^http://127\.0\.0\.1:\d+$")
        self.assertEqual(server.control, server.url + "/_hpcmock")
        self.assertRegex(server.apis["firecrest"], r"^http://127\.0\.0\.1:\d+$")
        self.assertNotEqual(server.apis["firecrest"], server.url)
        self.assertRegex(server.apis["refissh"], r"^http://127\.0\.0\.1:\d+/refissh$")
        self.assertNotIn("control", server.apis)

    def test_an_api_answers_on_the_shared_port_and_on_its_own(self):
        server = self.serve("--listen", "firecrest=127.0.0.1:0")
        own, shared = server.apis["firecrest"], server.url + "/firecrest"
        self.assertEqual(get(own + "/status/systems", Authorization="Bearer " + token(own)),
                         get(shared + "/status/systems", Authorization="Bearer " + token(server.url)))

    def test_a_sandbox_has_urls_of_its_own(self):
        server = self.serve()
        sandbox = server.sandbox(name="ci-7", clock="manual", seed=7)
        self.assertEqual(sandbox.apis["firecrest"], server.url + "/s/ci-7/firecrest")
        before = sandbox.clock()["now"]
        self.assertNotEqual(sandbox.advance("24h")["now"], before)
        self.assertEqual(sandbox.clock("stepping")["mode"], "stepping")
        self.assertEqual([entry["status"] for entry in sandbox.journal()][-1], 200)
        self.assertEqual(sandbox.jobs("daint")["live"], [])
        server.remove(sandbox)

    def test_set_and_a_site_file_reach_the_server(self):
        server = self.serve("--set", "clusters.daint.reachability=refused", "--seed", "5", "--clock", "manual")
        self.assertEqual(get(server.control + "/clock")["mode"], "manual")
        systems = get(server.url + "/firecrest/status/systems", Authorization="Bearer " + token(server.url))["out"]
        self.assertIn({"description": "System does not accept connections", "status": "not available", "system": "daint"},
                      systems)

    def test_ipv6_is_served_and_shown_in_brackets(self):
        try:
            socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        except OSError:
            self.skipTest("no IPv6 here")
        server = self.serve("--listen", "firecrest=[::1]:0")
        self.assertRegex(server.apis["firecrest"], r"^http://\[::1\]:\d+$")
        self.assertIn("out", get(server.apis["firecrest"] + "/status/systems",
                                 Authorization="Bearer " + token(server.apis["firecrest"])))

    def test_both_signals_end_it_with_0(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            server = hpcmock_pytest.Server(BINARY)
            get(server.control + "/health")
            server._process.send_signal(number)
            self.assertEqual(server._process.wait(timeout=30), 0)
            server._output.close()

    def test_expired_tokens_are_refused(self):
        server = self.serve()
        bearer = "Bearer " + token(server.url)
        get(server.url + "/firecrest/status/systems", Authorization=bearer)
        server_sandbox = hpcmock_pytest.Sandbox({"name": "default", "apis": server.apis, "control": server.control})
        server_sandbox.expire_tokens()
        with self.assertRaises(urllib.error.HTTPError) as refused:
            get(server.url + "/firecrest/status/systems", Authorization=bearer)
        self.assertEqual(refused.exception.code, 401)
        self.assertEqual(json.load(refused.exception), {"exp": "token expired"})
        refused.exception.close()

    def test_token_lifetimes_count_on_the_hosts_clock(self):
        library = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        if not library or os.environ.get("HPCMOCK_SANITIZE"):
            self.skipTest("needs libfaketime, and no sanitizer that must be loaded before it")
        with tempfile.NamedTemporaryFile("w") as stamp:
            stamp.write("@2030-01-02 00:00:00\n")
            stamp.flush()
            environment = dict(os.environ, LD_PRELOAD=library[0], FAKETIME_DONT_FAKE_MONOTONIC="1",
                               FAKETIME_NO_CACHE="1", FAKETIME_TIMESTAMP_FILE=stamp.name, TZ="UTC")
            with tempfile.TemporaryDirectory() as folder:
                ready = os.path.join(folder, "ready.json")
                process = subprocess.Popen([BINARY, "serve", "--listen", "127.0.0.1:0", "--ready-file", ready, "--clock",
                                            "manual"], stdout=subprocess.PIPE, env=environment)
                try:
                    process.stdout.readline()
                    while not os.path.exists(ready):
                        self.assertIsNone(process.poll())
                    with open(ready) as file:
                        url = json.load(file)["url"]
                    bearer = token(url)
                    self.assertEqual(claims(bearer)["iat"] // 86400, 1893542400 // 86400)
                    get(url + "/firecrest/status/systems", Authorization="Bearer " + bearer)
                    with open(stamp.name, "w") as again:
                        again.write("@2030-01-02 00:06:00\n")
                    with self.assertRaises(urllib.error.HTTPError) as refused:
                        get(url + "/firecrest/status/systems", Authorization="Bearer " + bearer)
                    self.assertEqual(refused.exception.code, 401)
                    refused.exception.close()
                finally:
                    process.terminate()
                    process.wait(timeout=30)
                    process.stdout.close()


if __name__ == "__main__":
    unittest.main()
