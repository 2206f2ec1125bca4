"""The rules that the tree keeps: borders of libraries, direction of includes, what stands at the top."""
import glob
import os
import re

import tap

BORDERS = {  # library header → the files that may know it
    r"git2(/.*)?\.h": r"lib/(store|change)\w*\.[ch]",
    r"sqlite3\.h": r"lib/db\w*\.[ch]",
    r"cmark\w*\.h": r"lib/markdown\w*\.[ch]",
    r"microhttpd\.h": r"web/server\w*\.[ch]",
    r"unicode/.*\.h": r"lib/(text|date)\w*\.[ch]",
    r"yaml\.h": r"lib/yaml\.c",
    r"sodium\.h": r"lib/secret\.c",
    r"libical/.*\.h": r"web/ical\.c",
    r"zlib\.h": r"(web/reply|lib/store_batch)\.c",
    r"curl/.*\.h": r"lib/(smtp|web_address)\.c",
}
MAY_INCLUDE = {"lib": {"lib"}, "proposals": {"proposals", "lib"}, "web": {"web", "proposals", "lib"},
               "cmd": {"cmd", "web", "proposals", "lib"}}


def sources():
    for folder in MAY_INCLUDE:
        for name in sorted(glob.glob(os.path.join(tap.SOURCE, folder, "*.[ch]"))):
            with open(name, encoding="utf-8") as file:
                yield os.path.relpath(name, tap.SOURCE), file.read()


def test_borders():
    """each library is known only by its border files"""
    seen = set()
    for name, text in sources():
        for header in re.findall(r"#include <([^>]+)>", text):
            for pattern, allowed in BORDERS.items():
                if re.fullmatch(pattern, header):
                    seen.add(pattern)
                    assert re.fullmatch(allowed, name), "%s includes <%s>" % (name, header)
    assert seen == set(BORDERS), "no file includes %s" % (set(BORDERS) - seen)


def test_directions():
    """a folder includes only what stands below it"""
    home = {}
    for name, _ in sources():
        home.setdefault(os.path.basename(name), set()).add(name.split("/")[0])
    for name, text in sources():
        folder = name.split("/")[0]
        for header in re.findall(r'#include "([^"]+)"', text):
            assert header in home, "%s includes %s, which is not there" % (name, header)
            assert home[header] & MAY_INCLUDE[folder], "%s includes %s" % (name, header)


def test_lib_is_silent():
    """lib neither prints nor ends the program"""
    for name, text in sources():
        if name.startswith(("lib/", "proposals/")):
            found = re.search(r"\b(printf|puts|fputs|fprintf|exit|_exit|perror|syslog) ?\(", text)
            assert not found or "_exit(" in found.group() or "vsnprintf" in found.group(), \
                "%s calls %s" % (name, found.group())


def test_sql_is_bound():
    """no SQL is put together from values"""
    for name, text in sources():
        found = re.search(r'(str_format|buf_printf|snprintf)\([^;]*"[^"]*\b(SELECT|INSERT|UPDATE|DELETE)\b [^"]*%s', text)
        assert not found, "%s: %s" % (name, found.group()[:80])


def test_top_level():
    """the top level holds what it should"""
    names = tap.git("ls-files", cwd=tap.SOURCE, expect=None).split()
    top = {name.split("/")[0] for name in names}
    allowed = {"cmd", "lib", "web", "proposals", "tests", "meson.build", "README.md", "LICENSE"}
    extra = {name for name in top if name not in allowed and not name.startswith(".")}
    assert not extra, "too much: %s" % extra


# What only a developer, a broken build or the command line can cause: nobody reads it on a page.
UNREAD = (
    "cmd/", "lib/council.c", "lib/check_push.c", "lib/verify", "web/listen.c", "web/peers.c", "lib/smtp.c", "web/mail.c",  # said in the terminal, which speaks English
    "web/template.c", "web/page_load.c", "web/page_ask.c",  # a mistake in a page of ours
    "web/phrases.c", "web/phrases_file.c",      # a mistake in a catalogue: the program does not start
    "lib/db_tokenizer.c",                       # SQLite was built without search: likewise
)
UNREAD_PHRASES = {
    "git: %s", "ICU: %s", "database: %s",       # then the library's own English words
    "a query with more than one statement", "a query without a statement",  # a mistake in our SQL
}
SAYS = {  # function → which of its values are phrases
    "error_set": (2,), "error_prefix": (1,), "error_place": (1,), "fault_add": (3,), "BLAME": (2,),
    "phrases_form": (1,), "request_phrase": (1,), "draft_phrase": (1,), "draft_subject": (2,), "talk_commit": (4,), "phrases_get": (1,), "carry_page": (4, 5),
    "say_line": (2,), "say_date": (2,), "say_in": (1,),
}
TABLES = {  # file and table → which strings of a row are phrases
    ("web/flash.c", "flashes"): (1,),
    ("web/page_functions.c", "names"): (1,),
    ("web/page_moves.c", "movers"): (1,),
    ("web/page_moves.c", "matters"): (2,),
    ("web/accounts.c", "role_phrases"): (0,),
    ("lib/account.c", "names"): (0,),
    ("lib/track.c", "meeting_steps"): (3, 4),
    ("lib/event.c", "groups"): (1,),
    ("lib/event.c", "told_phrases"): (0,),
    ("web/mail_pages.c", "how_phrases"): (0,),
    ("lib/track.c", "minutes_steps"): (3, 4),
    ("lib/track.c", "correction_steps"): (3, 4),
    ("lib/track.c", "issue_steps"): (3, 4),
    ("lib/kind.c", "kinds"): (0,),
    ("lib/rule.c", "known_rules"): (1,),
    ("lib/rule.c", "shares"): (0,),
    ("lib/rule.c", "majorities"): (0,),
    ("lib/rule.c", "approvals"): (0,),
    ("web/disposition.c", "outcomes"): (1,),
    ("web/action.c", "states"): (1,),
    ("web/figure.c", "unit_forms"): (0, 1, 2),
    ("web/flow.c", "figures"): (1,),
    ("web/page_pictures.c", "lane_phrases"): (0,),
    ("proposals/proposal.c", "proposal_states"): (0,),
    ("proposals/track.c", "proposal_steps"): (3, 4),
    ("proposals/track.c", "amendment_steps"): (3, 4),
    ("proposals/track.c", "round_steps"): (3, 4),
    ("proposals/track.c", "submission_steps"): (3, 4),
}
STRING = r'"(?:[^"\\\n]|\\.)*"'


def without_comments(text):
    return re.sub(r"(%s)|/\*.*?\*/|//[^\n]*" % STRING, lambda found: found[1] or " ", text, flags=re.S)


def strings(text):
    """The strings in TEXT; those that stand side by side are one."""
    for found in re.finditer(r"%s(?:\s*%s)*" % (STRING, STRING), text):
        whole = "".join(part[1:-1] for part in re.findall(STRING, found[0]))
        yield re.sub(r"\\(.)", lambda escape: {"n": "\n", "t": "\t"}.get(escape[1], escape[1]), whole)


def values(text, start):
    """The values of the call whose bracket was opened just before START."""
    depth, begin = 0, start
    for token in re.finditer(r"%s|[(){}\[\],]" % STRING, text[start:]):
        at = start + token.start()
        if depth == 0 and token[0] in (",", ")"):
            yield text[begin:at]
            begin = at + 1
        if token[0] in ("(", "[", "{"):
            depth += 1
        elif token[0] in (")", "]", "}"):
            depth -= 1
            if depth < 0:
                return


def behind(text, value):
    """The strings that VALUE stands for: its own, a constant's, or all that a function returns."""
    constant = re.fullmatch(r"\w+", value) and re.search(r"\b%s\[\] =\s*([^;]*);" % value, text)
    called = re.fullmatch(r"(\w+)\([^\"]*\)", value)
    function = called and re.search(r"\b%s\([^;]*?\)\n\{(.*?)\n\}" % called[1], text, re.S)
    if function:
        value = ", ".join(re.findall(r"return (%s);" % STRING, function[1]))
    return strings(constant[1] if constant else value)


def said(name, text):
    """Strings in calls."""
    for call in re.finditer(r"\b(%s)\(" % "|".join(SAYS), text):
        given = list(values(text, call.end()))
        for n in SAYS[call[1]]:
            yield from ((name, phrase) for phrase in behind(text, given[n].strip() if n < len(given) else ""))


def listed(name, text):
    """Strings in tables."""
    for (file, table), columns in TABLES.items():
        bodies = re.findall(r"\b%s\[\w*\](?:\[\d\])? = \{(.*?)\n?\s*\};" % table, text, re.S) if file == name else []
        assert bodies or file != name, "%s has no table %s" % (file, table)
        for body in bodies:
            for row in re.findall(r"\{([^{}]*)\}", body) or re.findall(STRING, body):
                found = list(strings(row))
                yield from ((name, found[n]) for n in columns if n < len(found))
    if name == "lib/event.c":
        yield from ((name, found[1]) for found in re.finditer(r'(?:GROUP_\w+, |subject = )"([^"]*)"', text))
    if name == "lib/outbox.h":  # the states of a letter
        yield from ((name, state) for state in ("queued", "sending", "failed"))
    if name == "lib/kind.c":
        for body in re.findall(r"\bCHOICES\(\w+\) = \{(.*?)\};", text, re.S):
            yield from ((name, phrase) for phrase in strings(body))


def in_pages():
    for name in glob.glob(os.path.join(tap.SOURCE, "web", "pages", "*")):
        with open(name, encoding="utf-8") as file:
            text = file.read()
        for phrase in re.findall(r"\{\{_(.*?)\}\}", text, re.S):
            yield os.path.basename(name), phrase.split("|")[0]
        for phrase in re.findall(r"phrase\('((?:[^']|'')*)'\)", text):
            yield os.path.basename(name), phrase.replace("''", "'")


def phrases():
    """Every phrase that a reader may see: in templates, page questions, and C."""
    yield from in_pages()
    for name, text in sources():
        if name.startswith(UNREAD):
            continue
        text = without_comments(text)
        for row in (*said(name, text), *listed(name, text)):
            # Without its values "%s, " has no words.
            if row[1] not in UNREAD_PHRASES and re.search("[a-z]", re.sub("%l*z?[a-z]", "", row[1])):
                yield row


def test_catalogue():
    """every phrase is in the Azerbaijani catalogue"""
    with open(os.path.join(tap.SOURCE, "web", "po", "az.po"), encoding="utf-8") as file:
        text = re.sub(r'"\n"', "", file.read())
    known = {key.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
             for key in re.findall(r'^msgid "(.*)"$', text, re.M)}
    empty = re.findall(r'^msgid "(.+)"\nmsgstr ""$', text, re.M)
    missing = sorted({(phrase, name) for name, phrase in phrases() if phrase not in known})
    assert not empty, "without words: %s" % empty
    assert not missing, "%d missing:\n%s" % (len(missing), "\n".join("%s  (%s)" % row for row in missing))


tap.main(globals())
