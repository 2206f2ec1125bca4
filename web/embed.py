#!/usr/bin/env python3
"""Files as C source, so that the program needs nothing beside itself.

  embed.py --text NAME OUT IN            const char NAME[] = "…";
  embed.py --table OUT DEPFILE PLACE...   the table of embed.h: of files, and of all files in folders

DEPFILE names the folders as well as their files: whatever is added, changed or deleted there makes
the table anew.
"""
import hashlib
import os
import sys

PLAIN = {byte: chr(byte) for byte in range(0x20, 0x7f)}
PLAIN.update({0x22: '\\"', 0x5c: '\\\\', 0x3f: '\\?', 0x0a: '\\n', 0x09: '\\t'})
ESCAPED = [PLAIN.get(byte, '\\%03o' % byte) for byte in range(256)]
CHUNK = 96


def literal(data):
    """DATA as C string literals, one a line; at least one."""
    pieces = [data[i:i + CHUNK] for i in range(0, max(len(data), 1), CHUNK)]
    return '\n'.join('\t"' + ''.join(ESCAPED[byte] for byte in piece) + '"' for piece in pieces)


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def write(path, text):
    with open(path, 'w', encoding='ascii') as file:
        file.write(text)


def write_text(name, out, source):
    write(out, f'extern const char {name}[];\nconst char {name}[] =\n{literal(read(source))};\n')


def is_ours(name):
    return not name.startswith('.') and not name.endswith(('~', '.orig', '.rej'))


def list_files(places):
    """The files of PLACES, with the folders that were looked through."""
    files, folders = [], []
    for place in places:
        if not os.path.isdir(place):
            files.append(place)
            continue
        folders.append(place)
        found = [os.path.join(place, name) for name in os.listdir(place) if is_ours(name)]
        files += [path for path in found if os.path.isfile(path)]
    return files, folders


def name_of(path):
    folder, name = os.path.split(os.path.abspath(path))
    return os.path.basename(folder) + '/' + name


def row(name, data):
    digest = hashlib.sha256(data).hexdigest()[:16]
    return f'{{ "{name}",\n{literal(data)},\n\t{len(data)}, "{digest}" }},\n'


def write_table(out, depfile, places):
    files, folders = list_files(places)
    table = sorted((name_of(path).encode(), path) for path in files)
    rows = ''.join(row(name.decode(), read(path)) for name, path in table)
    write(out, '#include "embed.h"\n\nconst struct embedded embedded[] = {\n' + rows +
          '{ 0 } };\nconst size_t embedded_count = sizeof embedded / sizeof embedded[0] - 1;\n')
    needed = [path.replace(' ', '\\ ') for path in sorted(folders + files)]
    write(depfile, ' '.join([out + ':'] + needed) + '\n')


def main(args):
    if args[:1] == ['--text'] and len(args) == 4:
        write_text(*args[1:])
    elif args[:1] == ['--table'] and len(args) > 2:
        write_table(args[1], args[2], args[3:])
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
