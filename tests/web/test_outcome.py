"""The agency's whole way in browsers: from a submission, over a return, to the published answer, a report, the next agenda and the public's page."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from browser import Browser
from test_proposal import DEMO, MEETING, add_user, day, edit, here, step, tick

PROPOSAL = "/proposals/2016/1"
FOLDER = "proposals/2016/0001-0099/0001-pilot"
TEXT = """---
record: proposal
title: Pilot rayonlar
addressee: bodies/v/vxsi
authors: [Birinci Üzv]
state: draft
---

## Tövsiyələr

- **R1** Pilot rayonlar seçilsin. ([O1](../../../../%s#o1))
- **R2** Hər rübdə hesabat verilsin.
"""
RULE = "rules:\n  - {key: answer.check, value: \"yes\", basis: project}\n"


@tap.once
def submitted(council):
    """At the agency; an answer of which is checked by a second reviewer, by the council's rule."""
    for login, name, role in (("one", "Birinci Üzv", "member"), ("first", "Birinci Rəyçi", "agency"), ("second", "İkinci Rəyçi", "agency")):
        add_user(council, login, name, role)
    files = tap.git("ls-tree", "-r", "--name-only", "main", cwd=council.records()).split()
    minutes = next(name for name in files if name.startswith("meetings/undated/0001-") and name.endswith("/minutes.md"))
    council.add(FOLDER + "/proposal.md", TEXT % minutes)
    council.add("meetings/2016/0001-tesdiq/minutes.md", MEETING % day(0))
    council.add("council.md", tap.shura("show", council.dir, "council").replace("rules:\n", RULE, 1))

    def take(*words, of=PROPOSAL[1:]):
        tap.shura("step", council.dir, of, *words)
    take("review", "--what=İlk layihə")
    take("discuss", "--until=" + day(3), "--invited=Qonaq", "--call=Rəyinizi yazın.")
    take("close-round", "--summary=Rəy gəlmədi.", of=PROPOSAL[1:] + "/rounds/1")
    take("ready")
    take("adopt", "--in=meetings/2016/0001-tesdiq", "--item=D1")
    take("submit", "--number=1-ş/1", "--letter=Hörmətli Agentlik!")


def register(reviewer, submission, number):
    """From the first page to the inbox, to what was sent, and on by its buttons."""
    reviewer.go("/")
    reviewer.press("main a[href^='/inbox']")
    reviewer.press("main a[href='%s']" % submission)
    reviewer.press("a[href='/edit%s/step/register']" % submission)
    reviewer.fill("#f-number", number)
    reviewer.press("#main-form p button")
    assert here(reviewer) == submission and number in reviewer.text(), reviewer.text()
    step(reviewer, submission, "take-up")


def send_back(reviewer, submission):
    reviewer.go(submission)
    reviewer.press("a[href='/edit%s/step/return']" % submission)
    reviewer.press("#main-form p button")
    assert "təkmilləşdirilməli" in reviewer.text(".trouble"), reviewer.text()
    reviewer.fill("#f-reason-R1", "Neçə rayon?")
    reviewer.press("#main-form p button")
    assert here(reviewer) == submission, reviewer.text()


def revise(author, coordinator):
    """The council reads why it came back, mends the text, and adopts and sends it again."""
    coordinator.go(PROPOSAL)
    assert "Neçə rayon?" in coordinator.text(), coordinator.text()
    step(coordinator, PROPOSAL, "revise")
    edit(author, PROPOSAL, "Pilot rayonlar seçilsin", "Üç pilot rayon seçilsin")
    step(author, PROPOSAL, "review", what="Agentliyin rəyindən sonra")
    step(coordinator, PROPOSAL, "discuss", until=day(3), invited="Qonaq", call="Rəyinizi yazın.")
    step(coordinator, PROPOSAL + "/rounds/2", "close-round", summary="Rəy gəlmədi.")
    step(coordinator, PROPOSAL, "ready")
    step(coordinator, PROPOSAL, "adopt", decision="meetings/2016/0001-tesdiq#D1")
    coordinator.go("/edit%s/step/submit" % PROPOSAL)
    assert "Neçə rayon?" in coordinator.text() and coordinator.find(".came-back ins"), coordinator.text()
    tick(coordinator, "[name=revised-1][value='taken up']")
    coordinator.press("#main-form > p button:not(.small)")
    if coordinator.all("#main-form input[value=name]"):
        tick(coordinator, "#main-form input[value=name]")
        coordinator.press("#main-form > p button:not(.small)")
    assert here(coordinator) == PROPOSAL, coordinator.text()


def answer(first, second, submission, public):
    """One reviewer prepares, nobody else sees it, the other one checks and publishes."""
    form = "/review%s/answer" % submission
    first.go("/review" + submission)
    first.press("a[href='%s']" % form)
    first.choose("[name=outcome-R1]", "accepted")
    first.fill("[name=unit-R1]", "Pilot qrupu")
    first.choose("[name=outcome-R2]", "rejected")
    first.press("#main-form button[value=save]:not(.hidden)")
    second.go(form)
    assert not second.all("button[value=publish]"), "published before it is checked"
    second.fill("[name=reasons-R2]", "Hesabat artıq verilir.")
    second.press("#main-form button[value=save]:not(.hidden)")
    public.go(PROPOSAL)
    assert "Hesabat artıq verilir." not in public.text() and "Pilot qrupu" not in public.text()
    first.go(form)
    first.press("button[value=check]")
    first.press("button[value=publish]")
    public.go(PROPOSAL)
    public.press("main a[href='%s/answers/2']" % PROPOSAL)
    public.shot("answer")
    assert "Hesabat artıq verilir." in public.text() and "Pilot qrupu" in public.text(), public.text()


def report(reviewer):
    reviewer.go(PROPOSAL)
    reviewer.press("main a[href*='/report']")
    tick(reviewer, "[name=recommendation][value=R1]")
    tick(reviewer, "[name=status][value='in progress']")
    reviewer.fill("#f-percent", "120")
    reviewer.press("#main-form > p button")
    assert "0" in reviewer.text(".fault") and "100" in reviewer.text(".fault"), reviewer.text()
    reviewer.fill("#f-percent", "40")
    reviewer.fill("#f-words", "İki rayon seçilib.")
    reviewer.press("#main-form > p button")
    reviewer.go(PROPOSAL)
    assert "40" in reviewer.text(), reviewer.text()


def test_from_submission_to_outcome():
    """a submission comes back, is sent again, answered, reported on; the next agenda has it; anybody reads the way of O1 from voice to implementation"""
    with tap.Council() as council:
        submitted(council)
        address = council.serve()
        with Browser(address) as first, Browser(address) as second, Browser(address) as coordinator, Browser(address) as public:
            first.sign_in("first")
            coordinator.sign_in("coordinator")
            register(first, PROPOSAL + "/submissions/1", "9/11-21")
            send_back(first, PROPOSAL + "/submissions/1")
            with Browser(address) as author:
                author.sign_in("one")
                revise(author, coordinator)
            second.sign_in("second")
            register(second, PROPOSAL + "/submissions/2", "9/11-40")
            second.go("/review%s/submissions/2" % PROPOSAL)
            assert second.all("main ins") and "Neçə rayon?" in second.text(), second.text()
            answer(first, second, PROPOSAL + "/submissions/2", public)
            report(first)

            coordinator.go("/new/meeting?planned=1")
            coordinator.fill("[name=heading]", "Növbəti iclas")
            coordinator.press("#main-form p button")
            assert "/meetings/" in here(coordinator), here(coordinator)
            if not here(coordinator).startswith("/plan"):
                coordinator.go("/plan" + re.sub(r"^/(record|plan)(?=/)", "", here(coordinator)))
            coordinator.shot("agenda-carried")
            assert "Pilot rayonlar" in coordinator.text(), coordinator.text()

            public.go("/")
            public.press("a[href='/suggestions']")
            public.press("main a[href='%s/suggestions/O1']" % DEMO)
            public.shot("outcome")
            course = public.text(".course")
            assert "40%" in course and public.find(".course .now a[href*='/progress/']"), course
            assert "all of them hold" in tap.shura("verify", council.dir) and "in order" in tap.shura("check", council.dir)


if __name__ == "__main__":
    tap.main(globals())
