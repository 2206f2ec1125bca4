"""The agency's review: what was sent beside what was sent before, who looks after it, and notes that nobody else ever sees."""
import contextlib
import os
import subprocess
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [TESTS, os.path.join(TESTS, "cmd")]
import tap
from client import Client
from test_answers import adopt, submit
from test_proposals import FOLDER, MEETING, PATH, PROPOSAL, add, push, step, swap, text

SUBMISSION = "/proposals/2016/1/submissions/1"
REVIEW = "/review" + SUBMISSION
SENT = SUBMISSION[1:]
AGAIN = "/proposals/2016/1/submissions/2"
DEMO_MEETING = "../../../../meetings/undated/0001-yerli-icra-hakimiyyetlerinde-e-xidmetler/minutes.md"
TEXT = PROPOSAL + ("- **R2** Xidmətlər seçilsin. ([O2](%s#o2))\n- **R3** Hesabat verilsin.\n\n## Nəticə\n\nİşin nəticəsi.\n" % DEMO_MEETING)
COMMENT = """---
record: comment
author: people/s/sahib-memmedov
at: %s
kind: %s
audience: discussion
round: 1
anchor: {part: R2}
disposition: {outcome: %s, by: people/o/osman-gunduz, at: %s%s}
---

%s
"""
SECRET = "Məxfi-qeyd-7351"
UNIT = "Məxfi-şöbə-7351"


def discuss(council):
    """A round with two comments on R2, and what became of them."""
    step(council, "discuss", "--until=2100-01-01", "--invited=Qonaq", "--call=Rəyinizi yazın.")
    today = subprocess.run(["date", "+%Y-%m-%d"], env=dict(os.environ, TZ="Asia/Baku"), capture_output=True, text=True).stdout.strip()
    for n, (kind, outcome, more) in enumerate((("support", "noted", ""), ("objection", "partly", ", why: Yarısı.")), 1):
        at = "%sT00:0%d+04:00" % (today, n)
        add(council, "%s/comments/%s/%st00010%d-ab1%d.md" % (FOLDER, today, today.replace("-", ""), n, n),
            COMMENT % (at, kind, outcome, at, more, "Şərh %d." % n))
    step(council, "close-round", "--summary=İki şərh oldu.", of="proposals/2016/1/rounds/1")
    step(council, "ready", "--what=Son")
    step(council, "adopt", "--in=meetings/2016/0001-qebul", "--item=D1")


@contextlib.contextmanager
def at_the_agency(serve=True):
    """A council whose proposal the agency has under review, and two reviewers."""
    with tap.Council() as council:
        tap.shura("user", "add", council.dir, "agency2", "İkinci rəyçi", "--roles=agency", "--password-file=-", text=tap.PASSWORD + "\n")
        add(council, PATH, TEXT)
        add(council, "meetings/2016/0001-qebul/minutes.md", MEETING)
        step(council, "review", "--what=İlk layihə")
        discuss(council)
        submit(council)
        step(council, "register", "--number=9/11-21", "--date=2016-03-18", of=SENT)
        step(council, "take-up", of=SENT)
        if serve:
            council.serve()
        yield council


def returned_and_revised(council):
    """It came back with two reasons, was revised, and waits to be submitted again."""
    step(council, "return", "--reason=Xərc göstərilməyib.", "--reason-R2=Hansı xidmətlər?", of=SENT)
    step(council, "revise")
    push(council, {PATH: swap("Xidmətlər seçilsin", "Beş xidmət seçilsin")})
    step(council, "review", "--what=Rəydən sonra")
    adopt(council)


def reader(council, login):
    return Client(council.address).sign_in(login, tap.PASSWORD)
