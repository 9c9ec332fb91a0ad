"""What the early API's client sends, call by call, as the facts about it say: one requests.Session, Basic when it has a
user and a token, no polling and no retries. The seed's own lines import it under this name."""
import json
import os

import requests


class FluxRestfulClient:
    def __init__(self, host="http://127.0.0.1:5000", user=None, token=None):
        self.host = host
        self.session = requests.Session()
        user = user or os.environ.get("FLUX_USER")
        token = token or os.environ.get("FLUX_TOKEN")
        if user and token:
            self.set_basic_auth(user, token)

    def set_basic_auth(self, user, token):
        self.session.auth = (user, token)

    def request(self, method, path, **more):
        answer = self.session.request(method, self.host + path, **more)
        if answer.status_code == 401:
            assert answer.headers["Www-Authenticate"], "a client looks at it first"
        if answer.status_code == 404:
            return None
        return answer.json()

    def list_nodes(self):
        return self.request("GET", "/nodes")

    def jobs(self, jobid=None):
        return self.request("GET", "/jobs" if jobid is None else f"/jobs/{jobid}")

    def submit(self, command):
        text = " ".join(command) if isinstance(command, list) else command
        return self.request("POST", "/jobs/submit", data=json.dumps({"command": text}),
                            headers={"Content-Type": "application/json"})

    def cancel(self, jobid):
        return self.request("POST", f"/jobs/{jobid}/cancel")

    def stop_service(self):
        return self.request("POST", "/service/stop")
