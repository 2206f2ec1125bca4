"""The measures. Each returns numbers only; bench.py says how often, report.py what they mean."""
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.parse

import generate
import line


def seconds(function, *arguments, **named):
    began = time.monotonic()
    function(*arguments, **named)
    return time.monotonic() - began


# Reading


def wrk(address, connections, duration, headers=()):
    """Requests a second."""
    words = ["wrk", "-t1", "-c%d" % connections, "-d%ds" % duration, "--timeout", "60s"]
    for header in headers:
        words += ["-H", header]
    text = subprocess.check_output([*words, address], encoding="utf-8")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)", text)
    if refused:
        raise SystemExit("%s: %s" % (address, refused.group()))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))


def beside(shura, nginx, path, duration, runs, headers=(), tagged=False):
    """PATH from both, in turns: what is asked for is the same, byte for byte."""
    answer = line.Line(shura.address).get(path)
    if answer.status != 200:
        raise SystemExit("%s: %d" % (path, answer.status))
    file = nginx.address + nginx.put(answer.body)
    ask = [list(headers), list(headers)]
    if tagged:
        ask[0].append("If-None-Match: " + line.Line(shura.address).get(path).headers["etag"])
        ask[1].append("If-None-Match: " + line.Line(nginx.address).get(file[len(nginx.address):]).headers["etag"])
        ask[0].append("Accept-Language: az")
    pairs = [(wrk(shura.address + path, 32, duration, ask[0]), wrk(file, 32, duration, ask[1])) for _ in range(runs)]
    return {"bytes": len(answer.body), "shura": statistics.median(pair[0] for pair in pairs),
            "nginx": statistics.median(pair[1] for pair in pairs),
            "ratio": statistics.median(pair[0] / pair[1] for pair in pairs)}


def page_ms(shura, path, duration, runs, cookies=None):
    """Milliseconds that one reader alone waits for PATH."""
    first = seconds(line.Line(shura.address, cookies).get, path)
    if first > duration / 5:  # too slow to be counted
        return statistics.median(1000 * seconds(line.Line(shura.address, cookies).get, path) for _ in range(3 * runs))
    headers = ["Cookie: " + "; ".join("%s=%s" % pair for pair in cookies.items())] if cookies else []
    return statistics.median(1000 / wrk(shura.address + path, 1, duration, headers) for _ in range(runs))


def page_bytes(shura, path):
    answer = line.Line(shura.address).get(path)
    if answer.status != 200:
        raise SystemExit("%s: %d" % (path, answer.status))
    return len(answer.body)


def search_path(words):
    return "/search?" + urllib.parse.urlencode({"q": words})


# Saving


class Saves:
    """Statements that coordinators add to minutes, each by the form of the recording page."""

    def __init__(self, server, meetings, speaker, seed):
        self.server, self.meetings, self.speaker = server, meetings, speaker
        self.words = generate.Words(generate.random.Random(seed))
        self.waits, self.refused, self.lock = [], 0, threading.Lock()

    def fields(self, token):
        return {"form_token": token, "issue": 1, "letter": "S", "speakers": self.speaker,
                "text": self.words.sentence(), "action": "save"}

    def prepare(self, who, meetings, count):
        """COUNT saves of this coordinator, in turns over MEETINGS: whole requests."""
        who.close()  # the server ends a connection that has been silent for long
        token = line.token(who.get("/record" + meetings[0]))
        return [who.request("POST", "/record%s/items" % meetings[n % len(meetings)], self.fields(token))
                for n in range(count)]

    def work(self, who, requests):
        waits, refused = [], 0
        for request in requests:
            began = time.monotonic()
            answer = who.send(request)
            waits.append(time.monotonic() - began)
            if answer.status != 303:
                refused += 1
        with self.lock:
            self.waits += waits
            self.refused += refused

    def run(self, coordinators, count, own_meetings=True):
        """COUNT saves in all. Alone: over all meetings. Many: each in one of their own, or all in the first."""
        share = count // len(coordinators)
        jobs = []
        for n, who in enumerate(coordinators):
            meetings = self.meetings if len(coordinators) == 1 else [self.meetings[n if own_meetings else 0]]
            jobs.append((who, self.prepare(who, meetings, share)))
        threads = [threading.Thread(target=self.work, args=job) for job in jobs]
        before, began = self.server.council.commits(), time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took, made = time.monotonic() - began, self.server.council.commits() - before
        if made != len(self.waits) - self.refused:
            raise SystemExit("of %d saves %d were refused, but %d commits are there" % (
                len(self.waits), self.refused, made))
        return {"per_second": made / took, "p50_ms": quantile(self.waits, 0.5), "p99_ms": quantile(self.waits, 0.99),
                "saves": made, "refused": self.refused}


def quantile(waits, part):
    return 1000 * sorted(waits)[min(len(waits) - 1, int(len(waits) * part))]


def git_commits(council, folder, count, synced):
    """`git commit` of one changed file a time, in a work tree on the same disk: a second, and p50, p99 in ms."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.check_call(["git", "clone", "-q", council.git, folder])
    name = [path for path in council.paths("meetings") if path.endswith("/minutes.md")][-1]
    words = ["git", "-c", "user.name=Koordinator", "-c", "user.email=koordinator@shura.invalid", "-c", "gc.auto=0"]
    if synced:
        words += ["-c", "core.fsync=all", "-c", "core.fsyncMethod=fsync"]
    waits = []
    for n in range(count):
        with open(os.path.join(folder, name), "a", encoding="utf-8") as file:
            file.write("\nSətir %d.\n" % n)
        waits.append(seconds(subprocess.check_call, [*words, "commit", "-q", "-m", "Sətir %d" % n, "--", name],
                             cwd=folder))
    shutil.rmtree(folder)
    return {"per_second": count / sum(waits), "p50_ms": quantile(waits, 0.5), "p99_ms": quantile(waits, 0.99)}


def disk(folder, count=500):
    """What the disk itself takes: 4 KB at the end of a file, and fdatasync. A second."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        began = time.monotonic()
        for _ in range(count):
            os.write(file.fileno(), b"x" * 4096)
            os.fdatasync(file.fileno())
        return count / (time.monotonic() - began)


# Rebuilding


def cat_file(council):
    """Seconds that git takes to print every record."""
    names = subprocess.check_output(["git", "-C", council.git, "ls-tree", "-r", "--format=%(objectname)", "main"])
    began = time.monotonic()
    subprocess.run(["git", "-C", council.git, "cat-file", "--batch"], input=names, stdout=subprocess.DEVNULL,
                   check=True)
    return time.monotonic() - began


def record_bytes(council):
    text = subprocess.check_output(["git", "-C", council.git, "ls-tree", "-r", "--format=%(objectsize)", "main"])
    return sum(map(int, text.split()))
