"""Keys that let somebody in: how they are made, and what is stored of them."""

import hashlib
import secrets


def new_token(prefix: str = "") -> str:
    """A key of 256 random bits. A prefix lets scanners find keys that leaked."""
    return prefix + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a key; plain SHA-256, since nobody can guess 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
