"""Refusals: "not now" and "not like this", with a sentence for the person who asked."""

from quizapp.basics.messages import msg


class Refused(Exception):
    """Something that cannot be done now. ``message`` tells the user what to do instead."""

    status = 409

    def __init__(self, message: str, *, title: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.title = title or msg("That cannot be done now")


class NotFound(Refused):
    """There is no such thing, or it is somebody else's: the two must look alike."""

    status = 404

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message or msg("Check the address, or go to the start page."),
            title=msg("There is nothing at this address"),
        )


class BadRequest(Refused):
    """A request that no page of ours makes: forged, stale or damaged."""

    status = 400


class SignedOut(Refused):
    """Something was written by somebody who is not signed in any more."""

    status = 401


class TooMany(Refused):
    """Too many failed tries, or too much at once; ``retry_after`` is in seconds."""

    status = 429

    def __init__(self, message: str, retry_after: int, *, title: str = "") -> None:
        super().__init__(message, title=title or msg("Too many tries"))
        self.retry_after = retry_after
