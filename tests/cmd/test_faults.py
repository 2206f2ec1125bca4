"""What goes wrong in the world: killed servers, full disks, bad input. Nothing that was answered is lost."""
import os
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

MEETING = "/record/meetings/undated/1"


def say(client, text, **fields):
    """Record a statement under the first issue; the status of the answer."""
    token = client.token
    return client.post(MEETING + "/items", dict(form_token=token, issue="1", letter="S", text=text, action="save", **fields),
                       follow=False)


def coordinator(address):
    client = Client(address).sign_in("coordinator", tap.PASSWORD)
    client.get(MEETING)
    client.token = client.form(MEETING + "/items")["form_token"]
    return client


def test_killed_in_the_middle():
    """a server killed in the middle of 100 saves: what was answered is there, and git fsck is clean"""
    with tap.Council() as council:
        for turn in range(4):
            address, answered = council.serve(), []

            def save(n):
                client = coordinator(address)
                try:
                    for k in range(25):
                        text = "turn %d writer %d save %d." % (turn, n, k)
                        if say(client, text) == 303:
                            answered.append(text)
                except OSError:
                    pass
                except Exception as why:
                    if "sign-in" in str(why):
                        raise
            threads = [threading.Thread(target=save, args=(n,)) for n in range(4)]
            for thread in threads:
                thread.start()
            while len(answered) < 10 + 12 * turn:
                time.sleep(0.01)
            council.kill()
            for thread in threads:
                thread.join()
            text = tap.git("show", "main:meetings/undated/0001-yerli-icra-hakimiyyetlerinde-e-xidmetler/minutes.md",
                           cwd=council.records())
            lost = [words for words in answered if words not in text]
            assert len(answered) >= 10 and not lost, lost
            assert tap.git("fsck", "--full", cwd=council.records(), expect=None).replace("notice: HEAD", "").count("error") == 0
            assert "in order" in tap.shura("check", council.dir)
        kept = tap.shura("reindex", council.dir, "--dump")
        os.remove(os.path.join(council.dir, "index.db"))
        assert tap.shura("reindex", council.dir, "--dump") == kept


def test_many_at_once():
    """four writers save at once: each save is one commit, none is lost"""
    saves = tap.rounds(25)
    with tap.Council() as council:
        address = council.serve()
        before = int(tap.git("rev-list", "--count", "main", cwd=council.records()))
        failed = []

        def save(n):
            client = coordinator(address)
            for k in range(saves):
                status = say(client, "writer %d save %d." % (n, k))
                if status != 303:
                    failed.append((status, client.text))
        threads = [threading.Thread(target=save, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed, failed[0]
        text = tap.shura("show", council.dir, "meetings/undated/1")
        for n in range(4):
            for k in range(saves):
                assert "writer %d save %d." % (n, k) in text
        assert int(tap.git("rev-list", "--count", "main", cwd=council.records())) == before + 4 * saves


def test_full_disk():
    """a full disk: a message that says so, what was typed is given back, and saving goes on once there is room"""
    folder = subprocess.run(["mktemp", "-d"], stdout=subprocess.PIPE, encoding="utf-8").stdout.strip()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", folder],
                                           stderr=subprocess.DEVNULL).returncode:
        raise tap.Skip("a small disk cannot be mounted here")
    try:
        council = tap.Council()
        small = os.path.join(folder, "council")
        subprocess.run(["cp", "-a", council.dir, small], check=True)
        council.dir = small
        with council:
            client = coordinator(council.serve())
            assert say(client, "Before the disk is full.") == 303
            with open(os.path.join(folder, "filler"), "wb", buffering=0) as filler:
                try:
                    while True:
                        filler.write(b"x" * 4096)
                except OSError:
                    pass
            status = say(client, "While the disk is full. " + "a" * 20000)
            assert status == 507, "%d %s" % (status, client.text[:2000])
            assert "While the disk is full." in client.text, "what was typed is gone"
            assert Client(council.address).get("/meetings/undated/1") == 200, "reading ends with the room"
            os.remove(os.path.join(folder, "filler"))
            assert say(client, "After there is room again.") == 303, client.text[:2000]
            text = tap.shura("show", council.dir, "meetings/undated/1")
            assert "Before the disk" in text and "After there is room" in text and "While the" not in text
            assert "error" not in tap.git("fsck", "--full", cwd=council.records(), expect=None)
            assert "in order" in tap.shura("check", council.dir)
            council.stop()
    finally:
        subprocess.run(["umount", "-l", folder])
        os.rmdir(folder)


def test_bad_input():
    """bad input gets a clear answer, and what was typed is given back"""
    with tap.Council() as council:
        client = coordinator(council.serve())
        head = tap.git("rev-parse", "main", cwd=council.records())
        for fields, words in (
            (dict(text=""), "yaz"),
            (dict(text="Kim?", speakers="Heç Kim"), "Heç Kim"),
            (dict(text="Nə?", letter="X"), ""),
            (dict(text="Səs.", letter="D", votes_for="beş"), "beş"),
            (dict(text="İş.", letter="A", due="2015-02-30"), "2015-02-30"),
            (dict(text="Təklif.", letter="O", origins="S99"), "S99"),
            (dict(text="Harada?", issue="77"), "77"),
        ):
            typed = dict(form_token=client.token, issue="1", letter="S", action="save")
            typed.update(fields)
            status = client.post(MEETING + "/items", typed, follow=False)
            assert status in (404, 422), "%s: %d" % (fields, status)
            assert words in client.text and fields["text"] in client.text, "%s: %s" % (fields, client.text)
        assert client.ask("POST", MEETING + "/items", b"x=" + b"a" * (20 << 20),
                          {"Content-Type": "application/x-www-form-urlencoded"}) == 413
        client = coordinator(council.address)
        for bad in (b"%00", b"%ff%fe"):
            body = b"form_token=" + client.token.encode() + b"&issue=1&letter=S&action=save&text=saxla" + bad
            status = client.ask("POST", MEETING + "/items", body, {"Content-Type": "application/x-www-form-urlencoded"})
            assert status == 422 and "saxla" in client.text, "%r: %d %s" % (bad, status, client.text)
        assert tap.git("rev-parse", "main", cwd=council.records()) == head


def test_old_forms():
    """a form that was shown before others saved changes only what its person changed, where it was meant"""
    with tap.Council() as council:
        one, two = (coordinator(council.serve() if n == 0 else council.address) for n in range(2))
        one.get(MEETING + "/facts")
        facts = one.form(MEETING + "/facts")
        kept = dict(kind="discussion", state="held", mode="")
        assert one.post(MEETING + "/facts", dict(facts, **kept, place="Bakı", starts="10:00"), follow=False) == 303, one.text
        assert two.post(MEETING + "/facts", dict(facts, **kept, form_token=two.token, ends="18:00"), follow=False) == 303, two.text
        text = tap.shura("show", council.dir, "meetings/undated/1")
        assert "place: Bakı" in text and '"10:00"' in text and '"18:00"' in text, text
        who = dict(who="people/osman-gunduz", was_capacity="coordinator", was_attendance="present", action="save")
        assert one.post(MEETING + "/participants", dict(who, form_token=one.token, capacity="chair", attendance="present"), follow=False) == 303
        assert two.post(MEETING + "/participants", dict(who, form_token=two.token, capacity="coordinator", attendance="late"), follow=False) == 303
        assert "osman-gunduz, capacity: chair, attendance: late" in tap.shura("show", council.dir, "meetings/undated/1")
        title = "Yerli icra hakimiyyətlərində e-xidmətlərin təşkili"
        assert one.post(MEETING + "/agenda", dict(form_token=one.token, issue="1", issue_title=title, action="down"), follow=False) == 303
        assert say(two, "Birinci məsələ üzrə.", issue_title=title) == 303, two.text
        text = tap.shura("show", council.dir, "meetings/undated/1")
        assert text.index("Birinci məsələ üzrə.") > text.index("## 2. " + title), text
        assert say(two, "Heç hara.", issue_title="Belə məsələ yoxdur") == 422 and "Heç hara." in two.text


def test_new_meetings_at_once():
    """meetings of one title made at once are all there, each with a number of its own"""
    with tap.Council() as council:
        address, answers = council.serve(), []
        clients = [coordinator(address) for n in range(6)]

        def make(n):
            client = clients[n]
            client.get("/new/meeting")
            form = dict(client.form("/new/meeting"), heading="Eyni ad", place="Yer %d" % n, kind="session", state="held")
            answers.append(client.post("/new/meeting", form, follow=False))
        threads = [threading.Thread(target=make, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == [303] * 6, answers
        places = {line for n in range(2, 8) for line in tap.shura("show", council.dir, "meetings/undated/%d" % n).splitlines()
                  if line.startswith("place:")}
        assert places == {"place: Yer %d" % n for n in range(6)}, places


def test_notices_a_push():
    """the server notices a push by itself"""
    with tap.Council() as council:
        client = Client(council.serve())
        work = os.path.join(council.folder, "clone")
        tap.git("clone", "--quiet", council.records(), work)
        path = os.path.join(work, "people/o/osman-gunduz.md")
        with open(path, "a", encoding="utf-8") as file:
            file.write("\nBir sətir əlavə olundu.\n")
        tap.git("commit", "--quiet", "-am", "A line", cwd=work)
        tap.git("push", "--quiet", "origin", "HEAD:main", cwd=work)
        for _ in range(50):
            client.get("/people/osman-gunduz")
            if "Bir sətir" in client.text:
                break
            time.sleep(0.1)
        assert "Bir sətir" in client.text


def test_starts_again():
    """a server that was killed starts again at once, even with git's lock files left behind"""
    with tap.Council() as council:
        client = coordinator(council.serve())
        assert say(client, "Bir.") == 303
        council.kill()
        for name in ("refs/heads/main.lock", "packed-refs.lock"):
            with open(os.path.join(council.records(), name), "w"):
                pass
            os.utime(os.path.join(council.records(), name), (1, 1))
        client = coordinator(council.serve())
        assert say(client, "İki.") == 303, client.text


tap.main(globals())
