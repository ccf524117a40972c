"""Turns templates into pages, in the language of whoever looks at them."""

import hashlib
from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from console.language import LOCALES, locale_of, translations
from console.wording import Wording
from core.desk import Desk
from core.queries.pauses import pauses

HOME = Path(__file__).parent
STATIC = HOME / "static"


class Renderer:
    """Templates of the console, and of who else puts pages on it."""

    def __init__(self, desk: Desk, badge: str | None, badge_home: str | None = None) -> None:
        self._folders = [HOME / "templates"]
        self._wordings = {locale: Wording(locale, desk) for locale in LOCALES}
        self._environments = {locale: self._environment(locale) for locale in LOCALES}
        for environment in self._environments.values():
            environment.globals.update(
                badge=badge, badge_home=badge_home, pauses=partial(pauses, desk)
            )
        self._load()

    def add_templates(self, folder: Path) -> None:
        """Let templates of another folder be rendered; they may extend `base.html`."""
        if folder not in self._folders:
            self._folders.append(folder)
            self._load()

    def render(
        self, request: Request, template: str, code: int = 200, **values: Any
    ) -> HTMLResponse:
        """A page or a part of one. Templates see `w`, the wording, and `me`, who is signed in."""
        agent = getattr(request.state, "agent", None)
        locale = locale_of(request, agent)
        page = self._environments[locale].get_template(template)
        return HTMLResponse(page.render(me=agent, here=_here(request), **values), code)

    def wording(self, request: Request) -> Wording:
        """The wording a request is answered in."""
        locale = locale_of(request, getattr(request.state, "agent", None))
        return self._wordings[locale]

    def _environment(self, locale: str) -> Environment:
        environment = Environment(
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        environment.install_gettext_translations(  # type: ignore[attr-defined]
            translations(locale), newstyle=True
        )
        environment.globals.update(
            w=self._wordings[locale],
            locale=locale,
            lang={"zh": "zh-Hans", "en": "en"}[locale],
            static=static_address,
        )
        return environment

    def _load(self) -> None:
        for environment in self._environments.values():
            environment.loader = ChoiceLoader([FileSystemLoader(path) for path in self._folders])


def _here(request: Request) -> str:
    """Where to come back to after changing the language: a page, never a form's target."""
    path = request.url.path
    if request.method != "GET":
        return path.rpartition("/")[0] or path
    return f"{path}?{request.url.query}" if request.url.query else path


@cache
def static_address(name: str) -> str:
    """The address of a file in static/; it changes with the file, so browsers may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def renderer(request: Request) -> Renderer:
    """The console's renderer."""
    found: Renderer = request.app.state.renderer
    return found
