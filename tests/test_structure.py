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
    r"zlib\.h": r"(web/reply|lib/store_batch)\.c",
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


def phrases():
    """Every phrase that a reader may see: in templates, page questions, and C."""
    for name in glob.glob(os.path.join(tap.SOURCE, "web", "pages", "*")):
        with open(name, encoding="utf-8") as file:
            text = file.read()
        for phrase in re.findall(r"\{\{_(.*?)\}\}", text, re.S):
            yield os.path.basename(name), phrase.split("|")[0]
        for phrase in re.findall(r"phrase\('((?:[^']|'')*)'\)", text):
            yield os.path.basename(name), phrase.replace("''", "'")
    for name, text in sources():
        if name.startswith("cmd/"):
            continue
        text = re.sub(r'"\s*\n\s*"', "", text)
        for phrase in re.findall(r'(?:error_set|error_prefix|fault_add)\((?:[^()"]|\([^()]*\))*?"((?:[^"\\]|\\.)*)"', text):
            yield name, phrase.replace('\\"', '"').replace("\\n", "\n")
        for phrase in re.findall(r'(?:draft_phrase|request_phrase|say)\([^"()]*"((?:[^"\\]|\\.)*)"\)', text):
            yield name, phrase


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
