"""Files for people are there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from trainer.errors import FileError, StoreError
from trainer.output import whole_file, whole_folder


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("before")
    with whole_file(path) as out:
        out.write("a\r\nä")
        assert path.read_text() == "before"
    assert path.read_bytes() == "a\r\nä".encode()
    assert [file.name for file in tmp_path.iterdir()] == ["results.csv"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    with whole_file(tmp_path / "link.csv") as out:
        out.write("x")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "x"


def test_a_file_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("before")

    def half() -> Iterator[str]:
        yield "half of it"
        raise StoreError("the database went away")

    with pytest.raises(StoreError, match="the database went away"), whole_file(path) as out:
        out.writelines(half())
    assert path.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["results.csv"]


def test_files_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, sentence in (
        (tmp_path, "is not a file: give the name of one"),
        (Path("/dev/null"), "is not a file: give the name of one"),
        (tmp_path / "none" / "x.csv", "cannot be written: No such file or directory"),
        (tmp_path / "file" / "x.csv", "cannot be written: Not a directory"),
    ):
        with pytest.raises(FileError, match=f"{path} {sentence}"), whole_file(path):
            pass


def test_a_folder_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    with whole_folder(folder) as part:
        (part / "file").touch()
        assert not folder.exists()
    assert [path.name for path in folder.iterdir()] == ["file"]
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_fails_is_not_there(tmp_path: Path) -> None:
    def half(part: Path) -> None:
        (part / "file").touch()
        raise StoreError("the database went away")

    with pytest.raises(StoreError), whole_folder(tmp_path / "dataset") as part:
        half(part)
    assert list(tmp_path.iterdir()) == []


def test_folders_that_cannot_be_made(tmp_path: Path) -> None:
    for path, sentence in (
        (tmp_path, "is there already: give the name of a new folder"),
        (tmp_path / "none" / "dataset", "cannot be written: No such file or directory"),
    ):
        with pytest.raises(FileError, match=f"{path} {sentence}"), whole_folder(path):
            pass
