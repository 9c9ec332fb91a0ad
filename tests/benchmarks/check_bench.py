#!/usr/bin/env python3
"""What judging costs: 750 requests of one Arazzo file against the mock, by our runner and by Redocly's.

    tests/benchmarks/check_bench.py [build/release/server/hpcmock [another hpcmock that serves]]

Processor time is that of the judging process alone. Redocly's runner is measured when tests/node has it (npm ci).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WORKFLOWS = 75

STEPS = """
      - stepId: file
        operationId: files_get
        parameters: [{name: path, in: path, value: home/file-1}, {name: view, in: query, value: resinfo}]
        successCriteria: [{condition: $statusCode == 200}]
      - stepId: home
        operationId: files_get
        parameters: [{name: path, in: path, value: home}]
        successCriteria: [{condition: $statusCode == 200}, {condition: $response.body#/0/visualName == 'file-1'}]
      - stepId: full
        operationId: files_get
        parameters: [{name: path, in: path, value: home}, {name: view, in: query, value: full}]
        successCriteria: [{condition: $statusCode == 200}]
      - stepId: information
        operationId: files_get
        parameters: [{name: path, in: path, value: home}, {name: view, in: query, value: resinfo}]
        successCriteria: [{condition: $statusCode == 200}, {condition: $response.body#/visualName == 'home'}]
        outputs: {name: $response.body#/uniqueName}
      - stepId: missing
        operationId: files_get
        parameters: [{name: path, in: path, value: home/nothing}]
        successCriteria: [{condition: $statusCode == 404}, {condition: $response.body#/Error == 'Resource does not exist'}]
      - stepId: jobs
        operationId: jobs_list
        successCriteria: [{condition: $statusCode == 403}]
      - stepId: job
        operationId: jobs_status
        parameters: [{name: service_ID, in: path, value: nobody-s-job}]
        successCriteria: [{condition: $statusCode == 404}]
      - stepId: images
        operationId: images_list
        successCriteria: [{condition: $statusCode == 200}]
      - stepId: image
        operationId: images_get
        parameters: [{name: image_name, in: path, value: none}]
        successCriteria: [{condition: $statusCode == 404}]
      - stepId: again
        operationId: files_get
        parameters: [{name: path, in: path, value: home}]
        successCriteria: [{condition: $statusCode == 200}]
"""


def scenario(workflows, steps):
    head = 'arazzo: 1.0.1\ninfo: {title: Benchmark, version: "1"}\nsourceDescriptions: [{name: refissh, url: openapi.yaml, type: openapi}]\nworkflows:\n'
    return head + "".join(f"  - workflowId: w{i}\n    parameters: [{{name: X-Auth-Token, in: header, value: token-a}}]\n    steps:{steps}" for i in range(workflows))


def cost(command, folder):
    """(processor time, wall time) of a process in seconds, and its output."""
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off", "NO_COLOR": "1", "CI": "1"}
    with open(os.path.join(folder, "output"), "w") as output:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    with open(os.path.join(folder, "output")) as output:
        text = output.read()
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{text[-3000:]}")
    return usage.ru_utime + usage.ru_stime, wall, text


def best(command, folder, times):
    runs = [cost(command, folder) for _ in range(times)]
    return min(run[0] for run in runs), min(run[1] for run in runs), runs[-1][2]


def report(name, one, many, requests):
    start, start_wall, _ = one
    total, total_wall, _ = many
    print(f"{name:24} start {start * 1000:8.1f} ms CPU {start_wall * 1000:8.1f} ms wall;  {requests} requests {total:7.3f} s CPU {total_wall:7.3f} s wall;  "
          f"{(total - start) * 1000 / (requests - 1):6.3f} ms CPU a request")


def fill(url):
    """Something to list."""
    for number in range(1, 6):
        request = urllib.request.Request(f"{url}/files/home/file-{number}", data=b"x" * number, method="POST", headers={"X-Auth-Token": "token-a", "Content-Type": "application/octet-stream"})
        urllib.request.urlopen(request, timeout=10).close()


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build/release/server/hpcmock"))
    folder = tempfile.mkdtemp()
    ready = os.path.join(folder, "ready.json")
    serving = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else binary
    server = subprocess.Popen([serving, "serve", "--listen", "127.0.0.1:0", "--ready-file", ready], stdout=subprocess.DEVNULL)
    try:
        while not os.path.exists(ready) or os.path.getsize(ready) == 0:
            time.sleep(0.01)
        with open(ready) as file:
            url = json.load(file)["apis"]["refissh"]
        fill(url)
        with open(os.path.join(ROOT, "schemas/refissh/openapi.yaml")) as file:
            description = re.sub(r"(?m)^  - url: .*$", f"  - url: {url}", file.read(), count=1)
        # Redocly takes what stands before a dot for the name of a source description.
        description = re.sub(r"operationId: refissh\.(\w+)\.(\w+)", r"operationId: \1_\2", description)
        # And it drops what stands beside a $ref.
        description = re.sub(r'(?m)^      \$ref: "(#/components/schemas/Resource)"$', r'      allOf: [{$ref: "\1"}]', description)
        for name, text in {"openapi.yaml": description, "one.arazzo.yaml": scenario(1, STEPS.split("      - stepId: home")[0]), "many.arazzo.yaml": scenario(WORKFLOWS, STEPS)}.items():
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
        requests = WORKFLOWS * STEPS.count("stepId")
        ours = [binary, "check", "--base-url", url, "--no-sandbox", "--root", folder, "--ledger", "none", "--quiet", "--jobs", "1"]
        report("hpcmock check", best([*ours, "one.arazzo.yaml"], folder, 10), best([*ours, "many.arazzo.yaml"], folder, 5), requests)
        redocly = os.path.join(ROOT, "tests/node/node_modules/.bin/redocly")
        if os.path.exists(redocly):
            report("redocly respect", best([redocly, "respect", "one.arazzo.yaml"], folder, 2), best([redocly, "respect", "many.arazzo.yaml"], folder, 1), requests)
        else:
            print("@redocly/cli is not installed: npm ci in tests/node")
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
