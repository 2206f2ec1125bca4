"""Test scripts: functions named test_…, their doc strings as names, TAP as output."""
import atexit
import contextlib
import datetime
import fcntl
import functools
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import traceback
import zoneinfo

SHURA = os.environ["SHURA"]
SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Skip(Exception):
    """This machine cannot run the test; the message says what is missing."""


# Looking for leaks takes a third of a short command's time: the tests of the commands do so, and the servers of all others.
SANITIZERS = os.environ.get("ASAN_OPTIONS", "")
if os.path.basename(os.path.dirname(os.path.abspath(sys.argv[0]))) == "web":
    os.environ["ASAN_OPTIONS"] = (SANITIZERS + ":" if SANITIZERS else "") + "detect_leaks=0"


PASSWORD = "a-password-for-tests"
LIGHT = "$argon2id$v=19$m=8,t=1,p=1$rOcbUP8cSUeNSkThz1BkEQ$JPFzX7k+ZL7EIUTwDj2pH5gJrCGIFLgzCdAe8ufokyA"


def lighten(council, login):
    """The account's password, the same one, is from here on checked in no time: a whole run signs in a thousand times."""
    with contextlib.closing(sqlite3.connect(os.path.join(council, "private.db"), timeout=30)) as db, db:
        db.execute("UPDATE accounts SET password = ? WHERE login = ?", (LIGHT, login))


def shura(*words, text=None, expect=0):
    """Run a command of the program; its standard output. EXPECT None: the finished process."""
    done = subprocess.run([SHURA, *words], input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          encoding="utf-8")
    if words[:2] == ("user", "add") and text == PASSWORD + "\n" and done.returncode == 0:
        lighten(*words[2:4])
    if expect is None:
        return done
    assert done.returncode == expect, "shura %s: exit %d, expected %d\n%s%s" % (
        " ".join(words), done.returncode, expect, done.stdout, done.stderr)
    return done.stdout


def git(*words, cwd=None, expect=0, text=None):
    names = dict(os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_AUTHOR_NAME="Tester",
                 GIT_AUTHOR_EMAIL="tester@example.org", GIT_COMMITTER_NAME="Tester",
                 GIT_COMMITTER_EMAIL="tester@example.org", LC_ALL="C.UTF-8")
    done = subprocess.run(["git", *words], cwd=cwd, env=names, input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, encoding="utf-8")
    if expect is not None:
        assert done.returncode == expect, "git %s: exit %d\n%s" % (" ".join(words), done.returncode, done.stdout)
    return done.stdout


def today(after=0):
    """The day where the demo's council is, or AFTER days later: not always that of the machine."""
    return datetime.datetime.now(zoneinfo.ZoneInfo("Asia/Baku")).date() + datetime.timedelta(days=after)


def rounds(normal):
    """NORMAL times SHURA_TEST_ROUNDS: for longer runs of random or of crowded tests."""
    given = os.environ.get("SHURA_TEST_ROUNDS", "1")
    return normal * min(max(int(given) if given.isdigit() else 1, 1), 1000)


STORE = os.environ.get("SHURA_TEST_STORE")  # where the scripts of a whole run find what another one has made


@functools.lru_cache(maxsize=None)
def store():
    folder = STORE or tempfile.mkdtemp(prefix="shura-test-")
    if not STORE:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def made_once(key, make):
    """The council that MAKE(folder) leaves, for others to copy; KEY says which it is."""
    folder = os.path.join(store(), hashlib.sha256(key.encode()).hexdigest()[:16])
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(folder):
            shutil.rmtree(folder + ".new", ignore_errors=True)
            make(folder + ".new")
            os.rename(folder + ".new", folder)
    return folder


def model(demo, users):
    def make(council):
        shura("init", council)
        if demo:
            shura("import", council, os.path.join(SOURCE, "cmd", "demo"))
        for role in ("stakeholder", "member", "coordinator", "agency", "administrator") if users else ():
            shura("user", "add", council, role, "Test " + role, "--roles=" + role, "--password-file=-", text=PASSWORD + "\n")
    return made_once("model %s %s" % (demo, users), make)


class Council:
    """A council in a new folder, with the demo's records and a sign-in for each role."""

    def __init__(self, demo=True, users=True):
        self.folder = tempfile.mkdtemp(prefix="shura-test-")
        self.dir = os.path.join(self.folder, "council")
        self.process = None
        shutil.copytree(model(demo, users), self.dir, symlinks=True)
        atexit.register(self.stop)

    def records(self):
        return os.path.join(self.dir, "records.git")

    def write(self, path, text):
        """A file beside the council, for import; its name."""
        name = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(name), exist_ok=True)
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
        return name

    def add(self, path, text, expect=0):
        """Import TEXT as the record PATH; what the command says."""
        return shura("import", self.dir, self.write(path, text), expect=expect)

    def serve(self, *options, port=0):
        self.process = subprocess.Popen([SHURA, "serve", self.dir, "--listen=127.0.0.1:%s" % port, "--quiet", *options],
                                        stdout=subprocess.PIPE, encoding="utf-8", env=dict(os.environ, ASAN_OPTIONS=SANITIZERS))
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://"), "the server did not start"
        return self.address

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self):
        """End the server; its exit status (a sanitizer's report makes it 1)."""
        if not self.process:
            return 0
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=60)
        self.process = None
        return status

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        status = self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        if not kind:
            assert status == 0, "the server ended with %d" % status


def once(make):
    """MAKE(council, …) takes a new council further: done once, and what it left is copied from then on."""
    @functools.wraps(make)
    def become(council, *words, **named):
        def further(folder):
            with Council() as first:
                make(first, *words, **named)
                shutil.move(first.dir, folder)
        left = made_once("%s %s %r %r" % (make.__code__.co_filename, make.__qualname__, words, sorted(named.items())), further)
        shutil.rmtree(council.dir)
        shutil.copytree(left, council.dir, symlinks=True)
    return become


OPEN_LINES = re.compile(r"^(minutes|seal|signed by chair|signed by secretary|audience):.*\n", re.M)


def sealed(text):
    """TEXT of minutes as published ones are: approved, signed by the chair and the secretary that it names, and sealed."""
    chair, secretary = (re.search(r"^%s: (.*)$" % who, text, re.M)[1] for who in ("chair", "secretary"))
    text = re.sub(r"^minutes: .*\n", "minutes: published\napproved: {at: 2016-04-01, why: Sonra.}\nseal: SEAL\n"
                  "signed by chair: {by: %s, at: 2016-04-02, way: here}\nsigned by secretary: {by: %s, at: 2016-04-02, way: here}\n"
                  % (chair, secretary), text, count=1, flags=re.M)
    front, rest = text.split("\n---\n", 1)
    lines = OPEN_LINES.sub("", front + "\n") + "---\n" + rest
    return text.replace("SEAL", hashlib.sha256(lines.encode()).hexdigest(), 1)


def main(names):
    """Run the tests of a module's globals(); argv may name one."""
    tests = [(name, value) for name, value in names.items() if name.startswith("test_") and callable(value)]
    if len(sys.argv) > 1:
        tests = [(name, value) for name, value in tests if sys.argv[1] in name]
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        title = (test.__doc__ or name).strip().splitlines()[0]
        try:
            test()
            print("ok %d - %s" % (number, title), flush=True)
        except Skip as why:
            print("ok %d - %s # SKIP %s" % (number, title, why), flush=True)
        except Exception:
            failed += 1
            print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), end="")
            print("not ok %d - %s" % (number, title), flush=True)
    print("1..%d" % len(tests))
    sys.exit(failed > 0)
