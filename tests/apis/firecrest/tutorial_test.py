"""The tutorial's own code and curl lines, as they stand, against the real server.

Only what the reader is to set is put in: the environment variables that the code reads, the token that it has obtained,
and the script that it uploads. The tutorial's curl lines write their variables as $(NAME).
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from served import CLIENT, SECRET, USER, Served  # noqa: E402

BINARY = sys.argv.pop(1)

TOKEN_IN_PYTHON = '''
import requests
import os
import json


CLIENT_ID = os.environ.get("FIRECREST_CLIENT_ID")
CLIENT_SECRET = os.environ.get("FIRECREST_CLIENT_SECRET")
AUTH_TOKEN_URL = os.environ.get("AUTH_TOKEN_URL")

data = {
    "grant_type": "client_credentials",
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
}
response = requests.post(
    AUTH_TOKEN_URL,
    data=data,
)

print(f"Status code: {response.status_code}")
print(f"Headers:\\n{json.dumps(dict(response.headers), indent=4)}")
print(f"JSON:\\n{json.dumps(response.json(), indent=4)}")
'''

TOKEN_BY_CURL = '''
curl -s -X POST "$(AUTH_TOKEN_URL)" \\
     --data "grant_type=client_credentials" \\
     --data "client_id=$(FIRECREST_CLIENT_ID)" \\
     --data "client_secret=$(FIRECREST_CLIENT_SECRET)"
'''

SYSTEMS = '''
FIRECREST_URL = os.environ.get("FIRECREST_URL")

response = requests.get(
    url=f'{FIRECREST_URL}/status/systems',
    headers={'Authorization': f'Bearer {TOKEN}'}
)

print(json.dumps(response.json(), indent=4))
'''

SUBMISSION = '''
localPath = 'script.sh'

response = requests.post(
    url=f'{FIRECREST_URL}/compute/jobs/upload',
    headers={'Authorization': f'Bearer {TOKEN}',
             'X-Machine-Name': "daint"},
    files={'file': open(localPath, 'rb')}
)

print(json.dumps(response.json(), indent=4))

taskid = response.json()['task_id']

while True:
    response = requests.get(
        url=f'{FIRECREST_URL}/tasks/{taskid}',
        headers={'Authorization': f'Bearer {TOKEN}'}
    )

    print(json.dumps(response.json(), indent=4))

    if int(response.json()["task"]["status"]) < 200:
        continue

    break

print(json.dumps(response.json()["task"]["data"], indent=4))
'''

SYSTEMS_SHOWN = {
    "description": "List of systems with status and description.",
    "out": [
        {"description": "Filesystem /scratch/e1000 is not available", "status": "not available", "system": "eiger"},
        {"description": "System ready", "status": "available", "system": "daint"},
    ],
}


class Tutorial(unittest.TestCase):
    clock = "real"

    def setUp(self):
        self.server = Served(BINARY, "--clock", self.clock)
        self.folder = tempfile.TemporaryDirectory()
        pathlib.Path(self.folder.name, "script.sh").write_text("#!/bin/bash\necho hello\nsleep 60\n")
        self.environment = {**os.environ, "FIRECREST_CLIENT_ID": CLIENT, "FIRECREST_CLIENT_SECRET": SECRET,
                            "AUTH_TOKEN_URL": self.server.token_url, "FIRECREST_URL": self.server.url}

    def tearDown(self):
        self.folder.cleanup()
        self.assertEqual(self.server.stop(), 0)

    def run_python(self, *parts):
        return self.run_command([sys.executable, "-c", "\n".join(parts)])

    def run_command(self, command):
        done = subprocess.run(command, cwd=self.folder.name, env=self.environment, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def token(self):
        shown = self.run_python(TOKEN_IN_PYTHON)
        self.assertTrue(shown.startswith("Status code: 200\n"))
        return json.loads(shown.split("JSON:\n")[1])["access_token"]

    def test_a_token_is_obtained_with_python_and_with_curl(self):
        shown = self.run_python(TOKEN_IN_PYTHON)
        by_python = json.loads(shown.split("JSON:\n")[1])
        command = TOKEN_BY_CURL
        for name in ("AUTH_TOKEN_URL", "FIRECREST_CLIENT_ID", "FIRECREST_CLIENT_SECRET"):
            command = command.replace(f"$({name})", f"${name}")
        by_curl = json.loads(self.run_command(["bash", "-c", command]))
        for answer in (by_python, by_curl):
            self.assertTrue(answer.pop("access_token").startswith("ey"))
            self.assertEqual(list(answer.items()), [
                ("expires_in", 300), ("refresh_expires_in", 0), ("token_type", "Bearer"), ("not-before-policy", 0),
                ("scope", "firecrest profile email")])

    def test_the_systems_are_the_documents(self):
        given = f'TOKEN = "{self.token()}"'
        shown = self.run_python("import json, os, requests", given, SYSTEMS)
        self.assertEqual(json.loads(shown), SYSTEMS_SHOWN)
        self.assertEqual(shown, json.dumps(SYSTEMS_SHOWN, indent=4) + "\n")

    def test_a_script_is_submitted_and_its_job_found(self):
        given = f'TOKEN = "{self.token()}"\nFIRECREST_URL = os.environ.get("FIRECREST_URL")'
        shown = self.run_python("import json, os, requests", given, SUBMISSION)
        decoder, texts, at = json.JSONDecoder(), [], 0
        while at < len(shown):
            value, end = decoder.raw_decode(shown, at)
            texts.append(value)
            at = end + 1
        created, data = texts[0], texts[-1]
        self.assertEqual(created["success"], "Task created")
        self.assertIn(texts[1]["task"]["status"], ("100", "200"))
        self.assertEqual(texts[-2]["task"]["status"], "200")
        self.assertEqual(data["result"], "Job submitted")
        self.assertEqual(data["job_file"], f"/home/{USER}/firecrest/{created['task_id']}/script.sh")


class TutorialInStepping(Tutorial):
    clock = "stepping"


class TutorialInIdleSkip(Tutorial):
    clock = "idle-skip"


if __name__ == "__main__":
    unittest.main()
