"""FirecREST's Python client as far as a server sees it, done with requests.

Its session, its token, its forms, its way of polling (the list of tasks, with its pauses), and the headers whose presence
it takes for a failure, whatever the status.
"""
import email.utils
import time

import requests

from served import CLIENT, SECRET, USER

HOME = f"/home/{USER}"
FAILURE_HEADERS = ("X-A-Directory", "X-Error", "X-Invalid-Path", "X-Machine-Does-Not-Exist", "X-Machine-Not-Available",
                   "X-Not-A-Directory", "X-Not-Found", "X-Permission-Denied", "X-Timeout")


class HeaderFailure(Exception):
    pass


class Client:
    def __init__(self, server, pauses=(1, 0.5) + 234 * (0.25,)):
        self.server, self.pauses = server, pauses
        self.session = requests.Session()
        self.token, self.token_end, self.sent, self.waited = None, 0, 0, 0

    def headers(self, machine):
        if time.time() > self.token_end - 10:
            answer = requests.post(
                self.server.token_url,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                data={"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET})
            self.token = answer.json()["access_token"]
            self.token_end = time.time() + answer.json()["expires_in"]
        headers = {"Authorization": f"Bearer {self.token}"}
        return {**headers, "X-Machine-Name": machine} if machine else headers

    def send(self, method, path, machine="daint", **arguments):
        """One request; after a 429 again, once the answer's time has passed."""
        while True:
            self.sent += 1
            answer = self.session.request(method, self.server.url + path, headers=self.headers(machine), **arguments)
            if answer.status_code != 429:
                return answer
            pause = answer.headers.get("Retry-After", answer.headers.get("RateLimit-Reset", "10"))
            if not pause.isdigit():
                pause = email.utils.parsedate_to_datetime(pause).timestamp() - time.time()
            self.waited += 1
            time.sleep(max(0, float(pause)))

    def call(self, method, path, status, machine="daint", **arguments):
        answer = self.send(method, path, machine, **arguments)
        for name in FAILURE_HEADERS:
            if name in answer.headers:
                raise HeaderFailure(name, answer.text)
        if answer.status_code != status:
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer

    def task(self, task):
        return self.call("GET", "/tasks", 200, machine=None, params={"tasks": task}).json()["tasks"][task]

    def poll(self, task, final="200"):
        shown = self.task(task)
        for pause in self.pauses:
            if shown["status"] == final:
                return shown["data"]
            if int(shown["status"]) >= 400:
                raise AssertionError(shown)
            time.sleep(pause)
            shown = self.task(task)
        raise AssertionError(f"polled too often: {shown}")

    def submit(self, script, **fields):
        answer = self.call("POST", "/compute/jobs/upload", 201, files={"file": ("script.batch", script)}, data=fields)
        return self.poll(answer.json()["task_id"])

    def accounted(self, job):
        return self.poll(self.call("GET", "/compute/acct", 200, params={"jobs": job}).json()["task_id"])

    def active(self, **parameters):
        data = self.poll(self.call("GET", "/compute/jobs", 200, params=parameters).json()["task_id"])
        return list(data.values())

    def wait_for(self, job, pause):
        while True:
            jobs = self.accounted(job)
            if jobs and jobs[0]["state"].split()[0] not in ("PENDING", "RUNNING", "COMPLETING", "CONFIGURING"):
                return jobs[0]
            time.sleep(pause)
