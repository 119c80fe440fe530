"""The house keeps its rules, and every rule is shown to find its fault."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

import manage
from quizapp import features
from quizapp.web import database, guards
from tools import check_house
from tools import house_rules as house
from tools import template_rules as house_templates
from tools.house_rules import Module, modules
from tools.template_rules import Template

#: Rule, the planted fault, and what the finding must say.
PYTHON_FAULTS = [
    (house.keeps_size, "quizapp/x.py", "x = 1\n" * 501, "501 lines"),
    (house.keeps_size, "quizapp/x.py", "def f():\n" + "    x = 1\n" * 60, "f has 61 lines"),
    (house.keeps_size, "quizapp/x.py", 'def f():\n    """One.\n' + "    More.\n" * 60 + '    """', "f has"),
    (house.keeps_size, "quizapp/x/views.py", "@bp.get('/')\ndef f():\n" + "    x = 1\n" * 40, "a view has"),
    (house.commits_in_views_and_commands, "quizapp/taking/service.py", "session.commit()", "commits"),
    (house.commits_in_views_and_commands, "quizapp/web/context.py", "db().commit()", "commits"),
    (
        house.commits_in_views_and_commands,
        "quizapp/banks/publishing.py",
        "with engine.begin() as c:\n    c",
        "begin()",
    ),
    (house.leaves_the_database_file_alone, "quizapp/x.py", "shutil.copyfile(a, b)", "shutil.copyfile"),
    (house.leaves_the_database_file_alone, "quizapp/x.py", "flask.send_file(path)", "send_file"),
    (house.leaves_the_database_file_alone, "quizapp/x.py", "sqlite3.connect(path)", "beside the engine"),
    (
        house.leaves_the_database_file_alone,
        "quizapp/x.py",
        "open(folder / 'quizapp.db', 'rb')",
        "open opens",
    ),
    (house.leaves_the_database_file_alone, "quizapp/x.py", "Path(database).read_bytes()", "read_bytes opens"),
    (house.takes_time_and_chance_as_arguments, "quizapp/x.py", "datetime.now(UTC)", "datetime.now"),
    (
        house.takes_time_and_chance_as_arguments,
        "quizapp/x.py",
        "f(default=datetime.utcnow)",
        "datetime.utcnow",
    ),
    (house.takes_time_and_chance_as_arguments, "quizapp/x.py", "datetime.date.today()", "date.today"),
    (house.takes_time_and_chance_as_arguments, "quizapp/x.py", "time.time()", "time.time"),
    (house.takes_time_and_chance_as_arguments, "quizapp/x.py", "from time import time", "time"),
    (
        house.takes_time_and_chance_as_arguments,
        "quizapp/x.py",
        "column(server_default=func.now())",
        "func.now",
    ),
    (house.takes_time_and_chance_as_arguments, "quizapp/x.py", "random.shuffle(order)", "random.shuffle"),
    (house.takes_time_and_chance_as_arguments, "quizapp/x.py", "rng = Random()", "without a seed"),
    (
        house.keeps_statements_from_the_web,
        "quizapp/x/views.py",
        "from flask import g\nfrom sqlalchemy import select",
        "imports flask",
    ),
    (
        house.keeps_statements_from_the_web,
        "quizapp/x/y.py",
        "from sqlalchemy.orm import Session\nfrom quizapp.web.database import db",
        "imports quizapp.web.database",
    ),
    (house.tells_no_types_apart, "quizapp/x.py", "if q.type_name == 'essay': pass", "compares"),
    (house.tells_no_types_apart, "quizapp/x.py", "'essay' != q.type_name", "compares"),
    (house.tells_no_types_apart, "quizapp/x.py", "q.type_name in ('essay', 'cloze')", "compares"),
    (house.tells_no_types_apart, "quizapp/x.py", "match q.type_name:\n    case _: pass", "matches"),
    (house.tells_no_types_apart, "quizapp/x.py", "{'essay': 1}[q.type_name]", "chooses"),
    (
        house.tells_no_types_apart,
        "quizapp/x.py",
        "from quizapp.domain.question_types.essay import Essay",
        "registry",
    ),
    (house.makes_no_unsafe_html, "quizapp/x.py", "Markup('<b>') + name", "Markup"),
    (house.makes_no_unsafe_html, "quizapp/x.py", "markupsafe.Markup.format(a)", "Markup"),
    (house.makes_no_unsafe_html, "quizapp/x.py", "render_template_string(text)", "templates are files"),
    (house.makes_no_unsafe_html, "quizapp/x.py", "form.populate_obj(user)", "populate_obj"),
    (house.gives_reasons_for_exceptions, "quizapp/x.py", "x = 1  # noqa", "needs a code"),
    (house.gives_reasons_for_exceptions, "quizapp/x.py", "x = 1  # noqa: S101", "needs a code"),
    (house.gives_reasons_for_exceptions, "quizapp/x.py", "import x  # noqa: PLC0415  # late", "costly"),
]
PYTHON_INNOCENT = [
    (house.keeps_size, "quizapp/x.py", "x = 1\n" * 500),
    (house.keeps_size, "quizapp/x.py", "def f():\n" + "    x = 1\n" * 59),
    (house.commits_in_views_and_commands, "quizapp/taking/views.py", "db().commit()"),
    (house.commits_in_views_and_commands, "quizapp/reports/views_class.py", "db().commit()"),
    (house.commits_in_views_and_commands, "quizapp/cli/banks.py", "session.commit()"),
    (house.commits_in_views_and_commands, "quizapp/models/db.py", "super().commit()"),
    (house.leaves_the_database_file_alone, "quizapp/x.py", "Path(folder, 'bank.yaml').read_text()"),
    (house.leaves_the_database_file_alone, "quizapp/x.py", "sqlite3.connect(':memory:')"),
    (house.takes_time_and_chance_as_arguments, "quizapp/basics/clock.py", "datetime.now(UTC)"),
    (
        house.takes_time_and_chance_as_arguments,
        "quizapp/x.py",
        "def draw(rng: random.Random): rng.shuffle(x)",
    ),
    (house.takes_time_and_chance_as_arguments, "quizapp/x.py", "Random(seed)"),
    (house.tells_no_types_apart, "quizapp/x.py", "QUESTION_TYPES[q.type_name]"),
    (house.tells_no_types_apart, "quizapp/x.py", "a.type_name == b.type_name"),
    (house.makes_no_unsafe_html, "quizapp/web/markup.py", "Markup(clean(text))"),
    (house.gives_reasons_for_exceptions, "quizapp/x.py", "import x  # noqa: PLC0415  # costly: 100 ms"),
]
TEMPLATE_FAULTS = [
    (house_templates.tells_no_types_apart, "{% if q.type_name == 'essay' %}{% endif %}", "compares"),
    (house_templates.tells_no_types_apart, "{{ 1 if type_name in ['essay'] else 2 }}", "compares"),
    (house_templates.tells_no_types_apart, "{% if q.type_name is eq('essay') %}{% endif %}", "compares"),
    (house_templates.trusts_no_text, "{{ text|safe }}", "|safe"),
    (house_templates.trusts_no_text, "{% autoescape false %}{{ text }}{% endautoescape %}", "autoescape"),
    (house_templates.obeys_the_policy, '<p style="color:red">{{ x }}</p>', "style attribute"),
    (house_templates.obeys_the_policy, '<p{% if x %} style="{{ x }}"{% endif %}>', "style attribute"),
    (house_templates.obeys_the_policy, '<button\n onclick="go()">', "handler"),
    (house_templates.obeys_the_policy, '<a href="javascript:go()">', "javascript:"),
    (house_templates.obeys_the_policy, '<img src="https://example.org/x.png">', "another host"),
    (house_templates.obeys_the_policy, '<link rel="stylesheet" href="//example.org/x.css">', "another host"),
    (house_templates.obeys_the_policy, "<style>p{}</style>", "style sheet"),
    (house_templates.obeys_the_policy, '<script src="{{ url }}"></script>', "nonce"),
    (house_templates.names_its_tables, "{% call ui.table_wrap(_('A')) %}<table><tr>{% endcall %}", "caption"),
    (house_templates.names_its_tables, "<table>\n<caption>{{ _('A') }}</caption>", "scroll"),
    (house_templates.translates_every_text, "<h1>{{ _('Quiz') }}</h1>\n<p>Start now</p>", ":2: 'Start now'"),
    (house_templates.translates_every_text, '<input aria-label="Your name">', "aria-label"),
    (house_templates.translates_every_text, "{{ button('Start now') }}", "'Start now'"),
    (
        house_templates.translates_every_text,
        "{{ button(_('Start') ~ ' ' ~ 'Skip for now') }}",
        "'Skip for now'",
    ),
]
TEMPLATE_INNOCENT = [
    (house_templates.tells_no_types_apart, "{% include 'question_types/' ~ q.type_name ~ '.html' %}"),
    (house_templates.trusts_no_text, "{{ text|md }}"),
    (
        house_templates.names_its_tables,
        "{% call ui.table_wrap(_('A')) %}<table>\n<caption>{{ _('A') }}</caption>{% endcall %}",
    ),
    (
        house_templates.obeys_the_policy,
        '<link rel="stylesheet" href="{{ url }}"><a href="https://example.org">',
    ),
    (house_templates.obeys_the_policy, '<script nonce="{{ csp_nonce }}" src="{{ url }}"></script>'),
    (house_templates.translates_every_text, "<title>{{ 1 if x == 'Not answered' else 2 }} – quizapp</title>"),
    (house_templates.translates_every_text, "{% trans n=5 %}Start {{ n }} now{% endtrans %}"),
    (
        house_templates.translates_every_text,
        "<p class='wide row'>{{ _('Start now') }} 5 % · A</p>{# Words #}",
    ),
    (house_templates.translates_every_text, "<p>{{ ngettext('%(num)s Question left', 'Some left', 2) }}</p>"),
]


def test_the_house_keeps_its_rules():
    found = house.all_breaches()  # each module is parsed once for all rules
    assert not found, "\n".join(found)


@pytest.mark.parametrize("rule", house_templates.TEMPLATE_RULES, ids=lambda rule: rule.__name__)
def test_the_templates_keep_their_rule(rule):
    found = house_templates.breaches(rule)
    assert not found, "\n".join(found)


def test_check_holds_the_same_rules_and_names_every_breach(monkeypatch, capsys):
    monkeypatch.setattr(house, "PYTHON_RULES", {house.keeps_size: ("wsgi.py",)})
    assert check_house.main() == 0
    faulty = [Template("x.html", "<p onclick='go()'>"), Template("y.html", "{{ text|safe }}")]
    monkeypatch.setattr(house_templates, "templates", lambda: faulty)
    assert check_house.main() == 1
    said = capsys.readouterr().err
    assert "x.html:1: an on… handler" in said
    assert "y.html:1: |safe" in said
    assert any("tools/check_house.py" in command for _name, command in manage.checks())


@pytest.mark.parametrize(("rule", "path", "fault", "said"), PYTHON_FAULTS)
def test_a_planted_fault_is_found(rule, path, fault, said):
    [breach] = rule(Module(path, fault))

    assert breach.startswith(f"{path}:")
    assert said in breach


@pytest.mark.parametrize(("rule", "path", "code"), PYTHON_INNOCENT)
def test_innocent_code_is_left_alone(rule, path, code):
    assert list(rule(Module(path, code))) == []


@pytest.mark.parametrize(("rule", "fault", "said"), TEMPLATE_FAULTS)
def test_a_fault_planted_in_a_template_is_found(rule, fault, said):
    [breach] = rule(Template("x.html", fault))

    assert said in breach


@pytest.mark.parametrize(("rule", "text"), TEMPLATE_INNOCENT)
def test_an_innocent_template_is_left_alone(rule, text):
    assert list(rule(Template("x.html", text))) == []


def test_every_exemption_is_still_needed():
    code = {
        (module.path, line.strip()) for module in modules(*house.PROGRAM) for line in module.text.splitlines()
    }

    assert set(house.EXEMPT) - code == set()


def test_the_domain_loads_no_web_no_forms_and_no_database():
    program = (
        "import importlib, pkgutil, sys, quizapp.domain as domain\n"
        "for found in pkgutil.walk_packages(domain.__path__, 'quizapp.domain.'):\n"
        "    importlib.import_module(found.name)\n"
        "heavy = {'flask', 'flask_wtf', 'werkzeug', 'jinja2', 'wtforms', 'sqlalchemy', 'psycopg'}\n"
        "print(len([name for name in sys.modules if name.startswith('quizapp.domain.')]))\n"
        "print(*sorted(heavy & set(sys.modules)))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=house.ROOT, capture_output=True, text=True, check=False
    )
    assert answer.stderr == ""
    number, loaded = answer.stdout.splitlines()

    assert int(number) > 5
    assert loaded == ""


#: Views that change something for somebody who is not signed in, and what stands guard instead.
OPEN_CHANGES = {
    "accounts.sign_in": "a password, throttled",
    "classes.join_by_code": "a class code, throttled",
    "classes.join_now": "a class code, throttled",
    "taking.start": "makes a student of the visitor",
    "taking.come_back": "three words and a code, throttled",
    "taking.return_here": "three words and the attempt they belong to, throttled",
    "accounts.second_step_page": "needs a password that was right a moment ago, then limits guesses",
    "taking.not_you": "signs out whoever is signed in",
}


def test_every_feature_has_one_blueprint_and_names_its_views():
    made = {
        module.path
        for module in modules(*house.PROGRAM)
        if re.search(r"^bp = Blueprint\(", module.text, re.MULTILINE)
    }
    routes = re.compile(r"^@bp\.(get|post|route)\(", re.MULTILINE)
    views = {each for each in house.ROOT.glob("quizapp/*/*.py") if routes.search(each.read_text("utf-8"))}
    rooms_own = {"quizapp/web/design_page.py", "quizapp/web/jobs.py"}
    views -= {house.ROOT / each for each in rooms_own}
    named = {module.__name__ for module in features.VIEWS}

    assert {f"{each.parent.relative_to(house.ROOT)}/blueprint.py" for each in views} == made - rooms_own
    assert {f"quizapp.{each.parent.name}.{each.stem}" for each in views} == named - {
        "quizapp.web.design_page",
        "quizapp.web.jobs",
    }


#: Says nothing of what stands in a module: what a stranger would never look under.
BANNED_MODULES = {
    "words", "wording", "looking", "pages", "keys", "cards", "people", "visitors", "refusals",
}  # fmt: skip


def test_no_module_has_a_name_that_says_nothing():
    assert [
        module.path for module in modules(*house.PROGRAM) if Path(module.path).stem in BANNED_MODULES
    ] == []


def unguarded(app: Flask) -> list[str]:
    """The routes whose view does not say who may come in."""
    return [
        f"{rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if not getattr(app.view_functions[rule.endpoint], "__guard__", "")
    ]


@pytest.mark.databases("sqlite")
def test_every_route_says_who_may_come_in(app):
    assert len(app.view_functions) > 5
    found = unguarded(app)
    assert not found, "Give the view one guard of quizapp/web/guards.py:\n" + "\n".join(found)


def test_a_route_without_a_guard_is_found():
    app = Flask("planted", static_folder=None)
    app.get("/open")(guards.anyone(lambda: "everybody"))
    app.post("/forgotten", endpoint="forgotten")(lambda: "nobody thought of it")

    assert unguarded(app) == ["/forgotten (forgotten)"]


@pytest.mark.databases("sqlite")
def test_an_address_with_a_secret_in_it_is_guarded_by_the_secret(app):
    with_secret = {rule.endpoint for rule in app.url_map.iter_rules() if "token" in rule.arguments}
    guarded = {name for name, view in app.view_functions.items() if view.__guard__ == guards.token_only.name}

    assert with_secret == guarded
    assert len(guarded) >= 4


@pytest.mark.databases("sqlite")
def test_what_anybody_may_change_is_listed_with_what_stands_guard(app):
    open_changes = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.methods - database.SAFE and app.view_functions[rule.endpoint].__guard__ == "anyone"
    }

    assert open_changes == set(OPEN_CHANGES)
