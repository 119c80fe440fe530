"""What the program defines, the program uses: nothing lives for its tests alone."""

import ast
import re
from collections import Counter

from tools.house_rules import ROOT, modules

#: Called by a library: of Flask, SQLAlchemy and WTForms.
CALLED_FROM_OUTSIDE = {
    "log_exception", "open_session", "process_bind_param", "process_result_value", "pre_validate",
    # The tests of the checker's takers let them sit a whole bank; the checker asks for parts of it.
    "sit_bank",
}  # fmt: skip


def defined(tree: ast.Module):
    """Functions, classes and methods that no decorator hands over, by name."""
    for scope in (tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))):
        for node in scope.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("__"):
                handed_over = [
                    ast.unparse(each) for each in node.decorator_list if isinstance(each, ast.Call)
                ]
                if not [each for each in handed_over if not each.startswith(("dataclass", "lru_cache"))]:
                    yield node.name


def test_no_function_and_no_class_is_there_for_tests_alone():
    used = Counter()
    for path in [*ROOT.glob("quizapp/**/*.py"), *ROOT.glob("quizapp/**/*.html"), *ROOT.glob("*.py"), *ROOT.glob("tools/*.py"),
                 *ROOT.glob("benchmarks/*.py"), *ROOT.glob("migrations/*.py")]:  # fmt: skip
        text = path.read_text("utf-8")
        if path.name == "__init__.py":  # passed on, not used
            text = re.sub(r'^\s+"?\w+"?,$', "", text, flags=re.MULTILINE)
        used.update(re.findall(r"\w+", text))

    unused = [
        f"{module.path}: {name} is used by nothing but tests: delete it"
        for module in modules("quizapp")
        for name in defined(module.tree)
        if used[name] < 2 and not name.startswith("validate_") and name not in CALLED_FROM_OUTSIDE
    ]
    assert not unused, "\n".join(unused)
