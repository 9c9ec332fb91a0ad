"""Runs the commands of each README's ```console blocks and compares what they print.

A line that starts with "$ " is a command (with its continuation lines); the lines up to the next are what it must print. "..."
within a line stands for any text, a line of "..." for any lines, and nothing at all for any output. Each command must end with 0.
The commands of one README share one shell, in a folder that looks like the repository.

What is changed: ports are the system's choice, hpcmock is $HPCMOCK, `./server/run` and a `serve` on fixed ports start it in the
background (and end the one before), curl shows no progress meter, as on a terminal, and what builds or tests (./tests/run, cmake,
ctest, tests/...) is passed over.
"""

import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import time

ROOT = sys.argv[1]
BINARY = os.environ["HPCMOCK"]
NOT_HERE = re.compile(r"^([A-Z_]+=\S+ )*((\./)?tests/|cmake |ctest |ninja |apt-get |npm |git clone |build/\w+/tests/)")
PROGRAM = re.compile(r"(build/\w+/server/)?\bhpcmock(?= (serve|check|scenarios|sweep|routes|--))")
MARK = "-- end of command --"


def steps_of(text):
    """[(line number, command, expected lines)] of all console blocks."""
    steps, in_block = [], False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            in_block = line == "```console"
        elif in_block and line.startswith("$ "):
            steps.append((number, line[2:], []))
        elif in_block and steps and steps[-1][1].endswith("\\"):
            steps[-1] = (steps[-1][0], steps[-1][1] + "\n" + line, [])
        elif in_block and steps:
            steps[-1][2].append(line)
    return steps


def pattern_of(lines):
    made = ""
    for line in lines:
        if line.strip() == "...":
            made += r"(?:.*\n)*?"
        else:
            made += re.escape(line).replace(r"\.\.\.", ".*") + r"\n"
    return re.compile(made + r"\Z")


class Shell:
    def __init__(self, folder):
        self.process = subprocess.Popen(["bash"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        cwd=folder, env={**os.environ, "no_proxy": "127.0.0.1", "CURL_HOME": folder})
        self.process.stdin.write("trap 'kill $(jobs -p) 2> /dev/null' EXIT\n")

    def run(self, command):
        """What it printed, and its exit code."""
        self.process.stdin.write(f"{command}\nprintf '\\n%s %s\\n' '{MARK}' $?\n")
        self.process.stdin.flush()
        printed = []
        for line in self.process.stdout:
            if line.startswith(MARK):
                text = "".join(printed)[:-1]  # without the mark's own line feed
                return text if text.endswith("\n") or not text else text + "\n", int(line[len(MARK):])
            printed.append(line)
        return "".join(printed), -1

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


class Reader:
    """Somebody who pastes one README from top to bottom."""

    def __init__(self, file):
        self.file = file
        self.folder = tempfile.TemporaryDirectory()
        for name in os.listdir(ROOT):
            if name not in ("build", ".git"):
                os.symlink(os.path.join(ROOT, name), os.path.join(self.folder.name, name))
        with open(os.path.join(self.folder.name, ".curlrc"), "w") as curl:
            curl.write("silent\nshow-error\n")
        self.shell = Shell(self.folder.name)
        self.server = None
        self.addresses = {"127.0.0.1:8080": "127.0.0.1:8080"}

    def start(self, arguments):
        self.stop()
        self.addresses = {}
        apis = {}
        for api, address in re.findall(r"--listen (\w+)=(\S+)", arguments):
            apis[api] = address
        arguments = re.sub(r"(--listen \w+=127\.0\.0\.1):\d+", r"\1:0", arguments)
        ready = os.path.join(self.folder.name, "readers-server.json")
        if os.path.exists(ready):
            os.remove(ready)
        self.server = subprocess.Popen([BINARY, "serve", "--listen", "127.0.0.1:0", "--ready-file", ready, *arguments.split()],
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        banner = []
        for line in self.server.stdout:  # its last line comes when it is ready
            banner.append(line)
            if line.startswith("Stop with"):
                break
        while not os.path.exists(ready) and self.server.poll() is None:
            time.sleep(0.01)
        if self.server.poll() is not None:
            return "".join(banner), self.server.returncode
        with open(ready) as file:
            said = json.load(file)
        self.addresses["127.0.0.1:8080"] = said["url"].removeprefix("http://")
        for api, address in apis.items():
            self.addresses[address] = said["apis"][api].removeprefix("http://").split("/")[0]
        return self.as_written("".join(banner)), 0

    def as_written(self, text):
        for written, real in self.addresses.items():
            text = text.replace(real, written)
        return text

    def stop(self):
        if self.server:
            self.server.terminate()
            self.server.communicate(timeout=30)
            self.server = None

    def run(self, command):
        command = re.sub(r"\s+#.*", "", command)
        command = PROGRAM.sub(BINARY, command)
        for start in ("./server/run", BINARY + " serve"):
            if command.startswith(start) and "--ready-file" not in command:
                return self.start(command.removeprefix(start).rstrip("& "))
        if re.match(re.escape(BINARY) + " (check|sweep.*--profile)", command) and "--base-url" not in command:
            command += " --base-url http://127.0.0.1:8080"
        for written, real in self.addresses.items():
            command = command.replace(written, real)
        text, code = self.shell.run(command)
        return self.as_written(text), code

    def read(self):
        faults, count = [], 0
        with open(self.file) as file:
            steps = steps_of(file.read())
        for number, command, expected in steps:
            if NOT_HERE.match(command):
                continue
            printed, code = self.run(command)
            count += 1
            where = f"{os.path.relpath(self.file, ROOT)}:{number}: $ {command}"
            if code != 0:
                faults.append(f"{where}\nended with {code}:\n{printed[:2000]}")
            elif expected and not pattern_of(expected).match(printed):
                faults.append(f"{where}\nexpected:\n" + "\n".join(expected) + f"\ngot:\n{printed[:2000]}")
        self.stop()
        self.shell.end()
        self.folder.cleanup()
        return faults, count


def main():
    files = sorted(file for file in glob.glob(os.path.join(ROOT, "**/README.md"), recursive=True)
                   if not re.search(r"/(build|node_modules|benchmarks)/", os.path.relpath(file, ROOT).join("//")))
    failed = False
    for file in files:
        with open(file) as text:
            if "```console" not in text.read():
                continue
        faults, count = Reader(file).read()
        failed = failed or bool(faults)
        print(f"{os.path.relpath(file, ROOT)}: {count} commands, {len(faults)} not as written")
        for fault in faults:
            print("  " + fault.replace("\n", "\n  "))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
