from pathlib import Path

from progress.storage.sessions import SessionFiles


def test_sessions_go_in_which_a_word_stands(tmp_path: Path) -> None:
    for name, held in {"a": "…Asha Verma…", "b": "…Meera…", "c": "आशा वर्मा"}.items():
        (tmp_path / name).write_text(held, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    assert SessionFiles(tmp_path).forget(["Asha Verma", "आशा वर्मा"]) == 2
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["b"]


def test_short_words_are_not_looked_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Anaesthesia")
    assert SessionFiles(tmp_path).forget(["Ana", ""]) == 0


def test_there_may_be_no_sessions_yet(tmp_path: Path) -> None:
    assert SessionFiles(tmp_path / "none").forget(["Asha Verma"]) == 0
