"""Questions by form: each type's own keys as fields, which write the text that one would write by hand."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from quizapp.authoring import bank_text, drafts, publishing, quiz_builder, service, written_questions
from quizapp.authoring.blueprint import bank_of, bank_to_read, bp, page, whole_number
from quizapp.authoring.forms import FirstQuestionForm
from quizapp.authoring.key_forms import field_name, form_data, form_values, give_room
from quizapp.authoring.question_forms import ALWAYS, HINTS, keys_of, make_form_class
from quizapp.basics.errors import NotFound
from quizapp.basics.i18n import _
from quizapp.domain.question import Question
from quizapp.domain.question_types import QUESTION_TYPES
from quizapp.domain.recipes import QuizRecipe
from quizapp.domain.yaml_reading.entry_writing import CannotWrite, Value
from quizapp.models import Bank
from quizapp.web import context, database, forms, guards, redirects
from quizapp.web.database import db

#: What a new question is until another kind is chosen.
_FIRST_KIND = "single_choice"


@dataclass
class Sheet:
    """A question on its form: of a bank, or the first of one that is yet to be made."""

    kind: type[Question]
    form: Any
    text: str
    #: From 1; one more than there are: a new question.
    place: int
    bank: Bank | None = None
    draft: service.EditorText | None = None
    head: FirstQuestionForm | None = None
    #: What is written now; a field that says the same is not written.
    shown: dict[str, Value] | None = None
    message: str = ""

    @property
    def is_new(self) -> bool:
        return self.shown is None

    def text_now(self) -> str:
        """The bank's text with what the form says. Raises CannotWrite."""
        keys = keys_of(self.kind)
        values = form_values(keys, self.form)
        if self.shown is None:
            return written_questions.with_new(self.text, values, keys)
        changed = {name: value for name, value in values.items() if value != self.shown[name]}
        if "tags" not in changed:  # whoever saves a draft has looked at it
            changed["tags"] = drafts.finished(str(values["tags"]))
        return written_questions.with_changes(self.text, self.place, changed, keys)


def _kind(name: str) -> type[Question]:
    return QUESTION_TYPES.get(name) or QUESTION_TYPES[_FIRST_KIND]


def _blank(kind: type[Question]) -> Any:
    """The form as it came; after a change of kind with what both kinds ask for."""
    return forms.form(make_form_class(kind))


@bp.route("/banks/write", methods=["GET", "POST"])
@guards.teacher_only
def write() -> ResponseReturnValue:
    """The first question of a new quiz, with what the quiz is called and where it comes from."""
    kind = _kind(request.form.get("kind", ""))
    head = forms.form(FirstQuestionForm)
    text = bank_text.first_text(head.title.data or "", head.source.data or "", "", "", "")
    sheet = Sheet(kind, _blank(kind), text, 1, head=head)
    if request.method == "GET" or _redrawn(sheet):
        return _shown(sheet)
    fine = head.validate()
    if not _checked(sheet, None) or not fine:
        return _shown(sheet, 422)
    now = sheet.text_now()
    made = forms.once_id("bank", now)
    bank = service.make_bank(db(), made, head.title.data or "", now, context.user_id(), context.now())
    db().commit()
    return _onwards(bank.public_id, 1)


@bp.route("/banks/<public_id>/questions/new", methods=["GET", "POST"])
@guards.teacher_only
def new_question(public_id: str) -> ResponseReturnValue:
    """One more question for the draft."""
    bank = bank_to_read(public_id)
    draft = service.open_draft(database.reading(), bank)
    place = len(written_questions.questions_in(draft.text)) + 1
    kind = _kind(request.form.get("kind") or request.args.get("kind", ""))
    return _answer(Sheet(kind, _blank(kind), draft.text, place, bank, draft), bank, draft)


@bp.route("/banks/<public_id>/questions/<int:place>", methods=["GET", "POST"])
@guards.teacher_only
def edit_question(public_id: str, place: int) -> ResponseReturnValue:
    """A question of the draft on its form; only what is changed there is written."""
    bank = bank_to_read(public_id)
    draft = service.open_draft(database.reading(), bank)
    found = next((q for q in written_questions.questions_in(draft.text) if q.place == place), None)
    if found is None:
        raise NotFound(_("The draft has no such question. See the list on the bank’s page."))
    try:
        if found.kind is None:
            raise CannotWrite
        keys = keys_of(found.kind)
        data = form_data(keys, written_questions.values_at(draft.text, place, keys))
    except CannotWrite:
        redirects.show_notice(_(written_questions.ONLY_AS_TEXT), "warning")
        return redirects.see_other(".edit", public_id=public_id)
    before = make_form_class(found.kind)(data=data)
    form = _blank(found.kind) if request.method == "POST" else before
    shown = form_values(keys, make_form_class(found.kind)(data=data))
    return _answer(Sheet(found.kind, form, draft.text, place, bank, draft, shown=shown), bank, draft)


def _answer(sheet: Sheet, bank: Bank, draft: service.EditorText) -> ResponseReturnValue:
    """The form, or what its buttons do."""
    if request.method == "GET" or _redrawn(sheet):
        return _shown(sheet)
    act = request.form.get("act", "next")
    empty = sheet.is_new and not any(form_values(keys_of(sheet.kind), sheet.form).values())
    if not (empty and act in ("set", "text")):
        if not _checked(sheet, bank, lenient=act == "text"):
            return _shown(sheet, 422)
        if not _saved(sheet, bank, draft):
            return _shown(sheet, 409)
    return _onwards(bank.public_id, sheet.place)


def _redrawn(sheet: Sheet) -> bool:
    """Whether the pressed button changes the form alone: another kind, or one more row."""
    act, _colon, which = request.form.get("act", "").partition(":")
    give_room(sheet.form, which if act == "more" else "")
    return act in ("more", "kind")


def _checked(sheet: Sheet, bank: Bank | None, *, lenient: bool = False) -> bool:
    """Whether the question can be saved; what stands in the way is told at its field. `lenient`: errors wait in the text."""
    give_room(sheet.form)
    try:
        text = sheet.text_now()
    except CannotWrite:
        sheet.message = _(written_questions.ONLY_AS_TEXT)
        return False
    if lenient:
        return True
    if sheet.is_new and text == sheet.text:
        sheet.message = _("Write the question first.")
        return False
    found = written_questions.troubles_at(
        text, sheet.place, publishing.problems_in(database.reading(), bank, text, context.user_id())
    )
    for trouble in found:
        name = field_name(trouble.key)
        if trouble.key and name in sheet.form:
            sheet.form[name].errors = [*sheet.form[name].errors, trouble.what]
        else:
            sheet.message = " ".join(filter(None, (sheet.message, trouble.what)))
    return not found


def _saved(sheet: Sheet, bank: Bank, draft: service.EditorText) -> bool:
    """Save the draft; False, with a sentence, where somebody else has saved another text since."""
    if whole_number("revision") != draft.revision:
        sheet.message = _(service.CHANGED_MEANWHILE)
        return False
    try:
        service.save_text(
            db(), bank_of(bank.public_id), draft, sheet.text_now(), context.user_id(), context.now()
        )
    except service.DraftConflict as conflict:
        db().rollback()
        sheet.message = _(conflict.message)
        return False
    db().commit()
    return True


def _onwards(public_id: str, place: int) -> ResponseReturnValue:
    """Where a button leads once the question is in the draft."""
    act = request.form.get("act", "next")
    if act == "text":
        return redirects.see_other(".edit", public_id=public_id)
    if act == "look":
        draft = service.open_draft(database.reading(), bank_to_read(public_id))
        found = [q.id for q in written_questions.questions_in(draft.text) if q.place == place]
        return redirects.see_other(".preview", public_id=public_id, question_id=found[0])
    if act == "set":
        return _published_and_set(public_id)
    redirects.show_notice(_("Question %(number)s is in the draft.") % {"number": place})
    if act == "done":
        return redirects.see_other(".bank", public_id=public_id)
    return redirects.see_other(".new_question", public_id=public_id, kind=request.form.get("kind", ""))


def _published_and_set(public_id: str) -> ResponseReturnValue:
    """Publish the draft and make a quiz of all its questions; what has to be looked at first is looked at."""
    bank = bank_to_read(public_id)
    draft = service.open_draft(database.reading(), bank)
    proposal = publishing.make_proposal(database.reading(), bank, draft, context.user_id())
    loaded = proposal.examination.bank
    if (
        loaded is None
        or proposal.examples
        or proposal.has_doubts
        or draft.is_behind
        or bank.archived_at is not None
    ):
        return redirects.see_other(".publish", public_id=public_id)
    bank = bank_of(public_id)
    if proposal.is_new:
        publishing.publish_proposal(
            db(), bank, proposal, over=None, note="", user_id=context.user_id(), now=context.now()
        )
    recipe = QuizRecipe(key="", title=loaded.title, questions=tuple(q.id for q in loaded.questions))
    made = quiz_builder.own_quiz_of_title(db(), bank, loaded.title, context.user_id())
    quiz = quiz_builder.save_quiz(
        db(),
        bank,
        recipe,
        public_id=made or forms.once_id("quiz", bank.public_id),
        user_id=context.user_id(),
        now=context.now(),
    )
    db().commit()
    return redirects.see_other("classes.set_quiz", quiz=quiz.public_id)


def _shown(sheet: Sheet, status: int = 200) -> ResponseReturnValue:
    give_room(sheet.form)
    keys = keys_of(sheet.kind)
    own = [name for name in keys if name in ALWAYS or name in _own_keys(sheet.kind)]
    html = page(
        "question_form",
        sheet=sheet,
        bank=sheet.bank,
        form=sheet.form,
        head=sheet.head,
        kinds=QUESTION_TYPES,
        first=[(sheet.form[field_name(name)], _hint(name)) for name in own],
        rest=[(sheet.form[field_name(name)], _hint(name)) for name in keys if name not in own],
        offered=written_questions.names_offered(sheet.text),
        questions=written_questions.questions_in(sheet.text),
        here=request.path,
        classes_address=url_for("classes.index"),
    )
    return html, status


def _own_keys(kind: type[Question]) -> frozenset[str]:
    from_type = {key.name for key in kind.keys}
    return frozenset(from_type | {"ask"})


def _hint(name: str) -> str:
    return _(HINTS[name]) if name in HINTS else ""


@bp.get("/banks/<public_id>/questions")
@guards.teacher_only
def questions(public_id: str) -> ResponseReturnValue:
    """Every question of the draft, each with the way to its form."""
    bank = bank_of(public_id)
    draft = service.open_draft(db(), bank)
    return page("questions", bank=bank, questions=written_questions.questions_in(draft.text))
