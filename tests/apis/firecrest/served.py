"""A server of the tests' own, on ports of its own choice."""
import json
import subprocess

CLIENT = "firecrest-sample"
SECRET = "b391e177-fa50-4987-beaf-e6d33ca93571"
USER = "service-account-firecrest-sample"


class Served:
    def __init__(self, binary, *options):
        self.process = subprocess.Popen(
            [binary, "serve", "--listen", "127.0.0.1:0", "--listen", "firecrest=127.0.0.1:0", "--log-format", "json",
             *options], stdout=subprocess.PIPE, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.root = ready["url"]
        self.apis = ready["apis"]
        self.url = self.apis["firecrest"]
        self.token_url = self.url + "/auth/realms/firecrest-clients/protocol/openid-connect/token"

    def stop(self):
        self.process.terminate()
        code = self.process.wait()
        self.process.stdout.close()
        return code
