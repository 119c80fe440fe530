"""The deep run writes what it found, and says where a promise or its control fails."""

from datetime import UTC, datetime

from tests.trust.test_asvs import ROOT
from tools import deep
from tools.deep import Promise, Result

GOOD, LOST, DEAF = (
    Result("0 lost", True, "3 lost", True),
    Result("1 lost", False, "3 lost", True),
    Result("0 lost", True, "0 lost", False),
)


def test_what_does_not_hold_and_what_does_not_trip_is_said(tmp_path, monkeypatch):
    page = tmp_path / "reliability.md"
    page.write_text(f"before\n{deep.BEGIN}\nstale\n{deep.END}\nafter\n", "utf-8")
    monkeypatch.setattr(deep, "PAGE", page)
    results = [
        (Promise(f"R{n}", "Nothing is lost", lambda *_: GOOD), each)
        for n, each in enumerate((GOOD, LOST, DEAF))
    ]
    deep.write_table(list(deep.lines_of(results, 0.1, datetime(2026, 3, 2, tzinfo=UTC))))

    said = page.read_text("utf-8")
    assert said.startswith("before\n")
    assert said.endswith("after\n")
    assert "stale" not in said
    assert "Run on 2026-03-02 with `python3 manage.py deep --scale 0.1`." in said
    assert "| R0 | Nothing is lost | 0 lost | 3 lost |" in said
    assert "**does not hold:** 1 lost" in said
    assert "**does not trip:** 0 lost" in said


def test_the_exit_status_is_that_of_the_worst(monkeypatch, tmp_path):
    for result, status in ((GOOD, 0), (LOST, 1), (DEAF, 1)):
        monkeypatch.setattr(deep, "PROMISES", (Promise("R1", "Nothing", lambda *_, r=result: r),))
        assert deep.main(["--only", "R1"]) == status
    assert deep.main(["--only", "no such promise"]) == 1


def test_the_page_has_the_place_for_the_table():
    page = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    assert page.count(deep.BEGIN) == page.count(deep.END) == 1
