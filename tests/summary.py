"""Runs the tests of a build folder and adds up their TAP (testanything.org).

A test is a program in the folder's list tests.json: a unit test in C, or a script.
Every line "ok" or "not ok" counts; a program that dies, hangs or says nothing
counts as a failure.
"""
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import time

LIMIT = 1200  # seconds for one program; a slow machine takes long


# What looks at every string to its end, and keeps what was freed for long, is for the unit tests: a server reads long texts.
SANITIZERS = "abort_on_error=0:detect_leaks=1:"
THOROUGH, BRIEF = SANITIZERS + "strict_string_checks=1", SANITIZERS + "quarantine_size_mb=16:malloc_context_size=12"


def environment(folder, store, script):
    names = dict(os.environ)
    names["SHURA_TEST_STORE"] = store
    names["SHURA"] = os.path.abspath(os.path.join(folder, "cmd", "shura"))
    names["ASAN_OPTIONS"] = BRIEF if script else THOROUGH
    names["UBSAN_OPTIONS"] = "print_stacktrace=1:halt_on_error=1"
    names["G_SLICE"] = "always-malloc"
    return names


def run(test, folder, store):
    began = time.monotonic()
    try:
        done = subprocess.run(test["command"], env=environment(folder, store, len(test["command"]) > 1), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=LIMIT, stdin=subprocess.DEVNULL)
        text, status = done.stdout.decode("utf-8", "replace"), done.returncode
    except OSError as why:
        text, status = "", str(why)
    except subprocess.TimeoutExpired as late:
        text, status = (late.stdout or b"").decode("utf-8", "replace"), "no end after %d s" % LIMIT
    lines = text.splitlines()
    passed = sum(line.startswith("ok ") and "# SKIP" not in line for line in lines)
    skipped = sum(line.startswith("ok ") and "# SKIP" in line for line in lines)
    failed = sum(line.startswith("not ok ") for line in lines)
    if status != 0 and not failed or passed + failed + skipped == 0:
        failed += 1
    return test["name"], passed, failed, skipped, status, time.monotonic() - began, text


def main():
    folder, quick = sys.argv[1], "--quick" in sys.argv
    with open(os.path.join(folder, "tests", "tests.json")) as file:
        tests = json.load(file)
    tests = [test for test in tests if not (quick and test["slow"])]
    slow = [test for test in tests if test["slow"]]
    tests = slow + [test for test in reversed(tests) if not test["slow"]]  # what takes long begins first, the smallest units end
    passed = failed = skipped = 0
    workers = (os.cpu_count() or 2) * 2  # each waits for disks and browsers now and then
    with tempfile.TemporaryDirectory(prefix="shura-tests-") as store, concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for name, good, bad, left, status, seconds, text in pool.map(lambda t: run(t, folder, store), tests):
            print("%-24s %4d passed %s%s %6.1f s" % (
                name, good, "%d failed" % bad if bad else "", " %d left out" % left if left else "", seconds),
                flush=True)
            if bad:
                print("\n".join("    " + line for line in text.splitlines()[-80:] if not line.startswith("ok ")))
                print("    exit status: %s" % status)
            passed, failed, skipped = passed + good, failed + bad, skipped + left
    print("%d passed, %d failed" % (passed, failed) + (", %d skipped" % skipped if skipped else ""))
    return failed > 0


sys.exit(main())
