"""Secrets that prove who somebody is, and the hashes that are kept of them."""

import hashlib
import hmac
import secrets


def new_token() -> str:
    """256 random bits, safe in an address or a cookie."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is stored of a token. The token is random, so a plain hash is enough to look it up by."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(secret: bytes, purpose: str, text: str) -> str:
    """A hash that only this installation can make, for secrets too short to hash plainly."""
    return hmac.new(secret, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def same_token(one: str, other: str) -> bool:
    """Compare two secrets without telling, by the time it takes, where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
