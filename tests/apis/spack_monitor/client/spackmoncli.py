"""A stand-in for the example client that the API tutorial imports: it sends what that client sends, request by request.

Every request goes out without credentials first; a 401 leads to the realm that it names, and the request is repeated
with the token from there. Bodies are JSON without a Content-Type.
"""
import base64
import glob
import json
import os
import re

import requests


class SpackMonitorClient:
    def __init__(self, host="http://127.0.0.1", prefix="ms1", token=None, username=None):
        self.base = (host or "http://127.0.0.1").strip("/") + "/" + prefix.strip("/")
        self.token = os.environ.get("SPACKMON_TOKEN") or token
        self.username = os.environ.get("SPACKMON_USER") or username
        self.session = requests.Session()
        self.requests = 0

    def send(self, method, endpoint, data=None):
        body = None if data is None else json.dumps(data)
        headers = {}
        for attempt in range(2):
            request = requests.Request(method, self.base + "/" + endpoint, data=body, headers=headers)
            prepared = self.session.prepare_request(request)
            if body is not None:
                prepared.headers.pop("Content-Type", None)
            self.requests += 1
            response = self.session.send(prepared)
            if response.status_code != 401 or attempt:
                return response
            bearer = self.authenticate(response)
            if bearer is None:
                return response
            headers = {"Authorization": "Bearer " + bearer}

    def authenticate(self, response):
        parts = dict(re.findall('([a-zA-z]+)="(.+?)"', response.headers["Www-Authenticate"]))
        pair = base64.b64encode(f"{self.username}:{self.token}".encode()).decode()
        headers = {"service": parts["service"], "Accept": "application/json", "User-Agent": "spackmoncli",
                   "Authorization": "Basic " + pair}
        self.requests += 1
        answer = self.session.get(parts["realm"], headers=headers)
        if answer.status_code != 200:
            return None
        body = answer.json()
        return body.get("token") or body["access_token"]

    def service_info(self):
        return self.send("GET", "").json()

    def upload_specfile(self, filename, spack_version):
        with open(filename) as opened:
            return self.send("POST", "specs/new/", {"spec": json.load(opened)["spec"], "spack_version": spack_version})

    def upload_local_save(self, dirname):
        def read(pattern):
            for filename in glob.glob(os.path.join(dirname, pattern)):
                with open(filename) as opened:
                    yield json.load(opened)

        for spec in read("spec*"):
            self.send("POST", "specs/new/", spec)
        build = self.send("POST", "builds/new/", next(read("build-metadata*"))).json()["data"]["build"]
        for phase in read("build*phase*"):
            self.send("POST", "builds/phases/update/", {**phase, "build_id": build["build_id"]})
        for status in read("build*status*"):
            self.send("POST", "builds/update/", {**status, "build_id": build["build_id"]})
        return build

    def get_specs_by_name(self, name):
        return self.send("GET", f"specs/name/{name}/").json()

    def get_analyzer_results_spec(self, spec_id, analyzer=None):
        return self.send("GET", f"specs/{spec_id}/attributes/" + (f"{analyzer}/" if analyzer else "")).json()

    def download_analyzer_result(self, attribute_id):
        response = self.send("GET", f"attributes/{attribute_id}/download/")
        return None if response.status_code == 404 else response.json()

    def get_spec_analyzer_results(self, spec_id):
        response = self.send("GET", f"specs/{spec_id}/splices/contenders/")
        return response.json() if response.status_code == 200 else None

    def get_splice_contenders(self, attribute_id):
        return self.send("GET", f"attributes/{attribute_id}/splice/contenders/").json()

    def get_splice_predictions(self, attribute_id, spec_id):
        return self.send("GET", f"analysis/splices/attribute/{attribute_id}/spec/{spec_id}/").json()
