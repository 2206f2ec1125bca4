"""The whole way of a proposal in browsers: from what was voiced in a meeting to the sealed submission, and back to the sentence."""
import hashlib
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import tap
from browser import Browser

TITLE = "Hüquqi baza və pilot rayonlar"
DEMO = "/meetings/undated/1"
MEETING = """---
record: minutes
title: Təklifin təsdiqi
date: %s
state: held
minutes: draft
participants:
  - {name: Koordinator, capacity: chair, attendance: present}
  - {name: Birinci Üzv, capacity: member, attendance: present}
  - {name: İkinci Üzv, capacity: member, attendance: present}
---

## 1. Təklif

### Qərara alındı

- **D1** Təklif təsdiq edilsin. (lehinə 3, əleyhinə 0, bitərəf 0)
"""
VERIFY = "git -c gpg.format=ssh -c gpg.ssh.allowedSignersFile=allowed-signers verify-tag "


def day(n):
    return str(tap.today(n))


def add_user(council, login, name, role):
    tap.shura("user", "add", council.dir, login, name, "--roles=" + role, "--password-file=-", text=tap.PASSWORD + "\n")


def tick(page, css):
    box = page.find(css)
    page.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", box)
    box.click()


def here(page):
    return page.driver.current_url[len(page.address):].split("?")[0].split("#")[0]


def step(page, of, action, **fields):
    """Through the page of the step: what it asks, then the button."""
    page.go("/edit%s/step/%s" % (of, action))
    for name, value in fields.items():
        field = page.find("#main-form [name=%s]" % name)
        if field.tag_name == "select":
            page.choose("#main-form [name=%s]" % name, value)
        else:
            page.fill("#main-form [name=%s]" % name, value)
    page.press("#main-form p button:not(.small)")
    if page.all("#main-form input[value=name]"):  # nobody on record is called so: the name stays as written
        tick(page, "#main-form input[value=name]")
        page.press("#main-form p button:not(.small)")
    assert "/step/" not in page.driver.current_url, page.text()


def begin(page):
    """A member picks three suggestions of the meeting, looks at what is like it, and begins; the proposal's address."""
    page.go(DEMO + "?pick=1")
    for item in ("o1", "o2", "o3"):
        tick(page, "input[name=of][value$='#%s']" % item)
    page.press("#pick button:not(.second)")
    page.fill("#f-heading", TITLE)
    page.press("#main-form button[value=compare]")
    assert "təklif yoxdur" in page.text("#similar")
    page.press("#similar button[value=start]")
    return here(page)


def edit(page, address, old, new):
    page.go("/edit" + address)
    field = page.find("#main-form textarea[name=text]")
    text = field.get_attribute("value")
    assert old in text, text
    page.driver.execute_script("arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))",
                               field, text.replace(old, new, 1))
    page.press("#main-form button[value=save]")
    assert here(page) == address, page.text()


def beside(page, address, words, what):
    """Press WHAT (comment, amend) beside the passage that says WORDS."""
    page.go(address)
    passage = next(one for one in page.all(".passage") if words in one.text)
    page.press(".begin a[href*='/%s?']" % what, passage)


def work_out(council, author, other, coordinator):
    """The proposal as the members write it: an edit, a comment and its outcome, an amendment that is accepted, an endorsement."""
    address = begin(author)
    text = tap.shura("show", council.dir, address[1:])
    for n in (1, 2, 3):
        assert re.search(r"- \*\*R%d\*\* .*\[O%d\]\(.*minutes\.md#o%d\)" % (n, n, n), text), text
    edit(author, address, "- **R1** ", "- **R1** Yerli xidmətlər üçün: ")
    beside(other, address, "Yerli xidmətlər üçün", "comment")
    other.fill("#f-text", "Hansı xidmətlər nəzərdə tutulur?")
    other.press("#main-form p button")
    beside(other, address, "Pilot rayonlar", "amend")
    field = other.find("#f-text")
    other.fill("#f-text", field.get_attribute("value").replace("Pilot rayonlar", "Üç pilot rayon"))
    other.fill("#f-reason", "Say bəlli olsun")
    other.press("#main-form p button")
    author.go(address)
    assert author.find("ins.amended") and "Say bəlli olsun" in author.text()
    author.shot("proposal-amended")
    author.press("form[action*='/amendments/'] button")
    text = tap.shura("show", council.dir, address[1:])
    assert "Üç pilot rayon" in text, text
    said = tap.git("log", "-1", "--format=%an %(trailers:key=Co-authored-by)", "main", cwd=council.records())
    assert "Birinci Üzv" in said and "İkinci Üzv" in said, said
    step(author, address, "review", what="Üzvlərin ilk baxışı üçün")
    other.go(address)
    other.press("form[action$='/endorse'] button[value=endorse]")
    assert "İkinci Üzv (v1)" in other.text()
    return address


def discuss(address, coordinator, stakeholder):
    """A round: the stakeholder speaks, the coordinator says what became of it and sums up."""
    step(coordinator, address, "discuss", until=day(7), invited="Maraqlı Tərəf", call="Rəyinizi yazın.")
    stakeholder.go("/")
    assert TITLE in stakeholder.text(), stakeholder.text()
    beside(stakeholder, address, "sosial əhəmiyyəti", "comment")
    stakeholder.fill("#f-text", "Siyahı açıq olsun.")
    stakeholder.press("#main-form p button")
    coordinator.go("/edit%s/rounds/1/dispositions" % address)
    form = coordinator.find("form:has([name=outcome])")
    coordinator.choose("[name=outcome]", "taken up", form) if coordinator.find("[name=outcome]", form).tag_name == "select" \
        else tick(coordinator, "form [name=outcome][value='taken up']")
    coordinator.fill("[name=why]", "Mətnə əlavə edilir.", form)
    coordinator.press("button:not([type=button])", form)
    step(coordinator, address + "/rounds/1", "close-round", summary="Bir rəy gəldi, nəzərə alındı.")


def test_from_voice_to_seal():
    """three suggestions become a proposal that two members write, a stakeholder speaks on, the council adopts and seals"""
    with tap.Council() as council:
        add_user(council, "one", "Birinci Üzv", "member")
        add_user(council, "two", "İkinci Üzv", "member")
        add_user(council, "guest", "Maraqlı Tərəf", "stakeholder")
        address = council.serve()
        with Browser(address) as author, Browser(address) as other, Browser(address) as coordinator:
            author.sign_in("one")
            other.sign_in("two")
            coordinator.sign_in("coordinator")
            proposal = work_out(council, author, other, coordinator)
            with Browser(address) as stakeholder:
                stakeholder.sign_in("guest")
                discuss(proposal, coordinator, stakeholder)
            edit(author, proposal, "## Gözlənilən", "Siyahı hamıya açıqdır.\n\n## Gözlənilən")
            other.go(proposal)
            assert other.all("a[href^='/compare%s']" % proposal), other.text()  # the text has moved on since it was endorsed
            step(coordinator, proposal, "ready", what="Rəylərdən sonra")

            name = os.path.join(council.folder, "meetings/2016/0001-tesdiq/minutes.md")
            os.makedirs(os.path.dirname(name))
            with open(name, "w", encoding="utf-8") as file:
                file.write(MEETING % day(0))
            tap.shura("import", council.dir, name)
            step(coordinator, proposal, "adopt", decision="meetings/2016/0001-tesdiq#D1")
            step(coordinator, proposal, "submit", number="9/11-21", channel="e-poçt")

            # the receipt, and stock git beside it
            coordinator.go(proposal + "/submissions/1")
            receipt = coordinator.text()
            coordinator.shot("receipt")
            number = re.search(r"\b[0-9a-f]{64}\b", receipt)[0]
            tag = re.search(r"\bsubmission/\d{4}/\d{4}/\d\d\b", receipt)[0]
            assert "9/11-21" in receipt and "Hörmətli" in receipt, receipt
            clone = os.path.join(council.folder, "clone")
            tap.git("clone", "--quiet", council.records(), clone)
            path = next(line for line in tap.git("ls-files", cwd=clone).split() if line.endswith("/proposal.md"))
            with open(os.path.join(clone, path), "rb") as file:
                assert b"state: submitted" in file.read()
            sealed = tap.git("show", tag + "^{commit}:" + path, cwd=clone)
            assert hashlib.sha256(sealed.encode()).hexdigest() == number and "Siyahı hamıya açıqdır." in sealed
            if shutil.which("ssh-keygen"):
                assert "Good" in tap.git(*VERIFY.split()[1:], tag, cwd=clone)
            assert tag in tap.shura("verify", clone, "--json") and "in order" in tap.shura("check", council.dir)

            # anybody follows the sentence to what it became
            with Browser(address) as public:
                public.go(DEMO + "/statements/S7")
                public.shot("way")
                assert "R1" in public.text() and "R2" in public.text() and TITLE in public.text(), public.text()
                public.press("main a[href='%s/recommendations/R1']" % proposal)
                assert "S7" in public.text() and "9/11-21" in public.text(), public.text()
                public.go(proposal + "/rounds/1")
                assert "Siyahı açıq olsun." in public.text() and "Bir rəy gəldi" in public.text()
                public.go(proposal)
                assert "Hansı xidmətlər nəzərdə tutulur?" not in public.text()  # said among members


if __name__ == "__main__":
    tap.main(globals())
