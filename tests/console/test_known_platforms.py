"""A process that only serves the console has no tokens, and offers the desk's platforms all the same."""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient

from core.actions.register_channel import register_channel
from core.channel import Account
from core.desk import Desk


def test_the_list_offers_every_platform_of_the_desk(
    app: FastAPI, desk: Desk, signed_in: Callable[..., TestClient]
) -> None:
    for platform in ("discord", "telegram"):
        register_channel(desk, platform, Account("1", "okpay"))
    app.state.platforms = []
    assert "channel=discord" in signed_in().get("/queue").text
