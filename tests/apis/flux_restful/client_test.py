"""What the current client sends, byte for byte as far as the facts give it, and what its users rely on.

The client is httpx's: its headers and their order, its token dance (a 401 makes it sign a wish with the shared key and
send the request again with its parameters moved), its page of streaming output. It is written out here on sockets, so
that nothing is added to what it sends.
"""
import base64
import hashlib
import hmac
import json
import socket
import sys
import threading
import unittest
import urllib.parse

from served import Served

HPCMOCK = sys.argv.pop(1)
KEY = "notsecrethoo"


def sign(claims, key=KEY):
    def part(content):
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
    head = part(b'{"alg":"HS256","typ":"JWT"}') + "." + part(json.dumps(claims, separators=(",", ":")).encode())
    return head + "." + part(hmac.new(key.encode(), head.encode(), hashlib.sha256).digest())


class Answer:
    def __init__(self, status, headers, body, chunks):
        self.status, self.headers, self.body, self.chunks = status, headers, body, chunks

    def json(self):
        return json.loads(self.body)


class Client:
    """httpx's Client on one connection that is kept, or opened again when the server has closed it."""

    def __init__(self, url, user="fluxuser", token="12345", key=KEY):
        self.host = urllib.parse.urlsplit(url).netloc
        self.user, self.token, self.key = user, token, key
        self.authorization = None
        self.file = None

    def close(self):
        if self.file:
            self.file.close()
            self.file = None

    def send(self, method, target, body=None, extra=()):
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self.host}"]
        content = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
        if method == "POST":
            lines.append(f"Content-Length: {len(content)}")
        lines += ["Accept: */*", "Accept-Encoding: gzip, deflate", "Connection: keep-alive",
                  "User-Agent: python-httpx/0.28.1"]
        if body is not None:
            lines.append("Content-Type: application/json")
        if self.authorization:
            lines.append("Authorization: " + self.authorization)
        lines += extra
        for is_last in (False, True):
            if not self.file:
                address, port = self.host.split(":")
                with socket.create_connection((address, int(port)), timeout=20) as connection:
                    self.file = connection.makefile("rwb")
            self.file.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
            self.file.flush()
            first = self.file.readline()
            if first or is_last:
                return self.read(first)
            self.close()

    def read(self, first):
        status = int(first.split()[1])
        headers = []
        for line in iter(self.file.readline, b"\r\n"):
            name, value = line.decode().rstrip("\r\n").split(": ", 1)
            headers.append((name, value))
        found = {name.lower(): value for name, value in headers}
        chunks = []
        if found.get("transfer-encoding") == "chunked":
            while size := int(self.file.readline(), 16):
                chunks.append(self.file.read(size).decode())
                self.file.readline()
            self.file.readline()
            body = "".join(chunks)
        else:
            body = self.file.read(int(found["content-length"])).decode()
        if status == 500:
            self.close()
        return Answer(status, headers, body, chunks)

    # --- the calls

    def get(self, path, **query):
        return self.request("GET", path, query)

    def post(self, path, **query):
        return self.request("POST", path, query)

    def request(self, method, path, query):
        text = "?" + urllib.parse.urlencode(query) if query else ""
        answer = self.send(method, "/v1" + path + text)
        if answer.status != 401:
            return answer
        self.authorization = None
        assert dict(answer.headers)["www-authenticate"], "the client demands it"
        self.authorization = "Bearer " + sign({"user": self.user, "pass": self.token, "scope": "token"}, self.key)
        given = self.send("POST", "/v1/token")
        if given.status != 200:
            raise AttributeError("reason")
        self.authorization = given.json()["token_type"] + " " + given.json()["access_token"]
        return self.send(method, "/v1" + path, query if method == "POST" and query else None)

    def submit(self, command, **more):
        return self.post("/jobs/submit", command=command, **more)

    def wait_for(self, uid):
        """Polls as often as it takes, without a pause: the clock steps."""
        while (job := self.get(f"/jobs/{uid}").json())["state"] != "INACTIVE":
            pass
        return job


class Case(unittest.TestCase):
    def serve(self, *options):
        server = Served(HPCMOCK, *options)
        self.addCleanup(server.stop)
        return server

    def client(self, *options, **login):
        client = Client(self.serve(*options).url, **login)
        self.addCleanup(client.close)
        return client


class Calls(Case):
    def test_headers_come_in_uvicorns_order(self):
        client = self.client()
        answer = client.get("/nodes")
        self.assertEqual([name for name, _ in answer.headers], ["date", "server", "content-length", "content-type"])
        self.assertEqual(dict(answer.headers)["content-type"], "application/json")
        self.assertEqual(dict(answer.headers)["server"], "uvicorn")
        stop = client.send("POST", "/v1/service/stop")
        self.assertEqual([name for name, _ in stop.headers],
                         ["date", "server", "www-authenticate", "content-length", "content-type"])
        self.assertEqual([name for name, _ in client.send("PUT", "/v1/jobs").headers],
                         ["date", "server", "allow", "content-length", "content-type"])

    def test_nodes_jobs_search_info_cancel_and_output(self):
        client = self.client("--clock", "stepping")
        self.assertEqual(len(client.get("/nodes").json()["nodes"]), 4)
        self.assertEqual(client.get("/jobs").json(), {"jobs": []})
        submitted = client.submit("echo pancakes 🥞️🥞️🥞️").json()
        self.assertEqual(submitted["Message"], "Job submit.")
        uid = submitted["id"]
        self.assertEqual(client.get("/jobs").json()["jobs"][0]["id"], uid)
        self.assertGreater(len(client.wait_for(uid)), 20)
        self.assertEqual(client.get(f"/jobs/{uid}/output").json(), {"Output": ["pancakes 🥞️🥞️🥞️\n"]})
        self.assertIsInstance(client.get("/jobs", detail="true", listing="true").json()["jobs"], list)
        self.assertGreater(len(client.get("/jobs", details="true").json()[str(uid)]), 20)
        self.assertEqual(client.get("/jobs/1").body, "null")
        for _ in range(3):
            client.submit("sleep 10")
        found = client.get("/jobs/search", query="", start=1, length=0).json()
        self.assertEqual(found["recordsTotal"], 4)
        self.assertEqual(client.get("/jobs/search", start=1).json()["recordsFiltered"], 3)
        self.assertEqual(client.get("/jobs/search", length=3).json()["recordsFiltered"], 3)
        self.assertEqual(client.get("/jobs/search", start=1).json()["draw"], 1)

    def test_the_arguments_of_a_submission_travel_in_the_query(self):
        client = self.client("--clock", "stepping")
        uid = client.submit("echo a  b", num_tasks=2, num_nodes=2, exclusive="true", option_flags="verbose=1,x=y",
                            workdir="/tmp", envars="{'A': 'b'}").json()["id"]
        job = client.wait_for(uid)
        self.assertEqual((job["ntasks"], job["nnodes"], job["ncores"], job["cwd"]), (2, 2, 8, "/tmp"))
        self.assertEqual(client.get(f"/jobs/{uid}/output").json(), {"Output": ["a b\n", "a b\n"]})
        refused = client.submit("true", num_nodes="")
        self.assertEqual((refused.status, refused.json()["detail"][0]["loc"]), (422, ["query", "num_nodes"]))

    def test_a_cancelled_job_cannot_be_cancelled_again(self):
        client = self.client("--clock", "stepping")
        uid = client.submit("sleep 100").json()["id"]
        self.assertEqual(client.post(f"/jobs/{uid}/cancel").json(),
                         {"Message": "Job is requested to cancel.", "id": str(uid)})
        client.wait_for(uid)
        self.assertIn("cannot be cancelled", client.post(f"/jobs/{uid}/cancel").json()["Message"])

    def test_a_500_closes_the_connection_and_the_next_call_opens_another(self):
        client = self.client()
        self.assertEqual(client.get("/jobs/abc").body, "Internal Server Error")
        self.assertEqual(client.get("/nodes").status, 200)

    def test_a_redirect_keeps_the_query_and_the_host(self):
        client = self.client()
        answer = client.send("POST", "/v1/jobs/submit/?command=true")
        self.assertEqual((answer.status, dict(answer.headers)["location"]),
                         (307, f"http://{client.host}/v1/jobs/submit?command=true"))


class Tokens(Case):
    AUTH = ("--set", "apis.flux_restful.auth=required")

    def test_every_route_asks_for_a_token_first(self):
        client = self.client(*self.AUTH)
        for method, path in [("GET", "/jobs"), ("GET", "/jobs/search"), ("GET", "/jobs/1"), ("POST", "/jobs/1/cancel"),
                             ("POST", "/jobs/submit"), ("GET", "/jobs/1/output"), ("GET", "/nodes"),
                             ("POST", "/service/stop")]:
            answer = client.send(method, "/v1" + path)
            self.assertEqual((answer.status, dict(answer.headers)["www-authenticate"]), (401, "Bearer"), path)

    def test_the_dance_gives_a_token_that_serves_all_calls(self):
        client = self.client(*self.AUTH)
        self.assertEqual(client.get("/jobs").json(), {"jobs": []})
        claims = client.authorization.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        self.assertEqual((list(claims), claims["sub"]), (["exp", "sub"], "1"))
        self.assertEqual(client.get("/nodes").status, 200)

    def test_the_first_submission_loses_its_command_and_the_second_works(self):
        client = self.client(*self.AUTH)
        first = client.submit("echo hello")
        self.assertEqual((first.status, first.body), (400, '{"Message":"A \'command\' is minimally required."}'))
        self.assertEqual(client.submit("echo hello").json()["Message"], "Job submit.")

    def test_the_first_search_loses_its_paging(self):
        client = self.client("--clock", "manual")
        for _ in range(3):
            client.submit("true")
        closed = self.client(*self.AUTH)
        closed.get("/nodes")
        for _ in range(3):
            closed.submit("true")
        fresh = Client("http://" + closed.host)
        self.addCleanup(fresh.close)
        self.assertEqual(fresh.get("/jobs/search", start=1).json()["recordsFiltered"], 3)
        self.assertEqual(fresh.get("/jobs/search", start=1).json()["recordsFiltered"], 2)

    def test_a_refused_wish_breaks_the_client(self):
        server = self.serve(*self.AUTH)
        for login in ({"token": "wrong"}, {"key": "another"}, {"user": "nobody"}):
            client = Client(server.url, **login)
            self.addCleanup(client.close)
            with self.assertRaises(AttributeError):
                client.get("/jobs")

    def test_basic_leads_to_the_token_flow(self):
        client = self.client(*self.AUTH)
        client.authorization = "Basic " + base64.b64encode(b"fluxuser:12345").decode()
        self.assertEqual(client.get("/nodes").status, 200)

    def test_an_ordinary_user_may_not_stop_the_service_and_a_superuser_may(self):
        ordinary = self.client(user="peenut", token="peenut")
        self.assertEqual(ordinary.post("/service/stop").body, '{"detail":"The user doesn\'t have enough privileges"}')
        client = Client("http://" + ordinary.host)
        self.addCleanup(client.close)
        self.assertEqual(client.post("/service/stop").body, "null")

    def test_tokens_of_the_virtual_clock_expire_with_it(self):
        server = self.serve(*self.AUTH, "--clock", "manual", "--set", "apis.flux_restful.token_clock=virtual")
        client = Client(server.url)
        self.addCleanup(client.close)
        self.assertEqual(client.get("/nodes").status, 200)
        control = Client(server.control)
        self.addCleanup(control.close)
        path = urllib.parse.urlsplit(server.control).path
        self.assertEqual(control.send("POST", path + "/clock/advance", {"by": 36001}).status, 200)
        self.assertEqual(client.get("/nodes").status, 403)


class Output(Case):
    SCRIPT = 'sh -c "echo one; sleep 600; echo two; sleep 600; printf three"'

    def test_a_stepping_clock_brings_the_held_output_at_once(self):
        client = self.client("--clock", "stepping")
        uid = client.submit(self.SCRIPT).json()["id"]
        while client.get(f"/jobs/{uid}").json()["state"] != "RUN":
            pass
        self.assertEqual(client.get(f"/jobs/{uid}/output").json(), {"Output": ["one\n", "two\n", "three"]})
        self.assertEqual(client.get(f"/jobs/{uid}").json()["state"], "INACTIVE")

    def test_a_stream_sends_a_chunk_for_each_line_and_has_no_type(self):
        client = self.client("--clock", "stepping")
        uid = client.submit(self.SCRIPT).json()["id"]
        while client.get(f"/jobs/{uid}").json()["state"] != "RUN":
            pass
        answer = client.send("GET", f"/v1/jobs/{uid}/output/stream")
        self.assertEqual(answer.chunks, ["one\n", "two\n", "three"])
        self.assertEqual([name for name, _ in answer.headers], ["date", "server", "Transfer-Encoding"])

    def test_nobody_waits_for_whom_is_held(self):
        server = self.serve("--clock", "manual")
        client, held, streaming, control = (Client(address) for address in (server.url, server.url, server.url, server.control))
        for one in (client, held, streaming, control):
            self.addCleanup(one.close)
        uid = client.submit(self.SCRIPT).json()["id"]
        path = urllib.parse.urlsplit(server.control).path
        control.send("POST", path + "/clock/advance", {"by": 60})
        self.assertEqual(client.get(f"/jobs/{uid}").json()["state"], "RUN")
        got = {}
        waiting = [threading.Thread(target=lambda: got.update(output=held.get(f"/jobs/{uid}/output").json())),
                   threading.Thread(target=lambda: got.update(
                       stream=streaming.send("GET", f"/v1/jobs/{uid}/output/stream").chunks))]
        for thread in waiting:
            thread.start()
        for _ in range(20):
            self.assertEqual(client.get("/nodes").status, 200)
        self.assertEqual(got, {})
        control.send("POST", path + "/clock/advance", {"by": 600})
        self.assertEqual(client.get(f"/jobs/{uid}").json()["state"], "RUN")
        self.assertEqual(got, {})
        control.send("POST", path + "/clock/advance", {"by": 3600})
        for thread in waiting:
            thread.join()
        self.assertEqual(got, {"output": {"Output": ["one\n", "two\n", "three"]}, "stream": ["one\n", "two\n", "three"]})

    def test_a_scaled_clock_wakes_who_is_held(self):
        client = self.client("--clock", "scaled:100000")
        uid = client.submit(self.SCRIPT).json()["id"]
        while client.get(f"/jobs/{uid}").json()["state"] not in ("RUN", "INACTIVE"):
            pass
        self.assertEqual(client.get(f"/jobs/{uid}/output").json(), {"Output": ["one\n", "two\n", "three"]})

    def test_an_idle_clock_skips_to_the_end_of_what_is_waited_for(self):
        client = self.client("--clock", "idle-skip:1ms")
        uid = client.submit("sh -c 'echo one; sleep 86400; echo two'").json()["id"]
        job = client.get(f"/jobs/{uid}").json()
        while job["state"] not in ("RUN", "INACTIVE"):
            job = client.get(f"/jobs/{uid}").json()
        self.assertEqual(client.get(f"/jobs/{uid}/output").json(), {"Output": ["one\n", "two\n"]})

    def test_real_time_brings_a_short_jobs_output(self):
        client = self.client("--clock", "real")
        uid = client.submit("sh -c 'echo one; sleep 0.2; echo two'").json()["id"]
        while client.get(f"/jobs/{uid}").json()["state"] in ("DEPEND", "PRIORITY", "SCHED"):
            pass
        self.assertEqual(client.get(f"/jobs/{uid}/output").json(), {"Output": ["one\n", "two\n"]})


if __name__ == "__main__":
    unittest.main()
