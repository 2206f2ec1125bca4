#!/usr/bin/env python3
"""Writes a council of many records straight into its repository, by git fast-import.

    tests/bench/generate.py DIR RECORDS [SEED]

DIR is a council that `shura init` has just made. Every hundred records are one year of the same
make, so that a page shows as much in a council of 10,000 records as in one of 100: what then takes
longer does so because of the number of records alone. One record is one commit. The minutes of
DRAFTS meetings that are still being written come on top, for the saves.
The words are made up; the same seed gives the same commits.
"""
import datetime
import os
import random
import subprocess
import sys

BODIES, PEOPLE, ISSUES, MEETINGS, PROPOSALS = 5, 15, 20, 40, 20  # a year: a hundred records
DRAFTS = 32
LAST_YEAR = 2025
ISSUES_A_MEETING = 3
STATEMENTS, SUGGESTIONS, DECISIONS, ACTIONS = 5, 3, 1, 1  # ten items an issue

COMMON = "xidmət"        # in every third passage
RARE = "qumqurtar"       # in five passages, however many there are
PREFIX = "xid"           # of COMMON and of a few dozen others

FIRST = ("Aydan Əsmər Nərmin Çinarə Gülay Şəbnəm Lalə Röya Ülviyyə İradə Jalə Xuraman Zərifə Təranə Vəfa "
         "Anar Elçin Fuad Günduz Həsən İlqar Kənan Mübariz Orxan Pərviz Qabil Rüfət Səbuhi Toğrul Xəyal").split()
FAMILY = ("Ağabəyli Bağırlı Cəlilzadə Çopurlu Daşdanlı Əyyubzadə Fərzəli Göyçəli Hacıbəyli İmranlı Köhnəqalalı "
          "Qaraçaylı Laçınlı Mərdəkanlı Nəbizadə Ördəkli Pirallahlı Rəfizadə Sarıtorpaqlı Şəkixanlı Təkləli "
          "Ustacanlı Üçtəpəli Vəlibəyli Xınalıqlı Yardımlı Zirəli Əlincəli Muğanlı Suraxanlı").split()
ASCII = str.maketrans("əğıöüşçxq", "egiouscxq")


def slug(text):
    text = text.replace("I", "ı").replace("İ", "i").lower().translate(ASCII)
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in text).split())


def make_roots(rng, count):
    """Words that sound right: vowels of one kind, as the language has it."""
    roots, seen = [], {COMMON}
    while len(roots) < count:
        vowels = rng.choice(("aıa", "əeiə", "oua", "öüə"))
        word = "".join(rng.choice("bcçdfghjklmnpqrsştvxyz") + rng.choice(vowels)
                       for _ in range(rng.choice((1, 2, 2, 3)))) + rng.choice("lmnrstdzş")
        if word not in seen and len(word) > 2:
            seen.add(word)
            roots.append((word, any(v in word for v in "aıou")))
    return roots


BACK = ("", "", "lar", "ın", "da", "dan", "lara", "ların", "lı", "lıq", "larında")
FRONT = ("", "", "lər", "in", "də", "dən", "lərə", "lərin", "li", "lik", "lərində")


class Words:
    """Sentences with words as unevenly common as in a real text."""

    def __init__(self, rng):
        self.rng = rng
        roots = make_roots(rng, 4000)
        self.words, self.weights, total = [], [], 0.0
        for rank, (root, back) in enumerate(roots, 1):
            for suffix in dict.fromkeys(BACK if back else FRONT):
                total += 1.0 / (rank + 20)
                self.words.append(root + suffix)
                self.weights.append(total)

    def some(self, count):
        return self.rng.choices(self.words, cum_weights=self.weights, k=count)

    def sentence(self, least=12, most=26):
        words = self.some(self.rng.randint(least, most))
        if self.rng.random() < 0.33:
            words[self.rng.randrange(len(words))] = COMMON + self.rng.choice(FRONT)
        text = " ".join(words)
        return text[0].replace("i", "İ").upper() + text[1:] + "."

    def title(self, count=4):
        text = " ".join(self.some(count))
        return text[0].replace("i", "İ").upper() + text[1:]


class Year:
    """What of one year its records refer to."""

    def __init__(self, number, year):
        self.number, self.year = number, year
        self.bodies, self.people, self.issues, self.meetings = [], [], [], []


class Generator:
    """Each record leaves as (path, text, subject, moment), in an order that a council could have made."""

    def __init__(self, records, seed):
        self.rng = random.Random(seed)
        self.words = Words(self.rng)
        self.years = max(1, records // 100)
        self.rare = 5

    def records(self):
        yield "council.md", COUNCIL, "Şura", self.at(LAST_YEAR - self.years + 1, 0)
        for number in range(self.years):
            year = Year(number, LAST_YEAR - self.years + 1 + number)
            for make, count in ((self.body, BODIES), (self.person, PEOPLE), (self.issue, ISSUES),
                                (self.minutes, MEETINGS), (self.proposal, PROPOSALS)):
                for i in range(count):
                    yield make(year, i)
        year.year, year.meetings = LAST_YEAR + 1, []
        for i in range(DRAFTS):
            yield self.minutes(year, i, "draft")

    @staticmethod
    def at(year, day):
        return datetime.datetime(year, 1, 1, 9, tzinfo=datetime.timezone.utc) + datetime.timedelta(days=day)

    def body(self, year, i):
        name = "%s %s" % (self.words.title(2), ("Agentliyi", "Nazirliyi", "Birliyi", "Bələdiyyəsi", "Mərkəzi")[i])
        short = "Q%d%s" % (year.number, "ANBLM"[i])
        path = "bodies/q/%s.md" % slug(short)
        year.bodies.append((path, short))
        kind = ("agency", "ministry", "ngo", "municipality", "operator")[i]
        text = "---\nrecord: body\nname: %s\nshort name: %s\nkind: %s\n---\n" % (name, short, kind)
        return path, text, name, self.at(year.year, i)

    def person(self, year, i):
        n = year.number * PEOPLE + i  # every name once: a speaker is found by it
        first, family = FIRST[n % len(FIRST)], FAMILY[n // len(FIRST) % len(FAMILY)]
        middle = FAMILY[n // len(FIRST) // len(FAMILY) % len(FAMILY)] + " " if n >= len(FIRST) * len(FAMILY) else ""
        name = "%s %s%s" % (first, middle, family)
        path = "people/%s/%s.md" % (slug(name)[0], slug(name))
        year.people.append((path, name))
        text = ("---\nrecord: person\nname: %s\nsort name: %s %s\nterms:\n  - {capacity: %s, from: %d, to: %d}\n---\n"
                % (name, family, first, "coordinator" if i == 0 else "member", year.year, year.year))
        return path, text, name, self.at(year.year, 5 + i)

    def issue(self, year, i):
        title = self.words.title()
        folder = "issues/%d/0001-0099/%04d-%s" % (year.year, i + 1, slug(title))
        year.issues.append((folder, title))
        text = ("---\nrecord: issue\ntitle: %s\nstate: %s\nkeywords: [%s]\n---\n\n%s\n"
                % (title, "closed" if i % 4 == 3 else "open", ", ".join(self.words.some(3)), self.words.sentence()))
        return folder + "/issue.md", text, title, self.at(year.year, 20 + i)

    def minutes(self, year, i, state="published"):
        title = self.words.title(5)
        folder = "meetings/%d/%04d-%s" % (year.year, i + 1, slug(title))
        day = self.at(year.year, 41 + 7 * i)
        present = self.rng.sample(year.people, 8)
        agency = year.bodies[0]
        agenda = [year.issues[(ISSUES_A_MEETING * i + k) % ISSUES] for k in range(ISSUES_A_MEETING)]
        suggested = []
        lines = ["---", "record: minutes", "number: %d/%d" % (i + 1, year.year), "title: " + title, "kind: session",
                 "date: " + day.strftime("%Y-%m-%d"), "place: Bakı", "mode: in person",
                 "chair: " + present[0][0][:-3], "state: held", "minutes: " + state, "participants:"]
        lines += ["  - {person: %s, capacity: %s, attendance: %s}"
                  % (path[:-3], "coordinator" if n == 0 else "member", "excused" if n == 7 else "present")
                  for n, (path, _) in enumerate(present)]
        lines += ["  - {body: %s, capacity: agency, attendance: present}" % agency[0][:-3], "agenda:"]
        lines += ["  - {issue: %s, title: %s}" % issue for issue in agenda] + ["---"]
        count = dict.fromkeys("SODA", 0)
        for number, (_, heading) in enumerate(agenda, 1):
            lines += ["", "## %d. %s" % (number, heading)]
            lines += self.sections(count, present, agency, day, suggested)
        year.meetings.append((folder, suggested, agenda[0][0]))
        return folder + "/minutes.md", "\n".join(lines) + "\n", title, day

    def sections(self, count, present, agency, day, suggested):
        """The items of one issue under their headings."""
        def begin(letter):
            count[letter] += 1
            return "%s%d" % (letter, count[letter])

        def link(who):
            return "[%s](../../../%s)" % (who[1], who[0])

        lines = ["", "### Çıxış etdilər", ""]
        for n in range(STATEMENTS):
            who = link(agency) if n == 3 else link(present[(count["S"] + n) % 7])
            lines.append("- **%s** %s: %s" % (begin("S"), who, self.said()))
        lines += ["", "### Səsləndirilən təkliflər", ""]
        for n in range(SUGGESTIONS):
            suggested.append(begin("O"))
            lines.append("- **%s** %s (S%d)" % (suggested[-1], self.words.sentence(), count["S"] - n))
        lines += ["", "### Qərara alındı", ""]
        lines += ["- **%s** %s (lehinə %d, əleyhinə 0, bitərəf %d)" % (begin("D"), self.words.sentence(), 6, 1)
                  for _ in range(DECISIONS)]
        lines += ["", "### Tapşırıqlar", ""]
        due = (day + datetime.timedelta(days=30)).strftime("%Y-%m-%d")
        lines += ["- [%s] **%s** %s — %s, %s" % ("x" if count["A"] % 2 else " ", begin("A"), self.words.sentence(),
                                                link(present[1]), due) for _ in range(ACTIONS)]
        return lines

    def said(self):
        """A statement; the first few of the council hold the rare word."""
        text = self.words.sentence()
        if self.rare:
            self.rare -= 1
            text += " %s %s." % (COMMON.capitalize(), RARE)
        return text

    def proposal(self, year, i):
        title = self.words.title(5)
        folder, suggested, issue = year.meetings[2 * i]
        path = "proposals/%d/0001-0099/%04d-%s/proposal.md" % (year.year, i + 1, slug(title))
        author = year.people[i % len(year.people)]
        state = ("discussion", "adopted", "submitted", "closed", "draft")[i % 5]
        lines = ["---", "record: proposal", "number: %d" % (i + 1), "title: " + title,
                 "addressee: " + year.bodies[0][0][:-3], "authors: [%s]" % author[0][:-3], "state: " + state,
                 "issues: [%s]" % issue, "born of: [%s/minutes.md#%s]" % (folder, suggested[0].lower()),
                 "summary: " + self.words.title(8), "---", "", "## Əsaslandırma", ""]
        lines += [self.words.sentence(30, 60), "", self.words.sentence(30, 60), "", "## Tövsiyələr", ""]
        lines += ["- **R%d** %s ([%s](../../../../%s/minutes.md#%s))"
                  % (n, self.words.sentence(), item, folder, item.lower()) for n, item in enumerate(suggested[:6], 1)]
        return path, "\n".join(lines) + "\n", title, self.at(year.year, 300 + i)


COUNCIL = """---
record: council
name: {az: Ölçü Şurası, en: Measuring Council}
short name: {az: Şura, en: Council}
languages: [az, en]
time zone: Asia/Baku
membership mode: mixed
rules:
  - {key: notice, value: 5, unit: calendar days, basis: project}
---

Bu şuranın sözləri uydurmadır: onunla yalnız sürət ölçülür.
"""


def commit(path, text, subject, moment):
    """One commit in the language of git fast-import."""
    data = text.encode()
    record = path.removesuffix(".md").removesuffix("/minutes").removesuffix("/issue").removesuffix("/proposal")
    message = ("%s: əlavə edildi\n\nAction: import\nRecord: %s\n" % (subject, record)).encode()
    who = "Koordinator <koordinator@shura.invalid> %d +0400" % moment.timestamp()
    return b"".join((b"commit refs/heads/main\ncommitter ", who.encode(), b"\ndata %d\n" % len(message), message,
                     b"M 100644 inline ", path.encode(), b"\ndata %d\n" % len(data), data, b"\n"))


def fill(council, records, seed=1):
    """Fill the new council; the number of records that it then has."""
    git = subprocess.Popen(["git", "-C", os.path.join(council, "records.git"), "fast-import", "--quiet"],
                           stdin=subprocess.PIPE)
    count = 0
    for record in Generator(records, seed).records():
        git.stdin.write(commit(*record))
        count += 1
    git.stdin.close()
    if git.wait() != 0:
        raise SystemExit("git fast-import failed")
    return count


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    print("%d records" % fill(sys.argv[1], int(sys.argv[2]), *map(int, sys.argv[3:])))
