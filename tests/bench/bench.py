#!/usr/bin/env python3
"""Runs the measures; ./tests/bench/run says how. The numbers leave through report.py."""
import argparse
import json
import os
import socket
import statistics
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import council
import generate
import measure
import report

YEAR = generate.LAST_YEAR


def arguments():
    parser = argparse.ArgumentParser(prog="tests/bench/run")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--runs", type=int)
    parser.add_argument("--records")
    parser.add_argument("--shura", default=os.path.join(council.SOURCE, "build", "cmd", "shura"))
    given = parser.parse_args()
    given.seconds = given.seconds or (1 if given.quick else 5)
    given.runs = given.runs or (1 if given.quick else 3)
    records = given.records or ("100,1000" if given.quick else "100,1000,10000")
    given.sizes = [int(n) for n in records.split(",")]
    given.shura = os.path.abspath(given.shura)
    return given


def say(text):
    print(text, file=sys.stderr, flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def addresses(made):
    """The pages that are measured: name → path. All show as much in a large council as in a small one, or say so."""
    person = made.paths("people/")[0].split("/")[-1][:-3]
    return {
        "home": "/",
        "a meeting of 30 items": "/meetings/%d/1" % YEAR,
        "the meetings of a year": "/meetings/%d" % YEAR,
        "an issue in 6 meetings": "/issues/%d/1" % YEAR,
        "a person": "/people/" + person,
        "a proposal": "/proposals/%d/1" % YEAR,
        "all issues (first page)": "/issues",
        "all people": "/people",
        "latest changes": "/history",
        "history of a meeting": "/history/meetings/%d/1" % YEAR,
        "search, a rare word": measure.search_path(generate.RARE),
        "search, a common word": measure.search_path(generate.COMMON),
        "search, first three letters": measure.search_path(generate.PREFIX),
        "search, two words": measure.search_path(generate.COMMON + " " + generate.RARE),
    }


def measure_start(made, runs):
    """Milliseconds until the server listens and the first page has come, and what it holds then."""
    listening, starts, memory = [], [], []
    for _ in range(2 * runs + 1):
        with council.Server(made) as server:
            listening.append(1000 * server.seconds_to_listen)
            starts.append(1000 * server.seconds_to_start)
            memory.append(server.memory())
    return {"listening_ms": statistics.median(listening), "start_ms": statistics.median(starts),
            "rss_mb": statistics.median(m[0] for m in memory), "own_mb": statistics.median(m[1] for m in memory)}


def measure_rebuild(made, runs):
    pairs = [(measure.seconds(made.run, "reindex", made.dir), measure.cat_file(made)) for _ in range(runs)]
    return {"records": made.records, "bytes": measure.record_bytes(made),
            "reindex_s": statistics.median(pair[0] for pair in pairs),
            "cat_file_s": statistics.median(pair[1] for pair in pairs),
            "ratio": statistics.median(pair[0] / pair[1] for pair in pairs)}


def measure_pages(made, server, given):
    duration = min(1, given.seconds)
    pages = {}
    for name, path in addresses(made).items():
        pages[name] = {"bytes": measure.page_bytes(server, path),
                       "ms": measure.page_ms(server, path, duration, given.runs)}
    reader = server.coordinators(1)[0]
    for name, path in (("home, signed in", "/"),
                       ("recording a meeting, signed in", "/record/meetings/%d/1" % (YEAR + 1))):
        pages[name] = {"bytes": len(reader.get(path).body),
                       "ms": measure.page_ms(server, path, duration, given.runs, reader.cookies)}
    return pages


def best_of(results):
    """The run in the middle, by saves a second."""
    return sorted(results, key=lambda result: result["per_second"])[len(results) // 2]


def measure_saves(made, server, given):
    meetings = ["/meetings/%d/%d" % (YEAR + 1, n + 1) for n in range(council.COORDINATORS)]
    speaker = made.run("show", made.dir, made.paths("people/")[0]).split("name: ")[1].split("\n")[0]
    coordinators = server.coordinators(council.COORDINATORS)
    count = 64 if given.quick else 320
    ways = {"alone": [], "together": [], "same": []}
    for n in range(given.runs):
        def run(who, saves, own=True):
            return measure.Saves(server, meetings, speaker, n).run(who, saves, own)
        ways["alone"].append(run(coordinators[:1], count))
        ways["together"].append(run(coordinators, 2 * count))
        ways["same"].append(run(coordinators, max(32, count // 5 // 32 * 32), False))
    return {way: best_of(results) for way, results in ways.items()}


def measure_git(made, folder, given):
    count = 10 if given.quick else 40
    return {"as_it_comes": best_of([measure.git_commits(made, folder, count, False) for _ in range(given.runs)]),
            "synced": best_of([measure.git_commits(made, folder, count, True) for _ in range(given.runs)])}


BESIDE_NGINX = ("home", "a meeting of 30 items", "the meetings of a year", "an issue in 6 meetings", "a person",
                "search, a rare word", "search, a common word")


def measure_reads(made, server, folder, given):
    paths = addresses(made)
    reads = {}
    with council.Nginx(folder, free_port()) as nginx:
        for name in BESIDE_NGINX:
            say("  %s beside nginx" % name)
            reads[name] = measure.beside(server, nginx, paths[name], given.seconds, given.runs)
        meeting = paths["a meeting of 30 items"]
        reads["a meeting, gzip"] = measure.beside(server, nginx, meeting, given.seconds, given.runs,
                                                  ["Accept-Encoding: gzip"])
        reads["a meeting, not changed (304)"] = measure.beside(server, nginx, meeting, given.seconds, given.runs,
                                                               tagged=True)
    return reads


def measure_size(size, folder, given, last):
    say("%d records: writing" % size)
    made = council.Council(given.shura, os.path.join(folder, "council"), size)
    made.add_coordinators()
    say("  rebuilding")
    found = {"rebuild": measure_rebuild(made, given.runs)}
    with council.Server(made):
        pass  # catches up, and puts in order what was rebuilt
    say("  starting")
    found.update(measure_start(made, given.runs))
    with council.Server(made) as server:
        say("  pages")
        found["pages"] = measure_pages(made, server, given)
        if last:
            found["reads"] = measure_reads(made, server, os.path.join(folder, "nginx"), given)
        say("  saves")
        found["saves"] = measure_saves(made, server, given)
        found["rss_after_mb"], found["own_after_mb"] = server.memory()
    say("  git commit")
    found["disk_per_second"] = measure.disk(folder)
    found["git"] = measure_git(made, os.path.join(folder, "tree"), given)
    made.remove()
    return found


def main():
    given = arguments()
    results = {"seconds": given.seconds, "runs": given.runs, "processors": os.cpu_count(), "sizes": {}}
    with tempfile.TemporaryDirectory(prefix="shura-bench-") as folder:
        say("demo")
        demo = council.Council(given.shura, os.path.join(folder, "demo"))
        results["demo"] = measure_start(demo, given.runs)
        for size in given.sizes:
            results["sizes"][size] = measure_size(size, folder, given, size == given.sizes[-1])
    print(json.dumps(results, indent=1) if given.json else report.markdown(results))


main()
