"""hpcmock check against hpcmock serve, as processes: kill, interrupt, sweep, read-only, reports. Standard library only."""

import http.client
import http.server
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest
import urllib.error
import urllib.parse

import hpcmock_pytest

BINARY = os.environ["HPCMOCK"]
CREATING = "refissh/jobs/abort-running"


def hpcmock(*arguments, **more):
    environment = {**os.environ, "XDG_STATE_HOME": more.pop("state", "/nonexistent")}
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=120, env=environment, **more)


def stop_quietly(server):
    """For failed tests: one that ended well has stopped its server already."""
    if server._process.poll() is None:
        server.stop()


class Proxy:
    """Between the runner and the mock: counts requests, and does something before or after one of them is answered."""

    def __init__(self, target):
        self.host = urllib.parse.urlsplit(target).netloc
        self.count = 0
        self.before = self.after = None
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                control = "/_hpcmock/" in self.path and "/sandboxes" not in self.path
                if not control:
                    proxy.count += 1
                number = proxy.count
                if not control and proxy.before:
                    proxy.before(number)
                connection = http.client.HTTPConnection(proxy.host, timeout=30)
                headers = {k: v for k, v in self.headers.items() if k.lower() not in ("connection", "host")}
                connection.request(self.command, self.path, body, {**headers, "Host": self.headers["Host"]})
                answer = connection.getresponse()
                content = answer.read()
                if not control and proxy.after:
                    proxy.after(number)
                try:
                    self.send_response_only(answer.status, answer.reason)
                    for name, value in answer.getheaders():
                        if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                            self.send_header(name, value)
                    if answer.status not in (204, 304):
                        self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    if self.command != "HEAD":
                        self.wfile.write(content)
                except OSError:
                    self.close_connection = True  # The runner is dead.
                connection.close()

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = handle_any

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def is_of_the_service(entry):
    """refissh's own books: folders of projects, made with the first request, and the history of jobs that ended, which no
    request can remove."""
    path = entry["path"]
    is_folder_of_a_project = path.startswith("/refissh") and (path.count("/") <= 4 or path.endswith("/hpc_logs")) and entry["type"] == "directory"
    return is_folder_of_a_project or path.startswith("/refissh/jobs/")


def what_there_is(control):
    """Jobs that have not ended, and every file, of the cluster behind refissh, in the default site."""
    there = set()
    for name in ["anselm"]:
        for job in hpcmock_pytest._call("GET", f"{control}/clusters/{name}/jobs")["live"]:
            there.add(f"{name} job {job['id']}")
        folders = ["/"]
        while folders:
            try:
                listing = hpcmock_pytest._call("GET", f"{control}/clusters/{name}/files{urllib.parse.quote(folders.pop())}")
            except urllib.error.HTTPError as error:
                if error.code == 503:  # The demo's machines that are down: nobody can have left anything there.
                    continue
                raise
            for entry in listing["entries"]:
                if not is_of_the_service(entry):
                    there.add(f"{name} file {entry['path']}")
                if entry["type"] == "directory":
                    folders.append(entry["path"])
    return there


class Killed(unittest.TestCase):
    @staticmethod
    def sandboxes(server):
        return [one["name"] for one in hpcmock_pytest._call("GET", server.control + "/sandboxes")["sandboxes"]]

    def kill_at_every_request(self, when, *options):
        """Kills the runner at its 1st, 2nd... request until it gets through, and sweeps each time."""
        server = hpcmock_pytest.Server(BINARY, ["--clock", "stepping"])
        self.addCleanup(stop_quietly, server)
        proxy = Proxy(server.url)
        self.addCleanup(proxy.close)
        clean = what_there_is(server.control)
        needed = 0
        for number in range(1, 100):
            with tempfile.TemporaryDirectory() as folder:
                ledger = os.path.join(folder, "ledger")
                code, output = self.run_killed(proxy, when, number, ["--ledger", ledger, *options])
                if code != -signal.SIGKILL:
                    self.assertEqual(code, 0, output)
                    self.assertGreater(number, 5)
                    self.assertGreater(needed, 3, "no kill left anything: this test cannot fail")
                    server.stop()
                    return
                needed += what_there_is(server.control) != clean or len(self.sandboxes(server)) > 1
                swept = hpcmock("sweep", ledger) if os.path.exists(ledger) else None
                place = f"killed {when} request {number}: {swept.stdout + swept.stderr if swept else 'no ledger'}"
                self.assertEqual(what_there_is(server.control) - clean, set(), place)
                self.assertEqual(self.sandboxes(server), ["default"], place)
                self.assertEqual(swept.returncode if swept else 0, 0, place)
        self.fail("the runner never got through")

    @staticmethod
    def run_killed(proxy, when, number, options):
        """The exit code and the output of a run that is killed at that request."""
        proxy.count = 0
        runner = subprocess.Popen([BINARY, "check", "refissh", "--only", CREATING, "--base-url", proxy.url, "--run-id", f"k{number}", "--jobs", "1", *options],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

        def kill(at):
            if at == number:
                runner.kill()
                runner.wait()

        setattr(proxy, when, kill)
        output = runner.communicate(timeout=60)[0].decode()
        setattr(proxy, when, None)
        return runner.returncode, output

    def test_killed_before_any_request_of_a_creating_scenario_nothing_is_left_after_a_sweep(self):
        self.kill_at_every_request("before", "--no-sandbox")

    def test_killed_after_any_request_of_a_creating_scenario_nothing_is_left_after_a_sweep(self):
        self.kill_at_every_request("after", "--no-sandbox")

    def test_killed_in_a_sandbox_the_sandbox_is_swept(self):
        self.kill_at_every_request("after")


class Running(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = hpcmock_pytest.Server(BINARY)
        cls.folder = tempfile.mkdtemp()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        shutil.rmtree(cls.folder)

    def check(self, *arguments):
        return hpcmock("check", *arguments, "--base-url", self.server.url, state=self.folder)

    def test_every_scenario_passes_in_parallel_and_leaves_nothing(self):
        for _ in range(3):
            result = self.check("--jobs", "8", "--strict", "-q")
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        names = [one["name"] for one in hpcmock_pytest._call("GET", self.server.control + "/sandboxes")["sandboxes"]]
        self.assertEqual(names, ["default"])
        ledgers = os.path.join(self.folder, "hpcmock")
        self.assertEqual(os.listdir(ledgers) if os.path.isdir(ledgers) else [], [], "a ledger with nothing in it stayed")

    def test_an_interrupt_ends_in_order_and_cleans_up(self):
        server = hpcmock_pytest.Server(BINARY, ["--clock", "stepping"])
        self.addCleanup(stop_quietly, server)
        proxy = Proxy(server.url)
        clean = what_there_is(server.control)
        ledger = os.path.join(self.folder, "interrupted")
        runner = subprocess.Popen([BINARY, "check", "refissh", "--only", CREATING, "--base-url", proxy.url, "--ledger", ledger, "--run-id", "k",
                                   "--no-sandbox"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        proxy.after = lambda number: runner.send_signal(signal.SIGINT) if number == 3 else None
        output = runner.communicate(timeout=60)[0].decode()
        left = what_there_is(server.control) - clean
        proxy.close()
        server.stop()
        self.assertEqual(runner.returncode, 1, output)
        self.assertIn("interrupted", output)
        self.assertEqual(left, set(), output)

    def test_a_read_only_run_leaves_no_changing_request_in_the_journal(self):
        server = hpcmock_pytest.Server(BINARY)
        result = hpcmock("check", "--base-url", server.url, "--read-only", "-q", "--ledger", "none")
        self.assertIn(result.returncode, (0, 1), result.stderr)
        journal = hpcmock_pytest._call("GET", server.control + "/journal")
        entries = journal["entries"]
        server.stop()
        self.assertGreater(len(entries), 50, "nothing much was sent")
        self.assertEqual(len(entries), journal["requests"], "the journal has dropped some")
        changing = [entry for entry in entries if entry["method"] not in ("GET", "HEAD", "OPTIONS")
                    and not entry["target"].endswith("/protocol/openid-connect/token")]
        self.assertEqual(changing, [])

    def test_a_target_that_is_not_there_ends_with_3(self):
        result = hpcmock("check", "refissh", "--base-url", "http://127.0.0.1:1", "--ledger", "none")
        self.assertEqual(result.returncode, 3, result.stdout)

    def test_the_html_report_opens_in_a_browser(self):
        """The picture stays in the build folder's screenshots/ for a person to look at: some checks fail, most pass."""
        report = os.path.join(self.folder, "report.html")
        self.check("refissh", "--input", "folder=nowhere", "--report", "html=" + report)
        browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if not browser:
            self.skipTest("no chromium")
        pictures = os.environ.get("HPCMOCK_SCREENSHOTS", self.folder)
        os.makedirs(pictures, exist_ok=True)
        picture = os.path.join(pictures, "check-report.png")
        if os.path.exists(picture):
            os.remove(picture)
        subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                        "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--window-size=1200,1600",
                        "--user-data-dir=" + self.folder + "/browser", "--screenshot=" + picture, "file://" + report], capture_output=True, timeout=120, check=True)
        self.assertEqual(self.size_of(picture), (1200, 1600))
        self.assertGreater(os.path.getsize(picture), 100000, "too small a file for a page with text on it")

    @staticmethod
    def size_of(png):
        with open(png, "rb") as file:
            head = file.read(24)
        return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


if __name__ == "__main__":
    unittest.main()
