"""Make the Linux bundle 28 MB smaller: of ICU's data keep what Qt asks for, and leave the words of 700 locales away.

Qt's wheel links ICU for comparing and changing the case of text, and brings all that ICU knows: names of countries, currencies, zones and
units in each language, converters for old encodings, dictionaries for hyphens of Khmer. The app shows none of it.
The layout of the data: a common header, then a table of offsets (ICU User Guide, "ICU Data", and icu4c/source/common/ucmndata.h).
"""

import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

MAGIC = b"\xda\x27"  # bytes 2 and 3 of each header of ICU's; bytes 12 to 15 name the format
COMMON = b"CmnD"
# What is kept: properties, normalisation, confusables, the collation of the root, and the tables that every locale rests on.
KEPT = re.compile(
    r"[^/]+/([^/]*\.(icu|nrm|spp)|coll/(ucadata\.icu|root\.res|res_index\.res)"
    r"|(root|pool|res_index|supplementalData|likelySubtags|numberingSystems|keyTypeData|timezoneTypes|zoneinfo64|metadata|plurals|icustd|icuver|en|en_US)\.res)"
)
ALIGNED = 16


def common(library: bytes) -> tuple[int, int]:
    """Return where the data begin in a library, and how long their header is. Raises `ValueError`."""
    at = library.find(MAGIC)
    while at >= 0:
        if library[at + 10 : at + 14] == COMMON:
            return at - 2, struct.unpack_from("<H", library, at - 2)[0]
        at = library.find(MAGIC, at + 1)
    raise ValueError("no data of ICU's")


def entries(library: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Return the header, and each entry with its name. The last one ends with the library's data: what follows it is harmless there."""
    start, length = common(library)
    base = start + length
    count = struct.unpack_from("<I", library, base)[0]
    table = [struct.unpack_from("<II", library, base + 4 + 8 * one) for one in range(count)]
    ends = [begin for _, begin in table[1:]] + [table[-1][1] + 4096]
    named = [library[base + name : library.index(b"\0", base + name)] for name, _ in table]
    return library[start:base], [
        (name, library[base + begin : base + end]) for name, (_, begin), end in zip(named, table, ends, strict=True)
    ]


def packed(header: bytes, kept: list[tuple[bytes, bytes]]) -> bytes:
    """Return the data anew, in the order of names, as ICU searches the table by halves."""
    kept = sorted(kept)
    names = 4 + 8 * len(kept)
    begin = names + sum(len(name) + 1 for name, _ in kept)
    table, words, bodies = [struct.pack("<I", len(kept))], [], []
    for name, body in kept:
        pad = -(begin) % ALIGNED
        bodies.append(b"\0" * pad + body)
        begin += pad
        table.append(struct.pack("<II", names, begin))
        words.append(name + b"\0")
        names += len(name) + 1
        begin += len(body)
    return header + b"".join(table + words + bodies)


def shrink(library: Path) -> int:
    """Write the library anew with what is kept; return how many bytes smaller it is. Raises `CalledProcessError` where there is no compiler."""
    whole = library.read_bytes()
    header, all_of_it = entries(whole)
    data = packed(header, [(name, body) for name, body in all_of_it if KEPT.fullmatch(name.decode())])
    version = library.name.rsplit(".", 1)[1]
    symbol = f"icudt{version}_dat"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "data").write_bytes(data)
        (place / "data.S").write_text(
            f'.section .rodata\n.balign 4096\n.globl {symbol}\n.type {symbol}, @object\n{symbol}:\n.incbin "{place}/data"\n'
            f'.size {symbol}, .-{symbol}\n.section .note.GNU-stack,"",@progbits\n',
            "ascii",
        )
        command = [
            "gcc",
            "-shared",
            "-s",
            "-nostdlib",
            f"-Wl,-soname,{library.name},--build-id=none",
            "-o",
            str(place / "out"),
            str(place / "data.S"),
        ]
        subprocess.run(command, check=True)
        library.write_bytes((place / "out").read_bytes())
    return len(whole) - library.stat().st_size


if __name__ == "__main__":
    print(shrink(Path(sys.argv[1])))
