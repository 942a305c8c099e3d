"""Puts the parts together into one application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy.orm import sessionmaker

from plugin import database, files, manifest, pages, todos
from plugin.errors import add_error_answers
from plugin.host import allow_host
from plugin.limits import AnswerLimit, BodyLimit
from plugin.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The application; PluginError where the database or the manifest cannot be used."""
    manifest.read(settings.plugin_public_url)
    engine = database.connect(settings.database_url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        engine.dispose()

    app = FastAPI(
        lifespan=lifespan,
        # The plugin's one description is /openapi.yaml; a redirect would leave the public address.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.sessions = sessionmaker(engine)
    app.include_router(todos.router)
    app.include_router(files.router)
    app.include_router(pages.router)
    add_error_answers(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(AnswerLimit)
    # Last, hence outermost: without its headers the browser would hide an error from the host.
    allow_host(app)
    return app
