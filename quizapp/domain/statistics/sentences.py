"""Sentences as data: a code and its numbers, so that a page can say them in any language."""

from dataclasses import dataclass

from quizapp.messages import msg

#: English wording per code. Placeholders are those of ``%``, as gettext's catalogues have them.
ENGLISH = {
    "told-apart": msg("You told solid from shaky in %(right)s of %(claims)s answers."),
    "doubted-solid": msg("You doubted %(doubted)s of %(solid)s solid claims."),
    "trusted-shaky": msg("You trusted %(trusted)s of %(shaky)s shaky claims."),
    "no-solid": msg("No solid claim was asked."),
    "no-shaky": msg("No shaky claim was asked."),
    "leans-to-doubt": msg("You lean to doubt: you hold back more than the record calls for."),
    "leans-to-trust": msg("You lean to trust: you accept more than the record supports."),
    "key-may-be-wrong": (
        msg(
            "The key may be wrong: of the %(upper)s strongest, %(choose)s chose “%(option)s” and %(key)s the key."
        )
    ),
    "gives-itself-away": (
        msg(
            "This question may give itself away: %(right)s of %(n)s who guessed or hurried got it right, "
            "where blind guessing gives %(guess_percent)s %%."
        )
    ),
    "against-the-grain": msg(
        "Stronger students do worse on this question than weaker ones (%(n)s attempts)."
    ),
    "dubious": msg("This question hardly tells stronger from weaker students (%(n)s attempts)."),
    "sure-and-wrong": "%(students)s students were certain and wrong.",
    "to-mark": "%(responses)s answers wait to be marked.",
    "not-started": "%(students)s students have not started.",
    "cannot-tell": msg("Cannot tell yet: about %(more)s more attempts are needed."),
    "no-spread": msg("Cannot tell: everybody got the same marks here."),
    "few-attempts": (
        "%(n)s attempts are marked whole: below 10 nothing can be said of whether a question tells students apart."
    ),
}


@dataclass(frozen=True)
class Sentence:
    """What to say: a code of ``ENGLISH`` and the values of its placeholders."""

    code: str
    values: tuple[tuple[str, str | int | float], ...] = ()

    def __post_init__(self) -> None:
        if self.code not in ENGLISH:
            raise ValueError(f"no sentence is called {self.code!r}")

    def value(self, name: str) -> str | int | float:
        return dict(self.values)[name]

    def say(self, template: str | None = None) -> str:
        """Fill the English wording, or a translation of it, with the numbers."""
        return (template or ENGLISH[self.code]) % dict(self.values)
