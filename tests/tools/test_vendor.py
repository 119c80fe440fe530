"""The vendored browser files are those that were built, byte for byte."""

from tools import vendor


def test_the_vendored_files_are_those_of_the_manifest(capsys):
    assert vendor.main(["check"]) == 0, capsys.readouterr()


def test_another_word_is_answered_with_what_there_is(capsys):
    assert vendor.main(["cheque"]) == 2
    assert "python3 manage.py vendor check" in capsys.readouterr().out
