"""The picture of the imports is drawn from the code, and is current."""

import pytest

from tools import imports

ROOMS = {"app": {"taking", "db", "domain"}, "taking": {"db", "domain"}, "db": {"domain"}, "domain": set()}


def test_the_picture_of_the_imports_is_current():
    assert imports.PICTURE.read_text("utf-8") == imports.draw(imports.read_rooms()), (
        "docs/imports.svg is not what the code says. Run: python3 manage.py imports"
    )


def test_no_room_is_part_of_a_circle():
    assert imports.circles(imports.read_rooms()) == []


def test_no_modules_import_each_other_in_a_circle_nor_for_types_alone():
    modules = {}
    for path in (imports.ROOT / "quizapp").rglob("*.py"):
        name = ".".join(path.relative_to(imports.ROOT).with_suffix("").parts).removesuffix(".__init__")
        code = path.read_text("utf-8").replace("if TYPE_CHECKING:", "if True:")
        modules[name] = set(imports.imported(imports.ast.parse(code))) - {name}

    assert imports.circles({name: used & modules.keys() for name, used in modules.items()}) == []


def test_each_room_stands_above_what_it_imports():
    assert imports.rows(ROOMS) == [["app"], ["taking"], ["db"], ["domain"]]


def test_what_longer_ways_imply_is_not_drawn():
    assert imports.direct(ROOMS) == {"app": {"taking"}, "taking": {"db"}, "db": {"domain"}, "domain": set()}


def test_rooms_that_import_each_other_are_told_and_do_not_hang_the_drawing():
    rooms = ROOMS | {"domain": {"db"}}
    assert imports.circles(ROOMS) == []
    assert imports.circles(rooms) == ["db", "domain"]
    assert imports.draw(rooms).count("stroke-dasharray") == 2


@pytest.mark.parametrize(
    ("code", "rooms"),
    [
        ("from quizapp import create_app", {"app"}),
        ("from quizapp import app, models", {"app", "models"}),
        ("from quizapp.domain.lint import checker", {"domain.lint"}),
        ("def f():\n    from quizapp.taking.views import bp", {"taking"}),
        ("if TYPE_CHECKING:\n    from quizapp.taking.views import bp", set()),
        ("import flask", set()),
    ],
)
def test_an_import_is_an_arrow_to_the_room_of_what_is_imported(code, rooms):
    assert {imports.room_of(name) for name in imports.imported(imports.ast.parse(code))} == rooms
