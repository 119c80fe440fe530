"""What takes long is answered beside the server: a view puts its own request aside, and its page says how far it is.

``put_aside`` keeps the request as a job and leads to the job's page. A process of its own (``serving.runner``) then calls
``answer``, which runs the same view for the same teacher; there ``put_aside`` gives None, and the view goes on. So a
view needs one line, and whatever it decides about rights is decided again when the work is done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, g, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder, encode_multipart

from quizapp.attempts import jobs
from quizapp.attempts.jobs import Outcome
from quizapp.basics import i18n
from quizapp.basics.errors import NotFound, Refused
from quizapp.basics.i18n import _
from quizapp.basics.messages import msg
from quizapp.identity.sessions import Viewer
from quizapp.models import Job, JobKind, JobState
from quizapp.web import context, database, guards, languages
from quizapp.web.database import db
from quizapp.web.hidden_names import HIDDEN_NAMES, names_hidden

bp = Blueprint("jobs", __name__)
_FAULT = msg("It failed through a fault of the program, which is written down. Nothing was changed.")
_LOOK_AGAIN = msg("Something had changed meanwhile, and nothing was done. Look again, and send it once more.")


# --- for views ----------------------------------------------------------------------------------------------


def put_aside(kind: JobKind) -> ResponseReturnValue | None:
    """Have this request answered beside the server, and lead to the page that waits for it; None where it is so already.

    Call it behind the guard, with nothing written yet.
    """
    if is_aside():
        return None
    body, body_type = _sent()
    with database.aside() as writing:
        job = jobs.put_aside(
            writing,
            context.user_id(),
            kind,
            request.full_path.rstrip("?"),
            context.now(),
            looking={
                "root": request.url_root,
                "language": languages.language(),
                "names_hidden": names_hidden(),
            },
            body=body,
            body_type=body_type,
        )
        writing.commit()
    database.program().job_waits.set()
    return redirect(url_for("jobs.show", public_id=job.public_id), 303)


def is_aside() -> bool:
    """Whether this request is answered beside the server, where nobody sees a page: what cannot be done is ``Refused``."""
    return "job" in g


def tell(done: int, total: int) -> None:
    """Say how far the work is; of no consequence where nobody waits for it on a page."""
    if is_aside():
        g.job(done, total)


def _sent() -> tuple[bytes | None, str]:
    """The form of this request, the same for the same form and files; None for an address alone."""
    if request.method in database.SAFE:
        return None, ""
    fields = list(request.form.items(multi=True))
    if not request.files:
        return urlencode(fields).encode(), "application/x-www-form-urlencoded"
    sent: MultiDict[str, Any] = MultiDict([*fields, *request.files.items(multi=True)])
    told = sha256(urlencode(fields).encode())
    for file in request.files.values():
        told.update(file.stream.read())
        file.stream.seek(0)
    boundary, body = encode_multipart(sent, boundary=told.hexdigest())
    return body, f"multipart/form-data; boundary={boundary}"


# --- for whoever runs them ----------------------------------------------------------------------------------


def answer(app: Flask, job_id: int, told: Callable[[int, int], None]) -> Outcome:
    """Run the view that put the job aside, for its teacher, and say what came of it."""
    program: database.Program = app.extensions["quizapp"]
    with program.sessions.read() as reading:
        found = jobs.find_request(reading, job_id)
    if found is None:
        return Outcome(failed=True, said=_LOOK_AGAIN)
    job, user = found
    sent = EnvironBuilder(
        job.address,
        base_url=job.looking["root"],
        method="GET" if job.body is None else "POST",
        data=job.body,
        content_type=job.body_type or None,
    )
    with app.request_context(sent.get_environ()):
        g.job = told
        g.csp_nonce = ""
        g.language = job.looking["language"]
        i18n.use_language(g.language)
        if job.looking["names_hidden"]:
            session[HIDDEN_NAMES] = True
        g.viewer = Viewer(0, user.display_name, user.id, is_admin=user.is_admin, timezone=user.timezone)
        try:
            return _outcome(app.make_response(app.dispatch_request()), job.kind)
        except Refused as refusal:
            return Outcome(failed=True, said=_(refusal.message))
        except Exception:
            app.logger.exception("job on %s", request.url_rule.rule if request.url_rule else "no page")
            return Outcome(failed=True, said=_(_FAULT))


def _outcome(response: Response, kind: JobKind) -> Outcome:
    said = " ".join(text for _kind, text in session.get("_flashes", []))
    if response.status_code == 303 and kind is JobKind.CHANGE:
        return Outcome(said=said, leads_to=response.location or "")
    named = response.headers.get("Content-Disposition", "")
    if response.status_code != 200 or kind is JobKind.CHANGE or not named:
        return Outcome(failed=True, said=said or _(_LOOK_AGAIN))
    return Outcome(content=response.get_data(), name=named, mimetype=response.mimetype or "")


# --- the page -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HowFar:
    """What the page of a job says, by the name of the place where it says so; empty where there is nothing to say."""

    state: str
    progress: str
    fetch: str
    again: str


def _how_far(job: Job) -> HowFar:
    is_file = job.kind is JobKind.FILE
    if job.state is JobState.DONE:
        fetch = _("Take the file") if is_file else _("Go on")
        return HowFar(job.said or (_("Your file is ready.") if is_file else _("It is done.")), "", fetch, "")
    if job.state is JobState.FAILED:
        return HowFar(job.said, "", "", _("Back to where you began"))
    if job.state is JobState.WAITING:
        before = jobs.count_before(db(), job)
        many = i18n.ngettext("One other is made before it.", "%(num)s others are made before it.", before)
        said = many % {"num": before}
        return HowFar(_("It waits for its turn."), said if before else "", "", "")
    progress = _("%(done)s of %(total)s") % {"done": job.done, "total": job.total} if job.total else ""
    return HowFar(_("Your file is being made.") if is_file else _("It is being done."), progress, "", "")


@bp.get("/jobs/<public_id>")
@guards.teacher_only
def show(public_id: str) -> ResponseReturnValue:
    """How far it is; the page asks again by itself, and says so when it is done."""
    job = jobs.job_of(db(), public_id, context.user_id())
    return render_template("jobs/show.html", job=job, how_far=_how_far(job))


@bp.get("/jobs/<public_id>.json")
@guards.teacher_only
def how_far(public_id: str) -> ResponseReturnValue:
    """The same for the page's script."""
    return jsonify(texts=vars(_how_far(jobs.job_of(db(), public_id, context.user_id()))))


@bp.get("/jobs/<public_id>/result")
@guards.teacher_only
def result(public_id: str) -> ResponseReturnValue:
    """The file, or on to the page that follows; back to the form where nothing came of it."""
    job = jobs.job_of(db(), public_id, context.user_id())
    if job.state is JobState.DONE and job.content is not None:
        made = Response(job.content, mimetype=job.mimetype)
        made.headers["Content-Disposition"] = job.name
        return made
    if job.state is JobState.FAILED:
        return redirect(request.root_path + job.address, 303)
    if job.state is not JobState.DONE:
        raise NotFound(msg("It is not ready yet."))
    return redirect(job.leads_to, 303)
