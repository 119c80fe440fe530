"""A quiz's rules as JSON: for quizzes made in the browser, and for what an attempt pins."""

from dataclasses import asdict
from fractions import Fraction
from typing import Any

from quizapp.domain.claims import Aspect
from quizapp.domain.recipes import DrawRule, QuizRecipe


def recipe_to_json(recipe: QuizRecipe) -> dict[str, Any]:
    """The rules as plain JSON values; fractions as text."""
    made = asdict(recipe)
    made["credit_by_try"] = [str(share) for share in recipe.credit_by_try]
    made["questions"] = list(recipe.questions)
    for rule in made["draw"]:
        rule["aspect"] = rule["aspect"].value if rule["aspect"] else None
    made["draw"] = list(made["draw"])
    return made


def recipe_from_json(rules: dict[str, Any], *, key: str, title: str) -> QuizRecipe:
    """The rules as ``recipe_to_json`` wrote them."""
    known = {**rules, "key": key, "title": title}
    known["credit_by_try"] = tuple(Fraction(share) for share in rules.get("credit_by_try", ()))
    known["questions"] = tuple(rules.get("questions", ()))
    known["draw"] = tuple(
        DrawRule(**{**rule, "aspect": Aspect(rule["aspect"]) if rule.get("aspect") else None})
        for rule in rules.get("draw", ())
    )
    return QuizRecipe(**known)
