"""Agents, passwords and API tokens."""

import pytest
import sqlalchemy as sa

import core.models as m
from core.actions.add_agent import add_agent
from core.actions.create_token import create_token
from core.actions.disable_agent import disable_agent
from core.actions.make_login_link import make_login_link
from core.actions.revoke_token import revoke_token
from core.actions.set_password import set_password
from core.actions.sign_in_by_link import sign_in_by_link
from core.desk import Desk, Illegal, NotFound, Refused
from core.queries.staff import agent_by_api_token, agent_by_session, agents, api_tokens
from core.rules.passwords import hashed_password, password_flaw, password_matches
from core.vocabulary import Role


@pytest.mark.parametrize(
    ("password", "flaw"),
    [
        ("short", "too_short"),
        ("x" * 257, "too_long"),
        ("aaaaaaaaaaaa", "too_simple"),
        ("password1234", "too_simple"),
        ("Password!!99", "too_simple"),
        ("mei-fang-2026!", "contains_name"),
        ("correct horse battery", None),
        ("四个不相关的词语拼成的密码", None),
    ],
)
def test_weak_passwords_are_told_apart(password: str, flaw: str | None) -> None:
    assert password_flaw(password, "Mei-Fang") == flaw


def test_a_password_is_hashed_with_argon2id_and_salt() -> None:
    one, two = hashed_password("correct horse"), hashed_password("correct horse")
    assert one.startswith("$argon2id$")
    assert one != two
    assert password_matches(one, "correct horse")
    assert not password_matches(one, "correct horses")
    assert not password_matches(None, "spends the same time on names that we do not know")
    assert not password_matches("not a hash", "correct horse")


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\nb", "a\u202eb", "a\u200bb", "a\0b"])
def test_names_that_deceive_are_refused(desk: Desk, name: str) -> None:
    with pytest.raises(Refused):
        add_agent(desk, name, Role.AGENT, None)
    assert agents(desk) == []


def test_a_name_is_taken_once(desk: Desk) -> None:
    add_agent(desk, "mei", Role.AGENT, None)
    with pytest.raises(Illegal):
        add_agent(desk, " mei ", Role.ADMIN, None)
    assert [(a.name, a.role) for a in agents(desk)] == [("mei", Role.AGENT)]


def test_a_weak_password_adds_nobody(desk: Desk) -> None:
    with pytest.raises(Refused) as refusal:
        add_agent(desk, "mei", Role.AGENT, "short")
    assert "10 characters" in str(refusal.value)
    assert agents(desk) == []


def test_no_secret_is_stored_as_it_is(desk: Desk) -> None:
    add_agent(desk, "mei", Role.AGENT, "correct horse battery")
    secrets = [create_token(desk, "mei"), make_login_link(desk, "mei")]
    secrets.append(sign_in_by_link(desk, make_login_link(desk, "mei")))
    with desk.db.reading() as session:
        stored = " ".join(
            str(row)
            for table in (m.Agent, m.ApiToken, m.LoginLink, m.Session)
            for row in session.execute(sa.select(table.__table__))  # type: ignore[attr-defined]
        )
    assert "argon2id" in stored
    for secret in ["correct horse battery", *secrets]:
        assert secret not in stored


def test_an_api_token_works_until_it_is_revoked(desk: Desk) -> None:
    add_agent(desk, "mei", Role.LEAD, None)
    token = create_token(desk, "mei")
    caller = agent_by_api_token(desk, token)
    assert caller is not None
    assert (caller.name, caller.role) == ("mei", Role.LEAD)

    (listed,) = api_tokens(desk)
    assert (listed.agent, listed.revoked_at) == ("mei", None)
    revoke_token(desk, listed.id)
    revoke_token(desk, listed.id)
    assert agent_by_api_token(desk, token) is None
    with pytest.raises(NotFound):
        revoke_token(desk, 999)


def test_disabling_closes_every_way_in(desk: Desk) -> None:
    add_agent(desk, "mei", Role.AGENT, None)
    token = create_token(desk, "mei")
    session = sign_in_by_link(desk, make_login_link(desk, "mei"))
    assert agent_by_session(desk, session) is not None

    disable_agent(desk, "mei")

    assert agent_by_api_token(desk, token) is None
    assert agent_by_session(desk, session) is None
    assert [a.disabled for a in agents(desk)] == [True]
    for verb in (create_token, make_login_link, disable_agent):
        with pytest.raises(NotFound):
            verb(desk, "mei")
    with pytest.raises(NotFound):
        set_password(desk, "mei", "correct horse battery")
