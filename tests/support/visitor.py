"""A visitor without script: reads forms as a browser does, fills them in and sends them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

Values = Mapping[str, str | Sequence[str]]


@dataclass
class Control:
    """An input, select, textarea or button, with the values it may send."""

    kind: str
    name: str
    value: str = ""
    chosen: bool = True
    label: str = ""
    options: list[tuple[str, bool]] = field(default_factory=list)
    action: str | None = None

    @property
    def text(self) -> str:
        """What a button says."""
        return " ".join(self.label.split())

    @property
    def sends(self) -> list[str]:
        """What it sends when nobody touches it."""
        if self.kind == "select":
            chosen = [value for value, selected in self.options if selected]
            return chosen or [value for value, _selected in self.options[:1]]
        if self.kind in ("submit", "button", "image", "reset", "file"):
            return []
        return [self.value] if self.chosen else []


@dataclass
class Form:
    action: str
    method: str
    id: str
    controls: list[Control] = field(default_factory=list)

    def button(self, text: str) -> Control:
        """The button that reads so. Fails with those there are."""
        buttons = [control for control in self.controls if control.kind == "submit"]
        found = [button for button in buttons if button.text == text]
        assert found, f"no button {text!r}; there are {[button.text for button in buttons]}"
        return found[0]

    def filled(self, values: Values, button: str) -> dict[str, list[str]]:
        """What a browser sends. Fails where no control could send a value, as in a browser."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            if control.name and control.name not in values:
                sent.setdefault(control.name, []).extend(control.sends)
        for name, value in values.items():
            wanted = [value] if isinstance(value, str) else list(value)
            for each in wanted:
                assert self._can_send(name, each), f"no control of this form sends {name}={each!r}: {self}"
            sent[name] = wanted
        if button and (pressed := self.button(button)).name:
            sent[pressed.name] = [pressed.value]
        return {name: texts for name, texts in sent.items() if texts}

    def _can_send(self, name: str, value: str) -> bool:
        for control in self.controls:
            if control.name == name:
                if control.kind == "select":
                    if value in [option for option, _selected in control.options]:
                        return True
                elif control.kind not in ("radio", "checkbox", "hidden") or control.value == value:
                    return True
        return False


def read_forms(html: str) -> list[Form]:
    """The forms of a page, in its order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select: Control | None = None
        self._text: Control | None = None  # the button or textarea whose text is being read
        self._disabled = 0
        self._early: dict[str, list[Control]] = {}  # of forms that begin further down

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            method = given.get("method", "get").lower()
            self._open = Form(given.get("action", ""), method, given.get("id", ""))
            self.forms.append(self._open)
            self._open.controls += self._early.pop(self._open.id, [])
        elif tag == "option" and self._select:
            self._select.options.append((given.get("value", ""), "selected" in given))
        elif tag in ("input", "select", "textarea", "button"):
            self._add_control(tag, given)

    def _add_control(self, tag: str, given: dict[str, str]) -> None:
        named = next((f for f in self.forms if f.id and f.id == given.get("form")), None)
        form = named if "form" in given else self._open
        kind = {"input": given.get("type", "text"), "button": given.get("type", "submit")}.get(tag, tag)
        box = kind in ("radio", "checkbox")
        control = Control(
            kind,
            given.get("name", ""),
            given.get("value", "on" if box else ""),
            chosen="checked" in given if box else True,
            label=given.get("value", "") if tag == "input" else "",
            action=given.get("formaction"),
        )
        if form is None and given.get("form"):
            self._early.setdefault(given["form"], []).append(control)
        elif form is not None and "disabled" not in given:
            form.controls.append(control)
        self._select = control if tag == "select" else self._select
        self._text = control if tag in ("textarea", "button") else self._text

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag in ("textarea", "button"):
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None and self._text.kind == "textarea":
            self._text.value += data.removeprefix("\n") if not self._text.value else data
        elif self._text is not None:
            self._text.label += data


class Visitor(FlaskClient):
    """A test client that can send the forms of a page it was shown."""

    #: A session of the test's own that must not hold its transaction while a page is asked for.
    held: Session | None = None

    def open(self, *args, **kwargs) -> TestResponse:
        if self.held is not None and self.held.in_transaction():
            raise AssertionError("session.commit() first: the fixture 'session' still holds its transaction")
        return super().open(*args, **kwargs)

    def submit(
        self,
        page: TestResponse,
        values: Values | None = None,
        *,
        button: str = "",
        form: int | str | None = None,
        forged: Values | None = None,
        follow_redirects: bool = False,
    ) -> TestResponse:
        """Fill in a form of ``page`` and send it, hidden fields and all, as a browser would.

        ``button`` is the text of the button pressed; it also chooses the form that has it. ``form`` chooses by
        place from 0 or by a part of the address it goes to. A value that no control of the form can send fails the
        test; ``forged`` values are sent in spite of that.
        """
        chosen = self._choose(read_forms(page.text), form, button)
        data = chosen.filled(values or {}, button) | dict(forged or {})
        action = (chosen.button(button).action if button else None) or chosen.action or page.request.full_path
        if chosen.method == "get":
            return self.get(action, query_string=data, follow_redirects=follow_redirects)
        return self.post(action, data=data, follow_redirects=follow_redirects)

    def _choose(self, forms: list[Form], wanted: int | str | None, button: str) -> Form:
        if isinstance(wanted, int):
            return forms[wanted]
        if isinstance(wanted, str):
            forms = [each for each in forms if wanted in each.action]
        if button:
            forms = [
                each
                for each in forms
                if any(control.kind == "submit" and control.text == button for control in each.controls)
            ]
        assert len(forms) == 1, f"{len(forms)} forms fit; choose one with form= or button="
        return forms[0]
