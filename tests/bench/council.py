"""The councils that are measured, and the servers that serve them."""
import os
import re
import shutil
import signal
import subprocess
import time

import generate
import line

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COORDINATORS = 32
PASSWORD = "a-password-for-measuring"


class Council:
    """A new council in FOLDER: the demo's records (RECORDS None), or as many as asked for."""

    def __init__(self, shura, folder, records=None):
        self.shura, self.dir, self.records = shura, folder, records
        self.git = os.path.join(folder, "records.git")
        self.run("init", folder)
        if records is None:
            self.run("import", folder, os.path.join(SOURCE, "cmd", "demo"))
        else:
            self.records = generate.fill(folder, records)

    def run(self, *words, text=None):
        done = subprocess.run([self.shura, *words], input=text, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        return done.stdout

    def add_coordinators(self):
        for n in range(COORDINATORS):
            self.run("user", "add", self.dir, "k%02d" % n, "Koordinator %d" % n, "--roles=coordinator",
                     "--password-file=-", text=PASSWORD + "\n")

    def commits(self):
        return int(subprocess.check_output(["git", "-C", self.git, "rev-list", "--count", "main"]))

    def paths(self, folder):
        """The files under FOLDER, in order."""
        return subprocess.check_output(["git", "-C", self.git, "ls-tree", "-r", "--name-only", "main", folder],
                                       encoding="utf-8").split()

    def remove(self):
        shutil.rmtree(self.dir, ignore_errors=True)


class Server:
    """`shura serve` from its start to its end, and how long it took to listen and to answer."""

    def __init__(self, council):
        self.council = council

    def __enter__(self):
        began = time.monotonic()
        self.process = subprocess.Popen([self.council.shura, "serve", self.council.dir, "--listen=127.0.0.1:0",
                                         "--quiet"], stdout=subprocess.PIPE, encoding="utf-8")
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            raise SystemExit("the server did not start")
        self.seconds_to_listen = time.monotonic() - began
        self.reader = line.Line(self.address)
        answer = self.reader.get("/")
        self.seconds_to_start = time.monotonic() - began
        if answer.status != 200:
            raise SystemExit("the first page did not come:\n%s" % answer.text)
        return self

    def __exit__(self, kind, value, trace):
        self.reader.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)

    def memory(self):
        """What it holds, in MB: all of it, and without the pages of files that it has mapped."""
        with open("/proc/%d/status" % self.process.pid, encoding="ascii") as file:
            kb = dict(re.findall(r"(\w+):\s+(\d+) kB", file.read()))
        return int(kb["VmRSS"]) / 1024, int(kb["RssAnon"]) / 1024

    def coordinators(self, count):
        """COUNT signed-in coordinators, each on a connection of its own."""
        return [line.Line(self.address).sign_in("k%02d" % n, PASSWORD) for n in range(count)]


class Nginx:
    """nginx, serving files from FOLDER as one may expect it to: as many workers as processors, no log."""

    def __init__(self, folder, port):
        self.folder, self.port, self.files = folder, port, 0
        self.address = "http://127.0.0.1:%d" % port

    def __enter__(self):
        os.makedirs(self.folder + "/files", exist_ok=True)
        with open(self.folder + "/nginx.conf", "w", encoding="utf-8") as file:
            file.write(CONFIGURATION % {"folder": self.folder, "port": self.port,
                                        "user": "user root;" if os.geteuid() == 0 else ""})
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-e", self.folder + "/error.log", "-c",
                                         self.folder + "/nginx.conf"])
        reader = line.Line(self.address)
        for _ in range(100):
            try:
                reader.get("/")
                break
            except OSError:
                time.sleep(0.05)
        reader.close()
        return self

    def __exit__(self, kind, value, trace):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)

    def put(self, body):
        """A new file, and its path: nginx remembers the size of one that it has served."""
        self.files += 1
        with open("%s/files/%d.html" % (self.folder, self.files), "wb") as file:
            file.write(body)
        return "/%d.html" % self.files


CONFIGURATION = """
daemon off;
worker_processes auto;
pid %(folder)s/nginx.pid;
%(user)s
events { worker_connections 1024; }
http {
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    open_file_cache max=100;
    default_type "text/html; charset=utf-8";
    gzip on;
    gzip_types *;
    client_body_temp_path %(folder)s/t1; proxy_temp_path %(folder)s/t2; fastcgi_temp_path %(folder)s/t3;
    uwsgi_temp_path %(folder)s/t4; scgi_temp_path %(folder)s/t5;
    server { listen 127.0.0.1:%(port)d; root %(folder)s/files; }
}
"""
