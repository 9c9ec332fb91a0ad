"""The document's example calls, as they stand, against the real server.

Only the deployment URL, the token, the service ID and the names of files that the reader is to have are put in, and the
typographic quotes of the header options are read as the plain ones that they were meant to be. Then the same calls by
Python's requests, with the headers and bodies that the platform's own client sends.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import requests

HPCMOCK = sys.argv.pop(1)
ROOT = pathlib.Path(__file__).resolve().parents[3]

FILES = """
curl -H "X-Auth-Header: $token" -X GET $URL/files/
curl -H "X-Auth-Header: $token" -X GET $URL/files/some_folder
curl -H "X-Auth-Header: $token" -X GET -o out_file.file $URL/files/some_file.file
curl -H "X-Auth-Header: $token" -X POST -H “Content-Type: application/directory” $URL/files/some/nonexisting/folder
curl -H "X-Auth-Header: $token" -X POST -H “Content-Type: image/png” --data-binary @image.png $URL/files/existing/folder/image.png
curl -H "X-Auth-Header: $token" -X PUT -H “Content-Type: image/png” --data-binary @image.png $URL/files/existing/folder/image.png
curl -H "X-Auth-Header: $token" -X DELETE $URL/files/existing/folder/or/file.file
"""

JOBS = """
curl -H "X-Auth-Token: $token" -X GET $URL/jobs/
curl -H "X-Auth-Token: $token" -X POST -d @payload $URL/jobs/<service_ID>
curl -H "X-Auth-Token: $token" -X GET $URL/jobs/<service_ID>
curl -H "X-Auth-Token: $token" -X DELETE $URL/jobs/<service_ID>
"""

IMAGES = """
curl -H "X-Auth-Token: $token" -X GET $URL/images/
curl -H "X-Auth-Token: $token" -X POST -d @payload $URL/image/<image_name>
curl -H "X-Auth-Token: $token" -X PUT -d @payload $URL/image/<image_name>
curl -H "X-Auth-Token: $token" -X GET $URL/images/<image_name>
curl -H "X-Auth-Token: $token" -X DELETE $URL/images/<image_name>
"""

JOB_PAYLOAD = """{
"image_name": "hetcomp/sing_test",
"commandline": "/runscript.sh",
"parameters": "nothing important",
"cluster": "anselm",
"N_nodes": 1,
"N_cores": 24,
"max_runtime": 5
}
"""

IMAGE_PAYLOAD = """{
    "image": {
        "source_location": "<location_identifier>"
    }
}
"""


class Served:
    """A server on ports of its own choice, gone at the end."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [HPCMOCK, "serve", "--listen", "127.0.0.1:0", "--listen", "refissh=127.0.0.1:0", "--log-format", "json",
             *options], stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.root = ready["url"]
        self.url = ready["apis"]["refissh"]

    def stop(self):
        self.process.terminate()
        code = self.process.wait()
        self.process.stdout.close()
        return code


class DocumentedExamples(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.server = Served("--set", "apis.refissh.preset=documented")
        pathlib.Path(self.folder.name, "image.png").write_bytes(bytes(range(256)))

    def tearDown(self):
        self.assertEqual(self.server.stop(), 0)
        self.folder.cleanup()

    def curl(self, lines, token, payload=""):
        """The status and the output of each line."""
        pathlib.Path(self.folder.name, "payload").write_text(payload)
        environment = dict(os.environ, URL=self.server.url.removeprefix("http://"), token=token)
        answers = []
        for line in lines.strip().splitlines():
            line = line.replace("“", '"').replace("”", '"')
            line = line.replace("<service_ID>", "bff13094b0988e404713177921198f5f_0")
            line = line.replace("<image_name>", "my_image.simg")
            done = subprocess.run(["bash", "-c", line + " -sS -w '\\n%{http_code}'"], env=environment,
                                  cwd=self.folder.name, capture_output=True, check=True)
            body, _, status = done.stdout.rpartition(b"\n")
            answers.append((int(status), body))
        return answers

    def test_the_prefix_is_as_documented(self):
        self.assertRegex(self.server.url, r"^http://127\.0\.0\.1:[0-9]+/refissh$")

    def test_files(self):
        answers = self.curl(FILES, "token-a")
        self.assertEqual([status for status, _ in answers], [200, 200, 200, 201, 201, 201, 204])
        self.assertIn("some_folder", [entry["visualName"] for entry in json.loads(answers[0][1])])
        self.assertEqual(pathlib.Path(self.folder.name, "out_file.file").read_text(), "an example\n")
        uploaded = requests.get(self.server.url + "/files/existing/folder/image.png", headers={"X-Auth-Token": "token-a"})
        self.assertEqual(uploaded.content, bytes(range(256)))

    def test_typographic_quotes_pasted_as_they_are_make_a_request_without_content_type(self):
        line = FILES.strip().splitlines()[3]
        environment = dict(os.environ, URL=self.server.url.removeprefix("http://"), token="token-a")
        done = subprocess.run(["bash", "-c", line + " -sS -w '%{http_code}'"], env=environment, capture_output=True)
        self.assertTrue(done.stdout.endswith(b"400"), done.stdout)

    def test_images_and_jobs(self):
        source = IMAGE_PAYLOAD.replace("<location_identifier>", self.server.url + "/files/some_folder/image.simg")
        answers = self.curl(IMAGES, "token-a", source)
        self.assertEqual([status for status, _ in answers], [200, 204, 204, 200, 204])
        self.assertEqual(answers[0][1], b"[]")
        self.assertEqual(json.loads(answers[3][1])["name"], "my_image.simg")

        register = requests.post(self.server.url + "/images/hetcomp/sing_test", data=source,
                                 headers={"X-Auth-Token": "token-a"})
        self.assertEqual(register.status_code, 204)
        answers = self.curl(JOBS, "token-a", JOB_PAYLOAD)
        self.assertEqual([status for status, _ in answers], [403, 200, 200, 200])
        self.assertEqual(answers[2][1], b"RUNNING")
        answers = self.curl(JOBS.strip().splitlines()[0], "token-admin")
        self.assertEqual([job["service_ID"] for job in json.loads(answers[0][1])], ["bff13094b0988e404713177921198f5f_0"])

    def test_a_big_upload_by_curl_is_told_to_go_on(self):
        pathlib.Path(self.folder.name, "image.png").write_bytes(b"x" * (5 << 20))
        line = FILES.strip().splitlines()[4].replace("“", '"').replace("”", '"')
        environment = dict(os.environ, URL=self.server.url.removeprefix("http://"), token="token-a")
        done = subprocess.run(["bash", "-c", line + " -sSv"], env=environment, cwd=self.folder.name, capture_output=True)
        self.assertIn(b"< HTTP/1.1 100 Continue", done.stderr)
        self.assertIn(b"< HTTP/1.1 201 CREATED", done.stderr)

    def test_what_the_platforms_python_client_sends(self):
        content = os.urandom(3 << 20)
        path = pathlib.Path(self.folder.name, "upload.bin")
        path.write_bytes(content)
        url = self.server.url + "/files/home/upload.bin"
        create = {"X-Auth-Token": "token-a", "Content-Type": "application/octet-stream"}
        with path.open("rb") as stream:
            response = requests.post(url, data=stream, headers={**create, "Content-Length": str(len(content))})
        self.assertEqual(response.status_code, 201)
        information = requests.get(url + "?view=resinfo", headers={"X-Auth-Token": "token-a"}).json()

        def follow(description, **more):
            headers = {header["key"]: header["value"] for header in description["headers"]}
            return requests.request(description["httpMethod"], description["url"], headers=headers, **more)

        downloaded = b""
        response = follow(information["readDescription"], stream=True)
        self.assertEqual(int(response.headers["Content-Length"]), len(content))
        for piece in response.iter_content(256):
            downloaded += piece
        self.assertEqual(downloaded, content)
        self.assertEqual(follow(information["updateDescription"], data="").status_code, 201)
        self.assertEqual(follow(information["readDescription"]).headers["Content-Length"], "0")
        self.assertEqual(follow(information["metaReadDescription"]).status_code, 200)
        self.assertEqual(follow(information["updateDescription"], data=(piece for piece in (b"a", b"b"))).status_code, 201)
        self.assertEqual(follow(information["readDescription"]).text, "ab")
        self.assertEqual(follow(information["deleteDescription"]).text, "")

    def test_a_poll_that_never_waits_sees_a_job_through(self):
        server = Served("--clock", "stepping")
        self.addCleanup(server.stop)
        session = requests.Session()
        session.headers["X-Auth-Token"] = "token-a"
        session.post(server.url + "/files/home/x.simg", data=b"x", headers={"Content-Type": "application/octet-stream"})
        session.post(server.url + "/images/waiter", json={"image": {"source_location": "it4i_anselm://home/x.simg"}})
        job = server.url + "/jobs/bff13094b0988e404713177921198f5f_1"
        order = dict(json.loads(JOB_PAYLOAD), image_name="waiter", commandline="python",
                     parameters="/app/wait_a_while.py 5")
        self.assertEqual(session.post(job, json=order).status_code, 200)
        seen = []
        while not seen or seen[-1] != "FINISHED":
            seen.append(session.get(job).text)
        self.assertEqual(session.get(job, headers={"Expect": "result"}).text, "Done. I have waited 5 seconds.")
        self.assertEqual(sum("<html>" in page for page in seen), 5)
        session.close()


class Scenarios(unittest.TestCase):
    def test_every_scenario_passes_and_every_documented_status_is_seen(self):
        server = Served()
        self.addCleanup(server.stop)
        done = subprocess.run([HPCMOCK, "check", "refissh", "--base-url", server.root, "--root", str(ROOT), "--strict",
                               "--min-coverage", "100", "--quiet", "--ledger", "none"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
