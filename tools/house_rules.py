"""The rules of the house for Python code, each a function from a module to what it breaks.

A rule returns one sentence per breach, with the line and what to do instead. ``tools/check_house.py`` runs them over the
repository as part of ``python3 manage.py check``; ``tests/test_architecture.py`` does, too, and over planted faults that
each of them must find. The rules for templates are in ``tools/template_rules.py``.
"""

import ast
import gc
import io
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
MODULE_LINES, FUNCTION_LINES, VIEW_LINES = 500, 60, 40
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A Python file: its path inside the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        gc.disable()  # CPython 3.11: a collection meanwhile can miscount the depth of the tree (SystemError)
        try:
            return ast.parse(self.text)
        finally:
            gc.enable()

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).stem

    @property
    def is_command(self) -> bool:
        """Whether it is of the command line or the start of the server, above all features."""
        parts = PurePosixPath(self.path).parts
        top = parts[1].removesuffix(".py") if len(parts) > 1 else ""
        return top.startswith("cli") or top in ("serving", "__main__")

    @property
    def is_view(self) -> bool:
        parts = PurePosixPath(self.path).parts
        return any(part.removesuffix(".py").startswith("views") for part in parts)

    def breach(self, node: ast.AST | int, sentence: str) -> str:
        line = node if isinstance(node, int) else node.lineno
        return f"{self.path}:{line}: {sentence}"


def modules(*folders: str) -> list[Module]:
    """Every module of some folders or files of the repository."""
    paths: list[Path] = []
    for folder in folders:
        path = ROOT / folder
        paths += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [Module(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths]


# Size


def keeps_size(module: Module) -> Iterator[str]:
    """Every line counts, docstrings and comments too: what has to be read is what is limited."""
    lines = module.text.count("\n")
    if lines > MODULE_LINES:
        yield module.breach(1, f"{lines} lines; a module has at most {MODULE_LINES}: split it by thought")
    for node in module.nodes:
        if not isinstance(node, Function):
            continue
        length = node.end_lineno - node.lineno + 1
        limit = VIEW_LINES if is_route(node) else FUNCTION_LINES
        if length > limit:
            kind = "view" if is_route(node) else "function"
            yield module.breach(
                node, f"{node.name} has {length} lines; a {kind} has at most {limit}: name a part of it"
            )


def is_route(function: Function) -> bool:
    """Whether a function is decorated as a view: ``@bp.route(…)``, ``@bp.get(…)``, ``@bp.post(…)``."""
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in ("route", "get", "post")
        for decorator in function.decorator_list
    )


# Transactions and the database's file


def commits_in_views_and_commands(module: Module) -> Iterator[str]:
    """Services flush; one commit per request or command. ``with x.begin():`` commits too."""
    if module.is_view or module.is_command:
        return
    for call in calls(module):
        if (
            called_attribute(call) == "commit"
            and not is_super(call.func.value)
            and not is_exempt(module, call)
        ):
            yield module.breach(call, "commits; only views and commands do: flush here, commit there")
    for node in module.nodes:
        for item in node.items if isinstance(node, ast.With) else ():
            if isinstance(item.context_expr, ast.Call) and called_attribute(item.context_expr) == "begin":
                yield module.breach(
                    node, "begin() commits at its end; only views and commands do: take a Session as argument"
                )


def leaves_the_database_file_alone(module: Module) -> Iterator[str]:
    """A copy or a second reader of a live SQLite file damages it: closing it drops the program's own locks."""
    if module.path == "quizapp/models/db.py":
        return
    for call in calls(module):
        name, text = dotted(call.func), ast.unparse(call)
        if name.startswith("shutil.copy") or name in ("shutil.move", "copyfile", "copy2"):
            yield module.breach(call, f"{name} may copy the live database; use SQLite's backup")
        elif name.split(".")[-1] in ("send_file", "send_from_directory"):
            yield module.breach(call, f"{name} may open the live database")
        elif (
            name.split(".")[-1] == "connect"
            and "sqlite" in name.lower()
            and not text.startswith("sqlite3.connect(':memory:'")  # a database in memory is no file
            and not is_exempt(module, call)
        ):
            yield module.breach(call, "opens SQLite beside the engine; go through quizapp.models.db")
        elif name.split(".")[-1] in ("open", "read_bytes", "write_bytes", "read_text") and re.search(
            r"database|quizapp\.db|\.sqlite|db_path", text
        ):
            yield module.breach(call, f"{name} opens the live database")


# Time and chance


def takes_time_and_chance_as_arguments(module: Module) -> Iterator[str]:
    """``now`` and the generator are arguments; only the edges of the program ask the machine."""
    at_the_edge = module.is_command or module.path in ("quizapp/basics/clock.py", "quizapp/app.py")
    for node in module.nodes:
        name = dotted(node) if isinstance(node, ast.Attribute) else ""
        if not at_the_edge and re.fullmatch(
            r"(\w+\.)*(datetime|date|dt)\.(now|utcnow|today)|time\.time(_ns)?|func\.(now|current_timestamp)",
            name,
        ):
            yield module.breach(node, f"{name}: the present instant is an argument")
        if re.fullmatch(r"random\.(?!Random$|SystemRandom$)\w+", name) and not at_the_edge:
            yield module.breach(node, f"{name}: the random generator is an argument")
        if isinstance(node, ast.ImportFrom) and node.module in ("time", "random") and not at_the_edge:
            wrong = [
                alias.name for alias in node.names if alias.name in ("time", "time_ns", "shuffle", "choice")
            ]
            if wrong:
                yield module.breach(node, f"{', '.join(wrong)}: time and chance are arguments")
    for call in calls(module):
        if dotted(call.func) in ("Random", "random.Random") and not call.args and not at_the_edge:
            yield module.breach(call, "Random(): a generator without a seed is made at the edge")


# Statements to the database


def keeps_statements_from_the_web(module: Module) -> Iterator[str]:
    """What makes statements works for commands and tests, too: it takes a session, and knows no request."""
    if module.is_command or module.path == "quizapp/web/database.py":  # which gives the request its session
        return
    imports = [node for node in module.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [
        node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name for node in imports
    ]
    if any(name.split(".")[0] == "sqlalchemy" and name != "sqlalchemy.exc" for name in names):
        for node, name in zip(imports, names, strict=True):
            if name.split(".")[0] in ("flask", "werkzeug") or (
                name.startswith("quizapp.web")
                and name not in ("quizapp.web.formatting", "quizapp.web.markup")
            ):
                yield module.breach(node, f"makes statements, and imports {name}: move them to a service")


# Question types


def tells_no_types_apart(module: Module) -> Iterator[str]:
    """A new question type must work unasked: nothing outside a type's module knows a type by name."""
    if module.path.startswith("quizapp/domain/question_types/") and module.name != "__init__":
        return
    for node in module.nodes:
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(is_type_name, sides)) and any(map(holds_text, sides)):
                yield module.breach(node, "compares a question type by name; ask the question itself")
        elif isinstance(node, ast.Match) and is_type_name(node.subject):
            yield module.breach(node, "matches on a question type's name; ask the question itself")
        elif (
            isinstance(node, ast.Subscript) and is_type_name(node.slice) and isinstance(node.value, ast.Dict)
        ):
            yield module.breach(node, "chooses by a question type's name; ask the question itself")
        elif (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("quizapp.domain.question_types.")
            and module.path != "quizapp/domain/question_types/__init__.py"
        ):
            yield module.breach(node, "imports one question type; go through the registry")


def is_type_name(node: ast.AST) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr == "type_name") or (
        isinstance(node, ast.Name) and node.id == "type_name"
    )


def holds_text(node: ast.AST) -> bool:
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(map(holds_text, node.elts))
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


# What reaches a page


def makes_no_unsafe_html(module: Module) -> Iterator[str]:
    for call in calls(module):
        name = dotted(call.func)
        last = name.split(".")[-1]
        if "Markup" in name.split(".") and module.path != "quizapp/web/markup.py":
            yield module.breach(call, "Markup is made in quizapp/web/markup.py alone")
        elif last in ("render_template_string", "from_string"):
            yield module.breach(call, f"{last}: templates are files")
        elif last == "populate_obj":
            yield module.breach(call, "populate_obj writes whatever a form holds; name the fields")


# Ignored rules


def gives_reasons_for_exceptions(module: Module) -> Iterator[str]:
    """``# noqa: CODE  # why``; a late import says what it costs."""
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        found = re.match(r"#\s*noqa\b(?::\s*([A-Z0-9, ]+))?\s*(?:#\s*(.*))?", token.string)
        if token.type != tokenize.COMMENT or found is None:
            continue
        codes, reason = found[1] or "", found[2] or ""
        if not codes or not reason:
            yield module.breach(token.start[0], "noqa needs a code and a reason: # noqa: CODE  # why")
        elif "PLC0415" in codes and not reason.startswith("costly: "):
            yield module.breach(token.start[0], "a late import says why: # noqa: PLC0415  # costly: why")


# What is exempt, with its reason

EXEMPT = {
    (
        "quizapp/web/database.py",
        "session.commit()",
    ): "gives back the connection of a session that only reads, and leaves what was read as it is",
    (
        "quizapp/web/session_cookies.py",
        "session.commit()",
    ): "'last seen' of a session, in a request that otherwise only reads",
    (
        "quizapp/web/jobs.py",
        "writing.commit()",
    ): "puts a whole request aside, which then does nothing else itself",
}


def is_exempt(module: Module, node: ast.AST) -> bool:
    return (module.path, ast.unparse(node)) in EXEMPT


# Reading the tree


def calls(module: Module) -> Iterable[ast.Call]:
    return (node for node in module.nodes if isinstance(node, ast.Call))


def called_attribute(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def is_super(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func) == "super"


def dotted(node: ast.AST) -> str:
    """``a.b.c`` as text, also where it hangs on something else: ``f().b`` is ``().b``."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "()"


# Which rule holds where

PROGRAM = ("quizapp",)
EVERYTHING = ("quizapp", "tools", "tests", "benchmarks", "manage.py", "wsgi.py")
PYTHON_RULES: dict[Callable[[Module], Iterator[str]], tuple[str, ...]] = {
    keeps_size: EVERYTHING,
    commits_in_views_and_commands: PROGRAM,
    leaves_the_database_file_alone: PROGRAM,
    takes_time_and_chance_as_arguments: PROGRAM,
    keeps_statements_from_the_web: PROGRAM,
    tells_no_types_apart: PROGRAM,
    makes_no_unsafe_html: PROGRAM,
    gives_reasons_for_exceptions: EVERYTHING,
}


def all_breaches() -> list[str]:
    """Everything that breaks any rule; each module is parsed once."""
    folders = dict.fromkeys(folder for held in PYTHON_RULES.values() for folder in held)
    return [
        breach
        for module in modules(*folders)
        for rule, held in PYTHON_RULES.items()
        if module.path.split("/")[0] in held
        for breach in rule(module)
    ]
