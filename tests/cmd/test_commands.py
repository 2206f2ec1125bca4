"""The program on the command line, with stock git beside it."""
import json
import os
import signal
import subprocess
import sys
import time
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from client import Client

DEMO = os.path.join(tap.SOURCE, "cmd", "demo")
MINUTES = "meetings/undated/0001-yerli-icra-hakimiyyetlerinde-e-xidmetler/minutes.md"


def write(folder, path, text, mode="w"):
    name = os.path.join(folder, path)
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, mode, **({} if "b" in mode else {"encoding": "utf-8"})) as file:
        file.write(text)
    return name


def refused(words, expect, *parts, text=None):
    done = tap.shura(*words, text=text, expect=None)
    assert done.returncode == expect, "exit %d, expected %d: %s" % (done.returncode, expect, done.stderr)
    for part in parts:
        assert part in done.stderr, "%r is not in %r" % (part, done.stderr)


def test_init():
    """init makes a council and refuses a folder that is not empty"""
    with tap.Council(demo=False, users=False) as council:
        assert sorted(os.listdir(council.dir)) == ["index.db", "lock", "private.db", "records.git"], \
            os.listdir(council.dir)
        refused(["init", council.dir], 6, "empty")


def test_words():
    """unknown commands, options and missing words are told apart from failures"""
    refused(["no-such"], 2, "shura help")
    refused(["show"], 2, "usage: shura show DIR PATH")
    refused(["version", "--nonsense"], 2, "no such option")
    refused(["check", "/nowhere"], 4)
    assert json.loads(tap.shura("version", "--json"))["version"] in tap.shura("version")
    for command in ("init", "serve", "check", "reindex", "import", "show", "search", "log", "user", "hook", "version"):
        assert command in tap.shura("help")
        assert command in tap.shura("help", command)


def test_import():
    """the demo is taken in with one commit a record, and a second time without any"""
    with tap.Council(demo=False, users=False) as council:
        files = sum(len(names) for _, _, names in os.walk(DEMO))
        assert "%d records taken in" % files in tap.shura("import", council.dir, DEMO)
        assert tap.git("rev-list", "--count", "main", cwd=council.records()).strip() == str(files)
        assert "0 records taken in, %d were there already" % files in tap.shura("import", council.dir, DEMO)
        assert "in order" in tap.shura("check", council.dir)
        assert tap.git("fsck", "--full", "--strict", cwd=council.records()).strip() == ""


def test_import_refuses():
    """what is malformed is refused with file and reason, and nothing of it is kept"""
    with tap.Council(users=False) as council:
        head = tap.git("rev-parse", "main", cwd=council.records())
        person = "---\nrecord: person\nname: %s\n---\n"
        bad = {
            "people/x/x1.md": "no front matter\n",
            "people/x/x2.md": "---\nrecord: person\n---\n",
            "people/x/x3.md": "---\nrecord: body\nname: X\nkind: other\n---\n",
            "people/x/x4.md": "---\nrecord: person\nname: [a\n---\n",
        }
        for path, text in bad.items():
            refused(["import", council.dir, write(council.folder, path, text)], 3, path)
        refused(["import", council.dir, write(council.folder, "people/x/x5.md", b"---\nrecord: person\nname: \xff\n---\n", "wb")], 3, "UTF-8")
        refused(["import", council.dir, write(council.folder, "people/x/x6.md", b"---\nrecord: person\nname: a\0b\n---\n", "wb")], 3)
        refused(["import", council.dir, write(council.folder, "people/x/x7.md", person % "X" + "x" * (20 << 20))], 3)
        refused(["import", council.dir, write(council.folder, "nowhere/x.md", person % "X")], 3, "nowhere/x.md")
        refused(["import", council.dir, "/no/such/people/x/x.md"], 1)
        assert tap.git("rev-parse", "main", cwd=council.records()) == head


def test_import_of_strangers():
    """links and pipes are refused, wherever they stand; one record is named once"""
    with tap.Council(users=False) as council:
        text = "---\nrecord: person\nname: X\n---\n"
        real = write(council.folder, "real/people/x/xa.md", text)
        folder = os.path.join(council.folder, "people/x")
        os.makedirs(folder)
        link, pipe, linked = (os.path.join(folder, name) for name in ("link.md", "pipe.md", "linked"))
        os.symlink(real, link)
        refused(["import", council.dir, link], 3, link, "symbolic link")
        refused(["import", council.dir, folder], 3, link)
        os.remove(link)
        os.symlink(os.path.dirname(real), linked)
        refused(["import", council.dir, linked], 3, linked, "symbolic link")
        refused(["import", council.dir, folder], 3, linked)
        os.remove(linked)
        os.mkfifo(pipe)
        refused(["import", council.dir, pipe], 3, pipe, "pipe")
        refused(["import", council.dir, folder], 3, pipe)
        refused(["import", council.dir, real, write(council.folder, "more/people/x/xa.md", text)], 3, "the same record")
        assert "1 records taken in, 0" in tap.shura("import", council.dir, real, os.path.dirname(real), real)
        write(council.folder, "real/people/x/xa.md", text.replace("X", "Y"))
        assert "1 records taken in, 0" in tap.shura("import", council.dir, real)


def test_import_in_the_zone():
    """imports carry the time of the council's zone, the first one too"""
    with tap.Council(demo=False, users=False) as council:
        tap.shura("import", council.dir, DEMO)
        name = write(council.folder, "people/x/xa.md", "---\nrecord: person\nname: X\n---\n")
        tap.shura("import", council.dir, name)
        zones = set(tap.git("log", "--format=%ad %cd", "--date=format:%z", "main", cwd=council.records()).split())
        assert zones == {"+0400"}, zones


def test_reader_who_leaves():
    """a command whose reader has left ends in silence, as other tools do"""
    with tap.Council(users=False) as council:
        theirs, ours = os.pipe()
        os.close(theirs)
        done = subprocess.run([tap.SHURA, "log", council.dir], stdout=ours, stderr=subprocess.PIPE)
        os.close(ours)
        assert done.returncode == -signal.SIGPIPE and not done.stderr, done


def test_show():
    """show prints the file byte for byte, by path or address, as it is and as it was"""
    with tap.Council(users=False) as council:
        with open(os.path.join(DEMO, MINUTES), encoding="utf-8") as file:
            text = file.read()
        assert tap.shura("show", council.dir, MINUTES) == text
        assert tap.shura("show", council.dir, "/meetings/undated/1") == text
        assert tap.shura("show", council.dir, "meetings/undated/1") == tap.git("show", "main:" + MINUTES, cwd=council.records())
        data = json.loads(tap.shura("show", council.dir, "meetings/undated/1", "--json"))
        assert data["front"]["record"] == "minutes" and data["path"] == MINUTES and "**S7**" in data["body"]
        refused(["show", council.dir, "meetings/undated/99"], 4)
        refused(["show", council.dir, "meetings/undated/1", "--at=nonsense"], 3)


def test_search():
    """search folds as people type"""
    with tap.Council(users=False) as council:
        def hits(*words):
            return {row["address"] for row in json.loads(tap.shura("search", council.dir, *words, "--json"))}
        assert "/meetings/undated/1#s1" in hits("xidmet")
        assert "/people/elimemmed-nuriyev" in hits("Alimammad")
        assert "/people/elimemmed-nuriyev" in hits("ƏLİMƏMMƏD")
        assert "/bodies/rytn" in hits("NAZIRLIK")
        assert "/bodies/vxsi" in hits("agentlik")
        assert hits("reyestr", "sayt") == {"/meetings/undated/1#s2"}, hits("reyestr", "sayt")
        assert hits("zzzz") == set()
        assert hits('"; DROP TABLE records; --') == set()
        refused(["search", council.dir, "!!!"], 3, "no word")


def test_log():
    """log tells who did what"""
    with tap.Council(users=False) as council:
        rows = json.loads(tap.shura("log", council.dir, "--json"))
        assert len(rows) == int(tap.git("rev-list", "--count", "main", cwd=council.records()))
        rows = json.loads(tap.shura("log", council.dir, "meetings/undated/1", "--json"))
        assert len(rows) == 1 and rows[0]["action"] == "import", rows


def test_users():
    """accounts are made, listed, disabled and invited"""
    with tap.Council(demo=False, users=False) as council:
        assert "/invitation/" in tap.shura("user", "add", council.dir, "leyla", "Leyla", "--roles=member, coordinator")
        refused(["user", "add", council.dir, "leyla", "Leyla"], 6, "already")
        refused(["user", "add", council.dir, "No Good", "X"], 3)
        refused(["user", "add", council.dir, "x", "X", "--roles=king"], 3, "king")
        refused(["user", "add", council.dir, "x", "X", "--password-file=-"], 3, "short", text="abc\n")
        users = json.loads(tap.shura("user", "list", council.dir, "--json"))
        assert users == [{"login": "leyla", "name": "Leyla", "roles": "member, coordinator", "disabled": False}], users
        tap.shura("user", "disable", council.dir, "leyla")
        assert json.loads(tap.shura("user", "list", council.dir, "--json"))[0]["disabled"] is True
        refused(["user", "disable", council.dir, "nobody"], 4)
        with open(os.path.join(council.dir, "private.db"), "rb") as file:
            assert b"a-password-for-tests" not in file.read()


def clone(council):
    work = os.path.join(council.folder, "clone")
    tap.git("clone", "--quiet", council.records(), work)
    return work


def test_push():
    """a push with plain git is taken when it is in order, and refused with file, line and reason when not"""
    with tap.Council(users=False) as council:
        work = clone(council)
        path = os.path.join(work, MINUTES)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        write(work, MINUTES, text.replace("xeyli gecikir", "çox gecikir"))
        tap.git("commit", "--quiet", "-am", "A word", cwd=work)
        tap.git("push", "--quiet", "origin", "HEAD:main", cwd=work)
        assert "çox gecikir" in tap.shura("show", council.dir, "meetings/undated/1")
        assert any("#s1" in row for row in tap.shura("search", council.dir, "çox", "gecikir").splitlines())

        write(work, MINUTES, text.replace("**S2**", "**S1**"))
        tap.git("commit", "--quiet", "-am", "Two of one number", cwd=work)
        said = tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)
        assert MINUTES + ":" in said and "S1" in said, said
        assert said.count("S1") == 1, said

        tap.git("reset", "--quiet", "--hard", "HEAD~2", cwd=work)
        write(work, "people/x/x.md", "---\nrecord: person\nname: X\n---\n")
        tap.git("add", ".", cwd=work)
        tap.git("commit", "--quiet", "-m", "Beside", cwd=work)
        said = tap.git("push", "--force", "origin", "HEAD:main", cwd=work, expect=1)
        assert "rejected" in said, said
        said = tap.git("push", "origin", ":main", cwd=work, expect=1)
        said = tap.git("push", "origin", "HEAD:refs/heads/other", cwd=work, expect=1)
        assert tap.git("fsck", "--full", cwd=council.records()).strip() == ""


def person(work, name, text="---\nrecord: person\nname: X\n---\n"):
    write(work, "people/%s/%s.md" % (name[0], name), text)
    tap.git("add", ".", cwd=work)
    tap.git("commit", "--quiet", "-m", "A person", cwd=work)
    return tap.git("rev-parse", "--short=10", "HEAD", cwd=work).strip()


def test_push_of_several():
    """each commit of a push is checked by itself, and a fault names its commit"""
    with tap.Council(users=False) as council:
        work = clone(council)
        bad = person(work, "xa", "no record\n")
        person(work, "xa")
        said = tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)
        assert said.count("%s:people/x/xa.md:1: " % bad) == 1 and said.count("xa.md") == 1, said
        assert "nothing of this push was taken" in said, said
        tap.git("reset", "--quiet", "--soft", "origin/main", cwd=work)
        tap.git("commit", "--quiet", "-m", "A person", cwd=work)
        tap.git("push", "--quiet", "origin", "HEAD:main", cwd=work)
        tap.git("rm", "--quiet", "council.md", cwd=work)
        tap.git("commit", "--quiet", "-m", "No council", cwd=work)
        assert "council.md: a council cannot" in tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)


def test_push_of_strangers():
    """links, the program's own addresses and commits that are no text are refused in words"""
    with tap.Council(users=False) as council:
        work = clone(council)

        def refused_push(*parts):
            said = tap.git("push", "origin", "HEAD:main", cwd=work, expect=1)
            for part in parts:
                assert part in said, said
            tap.git("reset", "--quiet", "--hard", "origin/main", cwd=work)

        os.makedirs(os.path.join(work, "people/l"))
        os.symlink("/etc/passwd", os.path.join(work, "people/l/link.md"))
        person(work, "xa")
        refused_push("people/l/link.md: a symbolic link")
        person(work, "xa")
        tap.git("commit", "--quiet", "--amend", "--no-edit", "--author=Leyla <leyla@shura.invalid>", cwd=work)
        refused_push("git config user.email")
        person(work, "xa")
        tap.git("commit", "--quiet", "--amend", "--no-edit", "--author=Leyla <leyla@shura.invalid>", cwd=work)
        tap.git("config", "shura.acceptSigned", "true", cwd=council.records())
        tap.git("push", "--quiet", "origin", "HEAD:main", cwd=work)
        tree = tap.git("rev-parse", "HEAD^{tree}", cwd=work).strip()
        parent = tap.git("rev-parse", "HEAD", cwd=work).strip()
        head = "tree %s\nparent %s\n" % (tree, parent)
        who = "T <t@example.org> 1438344000 +0400\n"
        for text, words in (
            (head + "author " + who + "committer " + who + "\na\0b\n", "NUL"),
            (head + "author " + who + "committer " + who + "\na \udcff\n", "UTF-8"),
            (head + "author \udce6 " + who + "committer " + who + "\na\n", "UTF-8"),
            (head + "committer " + who + "\na\n", "author"),
        ):
            done = subprocess.run(["git", "hash-object", "-t", "commit", "--literally", "-w", "--stdin"], cwd=work,
                                  input=text.encode("utf-8", "surrogateescape"), stdout=subprocess.PIPE, check=True)
            name = done.stdout.decode().strip()
            said = tap.git("push", "origin", name + ":main", cwd=work, expect=1)
            assert words in said, "%r: %s" % (text, said)
        assert tap.git("rev-parse", "main", cwd=council.records()).strip() == parent


def test_push_of_seals():
    """a submission's tag is taken only from the council's own key (restoring one: test_verify.py)"""
    with tap.Council(users=False) as council:
        work = clone(council)
        person(work, "xa")
        tap.git("tag", "-m", "Sealed", "submission/2015/0001/01", cwd=work)
        assert "does not hold" in tap.git("push", "origin", "submission/2015/0001/01", cwd=work, expect=1)
        said = tap.git("push", "origin", "HEAD:main", "submission/2015/0001/01", cwd=work, expect=1)
        assert "this tag is not signed" in said and "nothing" not in said.split("not signed")[0], said
        tap.git("push", "--quiet", "origin", "HEAD:main", cwd=work)
        tap.git("tag", "submission/2015/0001/02", cwd=work)
        assert "annotated" in tap.git("push", "origin", "submission/2015/0001/02", cwd=work, expect=1)


def test_long_push():
    """a push of many commits is looked at as a whole"""
    count = tap.rounds(200)
    with tap.Council(users=False) as council:
        work = clone(council)
        stream = "".join(
            "commit refs/heads/more\ncommitter T <t@example.org> %d +0400\ndata 2\nx\n%s"
            "M 100644 inline people/x/x%d.md\ndata <<END\n---\nrecord: person\nname: X %d\n---\nEND\n\n" % (
                int(time.time()), "" if n else "from refs/heads/main\n", n, n) for n in range(count))
        tap.git("fast-import", "--quiet", cwd=work, text=stream)
        tap.git("push", "--quiet", "origin", "more:main", cwd=work)
        assert len(json.loads(tap.shura("log", council.dir, "--json", "--limit=100000"))) >= count


def test_unknown_person():
    """a record that names a person who is not there is refused"""
    with tap.Council(users=False) as council:
        with open(os.path.join(DEMO, MINUTES), encoding="utf-8") as file:
            text = file.read().replace("people/o/osman-gunduz", "people/n/nobody")
        path = "meetings/2015/0001-x/minutes.md"
        refused(["import", council.dir, write(council.folder, path, text)], 3, "people/n/nobody")


def test_reindex():
    """deleting the index loses nothing; made anew it is the same, byte for byte"""
    with tap.Council(users=False) as council:
        work = clone(council)
        tap.git("mv", os.path.dirname(MINUTES), "meetings/undated/0001-another-slug", cwd=work)
        os.remove(os.path.join(work, "people/v/vasif-movsumov.md"))
        with open(os.path.join(work, "meetings/undated/0001-another-slug/minutes.md"), "r+", encoding="utf-8") as file:
            text = "".join(line for line in file if "vasif" not in line)
            file.seek(0), file.truncate(), file.write(text)
        tap.git("commit", "--quiet", "-am", "Another slug, and one person less", cwd=work)
        tap.git("push", "--quiet", "origin", "HEAD:main", cwd=work)
        tap.shura("log", council.dir)  # catches up step by step
        import sqlite3
        kept = tap.shura("reindex", council.dir, "--dump")
        for name in os.listdir(council.dir):
            if name.startswith("index.db"):
                os.remove(os.path.join(council.dir, name))
        assert tap.shura("reindex", council.dir, "--dump") == kept
        assert "another-slug" in kept


def test_damaged_index():
    """a damaged index is made anew by whoever opens it, with a word on it"""
    with tap.Council() as council:
        kept = tap.shura("reindex", council.dir, "--dump")
        for words in (["log", council.dir], ["search", council.dir, "xidmet"], ["reindex", council.dir]):
            write(council.dir, "index.db", os.urandom(50000), "wb")
            done = tap.shura(*words, expect=None)
            assert done.returncode == 0 and done.stderr.count("index was damaged") == 1, done.stderr
            assert tap.shura("reindex", council.dir, "--dump") == kept
        with open(os.path.join(council.dir, "index.db"), "r+b") as file:
            file.truncate(20000)
        Client(council.serve()).get("/meetings/undated/1")
        council.stop()
        assert tap.shura("reindex", council.dir, "--dump") == kept


def test_at_once():
    """commands work on the same council at the same time"""
    saves = tap.rounds(4)
    with tap.Council(demo=False, users=False) as council:
        def take_in(letter):
            for n in range(saves):
                name = write(council.folder, "%s/people/%s/%s%d.md" % (letter, letter, letter, n),
                             "---\nrecord: person\nname: %s%d\n---\n" % (letter.upper(), n))
                tap.shura("import", council.dir, name)
        threads = [threading.Thread(target=take_in, args=(letter,)) for letter in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(json.loads(tap.shura("log", council.dir, "--json"))) == 4 * saves
        assert "in order" in tap.shura("check", council.dir)


def test_man_page():
    """the man page can be formatted and names every command"""
    page = os.path.join(tap.SOURCE, "cmd", "shura.1")
    done = subprocess.run(["man", "-l", page], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
                          env=dict(os.environ, MANWIDTH="100", MANPAGER="cat"))
    assert done.returncode == 0 and not done.stderr, done.stderr
    for command in ("init", "serve", "check", "reindex", "import", "show", "search", "log", "user", "version", "help"):
        assert command in done.stdout, command


tap.main(globals())
