"""A file of 1 GiB goes up by the object storage and down again, over sockets, against the real server.

The server keeps the file's own content once and nothing else that grows with it: neither while it comes nor while it
goes, and a copy of it on the system costs nothing. Measured as the resident memory of the server's process.
"""
import hashlib
import os
import pathlib
import socket
import sys
import time
import urllib.parse

import requests

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from served import CLIENT, SECRET, USER, Served  # noqa: E402

MIB = 1024 * 1024
SIZE = 1024 * MIB
HOME = f"/home/{USER}"
# What a connection may hold beside the content: buffers of the socket and of the parser, and the allocator's slack.
SLACK = 48 * MIB
# ThreadSanitizer keeps four bytes of its own for each byte that the server touches.
SHADOW = 5 if "thread" in os.environ.get("HPCMOCK_SANITIZE", "") else 1
PIECE = bytes(range(256)) * (4 * MIB // 256)  # each piece differs by its first bytes


def piece(number):
    return number.to_bytes(8, "big") + PIECE[8:]


class Memory:
    def __init__(self, pid):
        self.pid = pid

    def now(self, field="VmRSS"):
        for line in open(f"/proc/{self.pid}/status"):
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
        raise AssertionError(field)


def check(claim, is_true):
    if not is_true:
        raise AssertionError(claim)


def poll(server, headers, task, state):
    for _ in range(100):
        shown = requests.get(f"{server.url}/tasks/{task}", headers=headers).json()["task"]
        if shown["status"] == state:
            return shown
    raise AssertionError(f"task {task} never came to {state}: {shown}")


def connect(url):
    parts = urllib.parse.urlsplit(url)
    stream = socket.create_connection((parts.hostname, parts.port), timeout=60)
    return parts, stream


def send_form(form, digest):
    """The presigned POST as curl sends it: the fields, then the file, after the server has asked for it."""
    parts, stream = connect(form["url"])
    boundary = "------------------------d74496d66958873e"
    head = "".join(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                   for name, value in form["data"].items())
    head += (f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n'
             "Content-Type: application/octet-stream\r\n\r\n")
    tail = f"\r\n--{boundary}--\r\n"
    stream.sendall((f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n"
                    f"Content-Length: {len(head) + SIZE + len(tail)}\r\n"
                    f"Content-Type: multipart/form-data; boundary={boundary}\r\nExpect: 100-continue\r\n\r\n").encode())
    interim = stream.recv(1024)
    check(f"100 before the body, not {interim!r}", interim == b"HTTP/1.1 100 Continue\r\n\r\n")
    stream.sendall(head.encode())
    for number in range(SIZE // len(PIECE)):
        content = piece(number)
        digest.update(content)
        stream.sendall(content)
    stream.sendall(tail.encode())
    answer = stream.recv(65536).decode()
    stream.close()
    return answer


def receive(url, memory):
    """The presigned GET, compared with what was sent; its head, and the most memory that the server had meanwhile."""
    parts, stream = connect(url)
    stream.sendall(f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        head += stream.recv(1)
    buffer, most = bytearray(len(PIECE)), 0
    for number in range(SIZE // len(PIECE)):
        rest = memoryview(buffer)
        while len(rest) and (count := stream.recv_into(rest)):
            rest = rest[count:]
        check(f"the bytes that were sent, in piece {number}", not len(rest) and buffer == piece(number))
        most = max(most, memory.now())
    check("nothing after them", stream.recv(1) == b"")
    stream.close()
    return head.decode(), most


server = Served(sys.argv[1], "--clock", "stepping")
try:
    memory = Memory(server.process.pid)
    token = requests.post(server.token_url, data={"grant_type": "client_credentials", "client_id": CLIENT,
                                                  "client_secret": SECRET}).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "X-Machine-Name": "daint"}
    task = requests.post(f"{server.url}/storage/xfer-external/upload", headers=headers, data={
        "sourcePath": "big.bin", "targetPath": HOME}).json()["task_id"]
    form = poll(server, headers, task, "111")["data"]["msg"]["parameters"]
    before = memory.now()

    sent, started = hashlib.md5(), time.process_time()
    answer = send_form(form, sent)
    check(f"204, not {answer[:400]}", answer.startswith("HTTP/1.1 204 No Content\r\n"))
    check("the ETag is the content's MD5", f'ETag: "{sent.hexdigest()}"\r\n' in answer)
    uploaded = memory.now("VmHWM") - before
    check(f"an upload needs its content once, not {uploaded / SIZE:.2f} times", SIZE <= uploaded <= SHADOW * (SIZE + SLACK))

    poll(server, headers, task, "114")
    requests.post(f"{server.url}/utilities/copy", headers=headers, data={
        "sourcePath": f"{HOME}/big.bin", "targetPath": f"{HOME}/copy.bin"})
    task = requests.post(f"{server.url}/storage/xfer-external/download", headers=headers, data={
        "sourcePath": f"{HOME}/copy.bin"}).json()["task_id"]
    link = poll(server, headers, task, "117")["data"]["url"]
    head, most = receive(link, memory)
    check(f"Content-Length in {head}", f"\r\nContent-Length: {SIZE}\r\n" in head)
    downloaded = max(most, memory.now("VmHWM")) - before
    check(f"a copy and a download need no content of their own: {downloaded / SIZE:.2f} times in all",
          downloaded <= SHADOW * (SIZE + SLACK))
    print(f"beside the content: {(uploaded - SIZE) / MIB:.1f} MiB up, {(downloaded - SIZE) / MIB:.1f} MiB down; "
          f"client's CPU {time.process_time() - started:.1f} s")
finally:
    code = server.stop()
sys.exit(code)
