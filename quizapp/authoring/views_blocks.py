"""What a bank has beside its questions, by form: its head, topics, sources, claims and ready-made quizzes."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from quizapp.authoring import publishing, service, written_questions
from quizapp.authoring.block_forms import (
    BLOCKS,
    HEAD_KEYS,
    Block,
    block_form,
    entries_in,
    head_troubles,
    troubles_in,
)
from quizapp.authoring.blueprint import bank_of, bank_to_read, bp, page, whole_number
from quizapp.authoring.differences import users_of
from quizapp.authoring.key_forms import field_name, form_data, form_values, give_room
from quizapp.authoring.written_questions import Trouble
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.basics.messages import msg
from quizapp.domain.bankfile.question_entries import Ids
from quizapp.domain.yaml_reading import yaml_nodes
from quizapp.domain.yaml_reading.block_writing import named_entries, with_changed, with_new, without
from quizapp.domain.yaml_reading.entry_reader import Key
from quizapp.domain.yaml_reading.entry_writing import CannotWrite, Value, read_values, replace_values
from quizapp.domain.yaml_reading.problems import Weight
from quizapp.domain.yaml_reading.yaml_nodes import read_tree
from quizapp.models import Bank
from quizapp.web import context, database, forms, guards, redirects
from quizapp.web.database import db

_ONLY_AS_TEXT = msg("This is written in a way that no form can show whole. Change it as text.")
#: Fields of an entry that are always in view; the others fold.
_FIRST = frozenset(
    {"says", "figure", "who", "status", "source", "where", "title", "publisher", "date", "link", "draw"}
)


@bp.get("/banks/<public_id>/parts")
@guards.teacher_only
def parts(public_id: str) -> ResponseReturnValue:
    """Sources, claims and quizzes of the draft, each with the way to its form."""
    bank = bank_of(public_id)
    text = service.open_draft(db(), bank).text
    return page("parts", bank=bank, blocks=[(block, entries_in(text, block)) for block in BLOCKS.values()])


@bp.route("/banks/<public_id>/parts/head", methods=["GET", "POST"])
@guards.teacher_only
def head(public_id: str) -> ResponseReturnValue:
    """The bank's title, topics, people and dates."""
    bank = bank_to_read(public_id)
    draft = service.open_draft(database.reading(), bank)
    tree = read_tree(draft.text)
    try:
        if not isinstance(tree.root, yaml_nodes.Mapping):
            raise CannotWrite
        shown = read_values(tree, tree.root, HEAD_KEYS)
        form = _filled("head", HEAD_KEYS, shown)
        if request.method == "GET" or _redrawn(form):
            return _shown(bank, draft, form, HEAD_KEYS, None)
        text = replace_values(draft.text, tree, tree.root, _changed(HEAD_KEYS, form, shown), HEAD_KEYS)
    except CannotWrite:
        return _as_text(public_id)
    found = head_troubles(text, publishing.problems_in(database.reading(), bank, text, context.user_id()))
    return _answer(bank, draft, form, HEAD_KEYS, None, text, found)


@bp.route("/banks/<public_id>/parts/<any(sources, claims, quizzes):block>/new", methods=["GET", "POST"])
@guards.teacher_only
def new_entry(public_id: str, block: str) -> ResponseReturnValue:
    """One more source, claim or quiz."""
    bank, found = bank_to_read(public_id), BLOCKS[block]
    draft = service.open_draft(database.reading(), bank)
    form = forms.form(block_form(block))
    if request.method == "GET" or _redrawn(form):
        return _shown(bank, draft, form, found.keys, found)
    values = form_values(found.keys, form)
    words = str(values[found.names])
    if not words:
        form[field_name(found.names)].errors = [_("Something is missing here.")]
        return _shown(bank, draft, form, found.keys, found, status=422)
    name = Ids(name for name, _words in entries_in(draft.text, found)).make(words.strip("“”"))
    try:
        text = with_new(draft.text, block, {name: values}, found.keys, found.order)
    except CannotWrite:
        return _as_text(public_id)
    troubles = troubles_in(
        text, block, name, publishing.problems_in(database.reading(), bank, text, context.user_id())
    )
    return _answer(bank, draft, form, found.keys, found, text, troubles)


@bp.route("/banks/<public_id>/parts/<any(sources, claims, quizzes):block>/<key>", methods=["GET", "POST"])
@guards.teacher_only
def entry(public_id: str, block: str, key: str) -> ResponseReturnValue:
    """A source, claim or quiz of the draft: only what is changed is written, or the entry is taken out."""
    bank, found = bank_to_read(public_id), BLOCKS[block]
    draft = service.open_draft(database.reading(), bank)
    tree = read_tree(draft.text)
    written = named_entries(tree, block).get(key)
    if written is None:
        raise NotFound(_("The draft has no such entry. See the list on the bank’s page."))
    try:
        shown = read_values(tree, written, found.keys)
        form = _filled(block, found.keys, shown)
        if request.method == "GET" or _redrawn(form):
            return _shown(bank, draft, form, found.keys, found, name=key)
        if request.form.get("act") == "delete":
            return _deleted(bank, draft, form, found, key)
        text = with_changed(draft.text, block, key, _changed(found.keys, form, shown), found.keys)
    except CannotWrite:
        return _as_text(public_id)
    troubles = troubles_in(
        text, block, key, publishing.problems_in(database.reading(), bank, text, context.user_id())
    )
    return _answer(bank, draft, form, found.keys, found, text, troubles, name=key)


def _filled(block: str, keys: Mapping[str, Key], shown: Mapping[str, Value]) -> Any:
    kind = block_form(block)
    return forms.form(kind) if request.method == "POST" else kind(data=form_data(keys, shown))


def _changed(keys: Mapping[str, Key], form: Any, shown: Mapping[str, Value]) -> dict[str, Value]:
    """The values that differ from what the form showed at first."""
    before = form_values(keys, type(form)(data=form_data(keys, shown)))
    return {name: value for name, value in form_values(keys, form).items() if value != before[name]}


def _redrawn(form: Any) -> bool:
    act, _colon, which = request.form.get("act", "").partition(":")
    give_room(form, which if act == "more" else "")
    return act == "more"


def _as_text(public_id: str) -> ResponseReturnValue:
    redirects.show_notice(_(_ONLY_AS_TEXT), "warning")
    return redirects.see_other(".edit", public_id=public_id)


def _deleted(
    bank: Bank, draft: service.EditorText, form: Any, block: Block, name: str
) -> ResponseReturnValue:
    """Take an entry out, unless something names it."""
    text = without(draft.text, block.name, name)
    before, after = (
        publishing.problems_in(database.reading(), bank, each, context.user_id())
        for each in (draft.text, text)
    )
    known = {(each.code, each.what) for each in before}
    new = [p for p in after if p.weight is Weight.ERROR and (p.code, p.what) not in known]
    if new:
        message = _("It is used, so it stays. Without it: %(what)s") % {"what": new[0].what}
        return _shown(bank, draft, form, block.keys, block, name=name, message=message, status=422)
    return _answer(bank, draft, form, block.keys, block, text, [])


def _answer(
    bank: Bank,
    draft: service.EditorText,
    form: Any,
    keys: Mapping[str, Key],
    block: Block | None,
    text: str,
    troubles: list[Trouble],
    *,
    name: str = "",
) -> ResponseReturnValue:
    """Save the text; what stands in the way is told at its field."""
    message = "" if whole_number("revision") == draft.revision else _(service.CHANGED_MEANWHILE)
    for trouble in troubles:
        field = field_name(trouble.key)
        if trouble.key and field in form:
            form[field].errors = [*form[field].errors, trouble.what]
        else:
            message = " ".join(filter(None, (message, trouble.what)))
    if message or troubles:
        return _shown(bank, draft, form, keys, block, name=name, message=message, status=422)
    try:
        service.save_text(db(), bank_of(bank.public_id), draft, text, context.user_id(), context.now())
    except Refused as conflict:
        db().rollback()
        return _shown(bank, draft, form, keys, block, name=name, message=_(conflict.message), status=409)
    db().commit()
    if block is not None and block.name == "claims" and name:
        redirects.show_notice(
            _("Written into the draft. Publish it, and who answered is told that what is known has changed.")
        )
        return redirects.see_other(".publish", public_id=bank.public_id)
    redirects.show_notice(_("It is in the draft."))
    return redirects.see_other(".parts", public_id=bank.public_id)


def _shown(
    bank: Bank,
    draft: service.EditorText,
    form: Any,
    keys: Mapping[str, Key],
    block: Block | None,
    *,
    name: str = "",
    message: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    give_room(form)
    first = [
        n for n in keys if block is None or n in _FIRST or (block.name == "quizzes" and n == "questions")
    ]
    loaded = publishing.begun_bank(database.reading(), bank, draft.text, context.user_id()) if name else None
    used = users_of(loaded, name) if loaded and block is not None and block.name == "claims" else ()
    html = page(
        "part_form",
        bank=bank,
        draft=draft,
        form=form,
        block=block,
        name=name,
        message=message,
        first=[(form[field_name(each)], "") for each in first],
        rest=[(form[field_name(each)], "") for each in keys if each not in first],
        offered=written_questions.names_offered(draft.text),
        used=[loaded.question(each) for each in used] if loaded else [],
        here=request.path,
    )
    return html, status
