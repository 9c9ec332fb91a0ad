"""The search finds what Python's own re finds: random expressions over what the server itself tells of its jobs."""
import random
import re
import sys
import unittest
import warnings

import requests

from served import Served

HPCMOCK = sys.argv.pop(1)
PATTERNS = 500
ATOMS = ["a", "e", "l", "0", "1", "7", "COMP", "RUN", "flux", r"\d", r"\w", r"\s", r"\D", r"\W", ".", "[a-f]", "[^0-9]",
         r"[\d.]", r"\b", "^", "$", r"\B", r"\.", "ä", "€", "😀", "{", "}", "[]x]", "(?i)", r"\Z", r"\A", "x{2}", r"\1",
         "True", "None", "'", r"\\", "[", "(", ")", "*", "|", "?", "+", "(?=", "(?!", "(?<=", "(?<!", "(?:", "(?P<n>",
         "(?P=n)", "(?#c)", "{1,2}", "{,2}", "{2,1}", r"\x41", r"\q", "-", "[b-a]", "(?i:", "(?(1)a|b)"]
GROUPS = ["({})", "(?:{})", "(?={})", "(?!{})", "(?P<n>{})", "(?i:{})", "(?<={})", "(?<!{})", "({}|a)", "(?>{})"]
REPEATS = ["*", "+", "?", "*?", "+?", "??", "{1,3}", "{2}", "{0,2}?"]


def pattern(chance, depth=0):
    text = ""
    for _ in range(chance.randint(1, 4)):
        kind = chance.random()
        if kind < .55:
            text += chance.choice(ATOMS)
        elif kind < .75 and depth < 3:
            text += chance.choice(GROUPS).replace("{}", pattern(chance, depth + 1))
        else:
            text += chance.choice("abcdefghijklmnop0123456789{}'\": ")
        if chance.random() < .3:
            text += chance.choice(REPEATS)
    return text


@unittest.skipIf(sys.version_info < (3, 11), "older versions of re refuse what this one takes")
class Search(unittest.TestCase):
    def test_it_finds_what_re_search_finds(self):
        server = Served(HPCMOCK, "--clock", "manual")
        self.addCleanup(server.stop)
        jobs = server.url + "/v1/jobs/"
        for command in ("sleep 5", "echo hi", "/bin/true", "nosuch", "ä€😀x", "'Aa b'"):
            requests.post(jobs + "submit", params={"command": command})
        requests.post(server.control + "/clock/advance", json={"by": 2})
        for command in ("sleep 50", "sleep 99"):
            requests.post(jobs + "submit", params={"command": command, "num_tasks": 12, "workdir": "/tmp"})
        texts = {job["id"]: "".join(str(value) for value in job.values())
                 for job in requests.get(jobs + "search").json()["data"]}
        self.assertEqual(len(texts), 8)
        chance = random.Random(7)
        warnings.simplefilter("ignore")
        for text in filter(None, (pattern(chance) for _ in range(PATTERNS))):
            try:
                wanted = [job for job in texts if re.search(text, texts[job])]
            except re.error:
                wanted = "refused"
            answer = requests.get(jobs + "search", params={"search": text})
            found = [job["id"] for job in answer.json()["data"]] if answer.status_code == 200 else "refused"
            self.assertEqual(found, wanted, text)


if __name__ == "__main__":
    unittest.main()
