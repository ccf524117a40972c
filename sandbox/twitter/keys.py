"""Checks who asks: bearer token, or OAuth 1.0a with its signature.

https://docs.x.com/resources/fundamentals/authentication/oauth-1-0a/creating-a-signature. The
signature is over X's public address, which is what a client that was pointed here still signs.
"""

import hashlib
import hmac
import re
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote

SIGNED_HOST = "https://api.twitter.com"


@dataclass(frozen=True, slots=True)
class Keys:
    """The account's keys; all invented, and they look it."""

    bearer: str = "sandbox-bearer-not-a-secret"
    consumer: str = "sandbox-consumer-not-a-secret"
    consumer_secret: str = "sandbox-consumer-secret-not-a-secret"  # noqa: S105 - invented
    access: str = "sandbox-access-not-a-secret"
    access_secret: str = "sandbox-access-secret-not-a-secret"  # noqa: S105 - invented

    def is_app(self, authorization: str) -> bool:
        """Whether this is our app's bearer token."""
        return hmac.compare_digest(authorization.encode(), f"Bearer {self.bearer}".encode())

    def is_user(self, authorization: str, method: str, path: str, query: str) -> bool:
        """Whether this is a request signed by our user."""
        if not authorization.startswith("OAuth "):
            return False
        given = {
            unquote(name): unquote(value)
            for name, value in re.findall(r'([\w%]+)="([^"]*)"', authorization)
        }
        if given.get("oauth_consumer_key") != self.consumer:
            return False
        if given.get("oauth_token") != self.access:
            return False
        signature = given.pop("oauth_signature", "")
        expected = self._signature(given, method, path, query)
        return hmac.compare_digest(signature.encode(), expected.encode())

    def _signature(self, oauth: dict[str, str], method: str, path: str, query: str) -> str:
        pairs = [*oauth.items(), *parse_qsl(query, keep_blank_values=True)]
        encoded = sorted((_escape(name), _escape(value)) for name, value in pairs)
        parameters = "&".join(f"{name}={value}" for name, value in encoded)
        base = "&".join((method.upper(), _escape(SIGNED_HOST + path), _escape(parameters)))
        key = f"{_escape(self.consumer_secret)}&{_escape(self.access_secret)}"
        digest = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
        return b64encode(digest).decode()


def _escape(text: str) -> str:
    return quote(text, safe="-._~")
