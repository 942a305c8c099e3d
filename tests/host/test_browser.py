"""Every screen in a real browser, by what its user sees: for each auth type, against real projects."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from answers import PROJECTS
from check.server import Served, manifest
from projects import Make, free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
PROGRAM = Path(sys.executable).with_name("ai-plugin")


class Running:
    """`ai-plugin host` as its user starts it: the address is the first line."""

    def __init__(self, *arguments: str, folder: Path | None = None) -> None:
        self.port = free_port()
        self._own = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [PROGRAM, "host", *arguments, "--no-browser", f"--port={self.port}"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "XDG_DATA_HOME": str(folder or self._own.name)},
        )
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()

    def stop(self) -> int:
        self.process.terminate()
        self.process.communicate()
        self._own.cleanup()
        return self.process.returncode


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=["live", "plain"])
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with script, and one without: every form works in both."""
    context = chromium.new_context(java_script_enabled=request.param == "live")
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


@pytest.fixture
def live(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(30_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)  # fmt: skip
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def running() -> Iterator[list[Running]]:
    started: list[Running] = []
    yield started
    for each in started:
        each.stop()


def opened(page: Page, running: list[Running], project: Path) -> None:
    """The first screen, once the project is registered as far as it goes by itself."""
    running.append(Running(str(project)))
    page.goto(running[-1].address)
    ready = page.get_by_role("heading", name="Todo list")
    for _ in range(100):
        if ready.count():
            return
        page.wait_for_timeout(200)
        page.reload()
    raise AssertionError(page.content())


def click(page: Page, role: str, name: str) -> None:
    page.get_by_role(role, name=name, exact=True).last.click()  # type: ignore[arg-type]


def say(page: Page, text: str) -> None:
    page.get_by_label("Message", exact=True).fill(text)
    click(page, "button", "Send")


def add_milk(page: Page) -> None:
    """From an activated plugin to a confirmed write, with an edited argument."""
    click(page, "button", "Start a conversation")
    say(page, 'Put "buy milk" on my list')
    page.get_by_text("waits for you").wait_for()
    page.get_by_role("textbox", name="text").fill("buy oat milk")
    page.get_by_role("button", name="Send", exact=True).first.click()
    page.get_by_text("201", exact=True).wait_for()
    say(page, "What is on it?")
    page.get_by_role("cell", name="buy oat milk").wait_for()


def finish(page: Page) -> None:
    """What its developer does for a type with a verification token."""
    click(page, "button", "Finish with its .env")
    page.get_by_text("The manifest shows the token.").wait_for()


def test_none_from_the_first_page_to_a_confirmed_write(make: Make, page: Page, running: list[Running]) -> None:  # fmt: skip
    opened(page, running, make(PROJECTS["todo-none"]))
    click(page, "button", "Activate")
    add_milk(page)


def test_service_http_with_the_projects_own_key(make: Make, live: Page, running: list[Running]) -> None:  # fmt: skip
    opened(live, running, make(PROJECTS["todo-service_http-basic"]))
    finish(live)
    click(live, "button", "Activate")
    add_milk(live)


def test_user_http_with_a_key_that_the_project_makes(make: Make, live: Page, running: list[Running]) -> None:  # fmt: skip
    opened(live, running, make(PROJECTS["todo-user_http-bearer"]))
    click(live, "link", "Activate")
    click(live, "button", "Make a key for developer, and activate")
    add_milk(live)


def test_oauth_as_a_dance_through_the_browser(make: Make, page: Page, running: list[Running]) -> None:  # fmt: skip
    opened(page, running, make(PROJECTS["todo-oauth"]))
    finish(page)
    click(page, "button", "Activate")
    click(page, "button", "Add developer to the project")
    page.get_by_text("shown only this once").wait_for()
    password = page.locator(".notice code").first.inner_text()
    click(page, "link", "Go there and sign in")
    page.get_by_label("Name").fill("developer")
    page.get_by_label("Password").fill(password)
    click(page, "button", "Sign in and allow")
    page.get_by_text("is back, with a code").wait_for()
    click(page, "button", "Change the code into tokens")
    page.get_by_text("The token holds.").wait_for()
    click(page, "button", "Expire the token now")
    page.get_by_text("the next call renews it").wait_for()
    add_milk(page)
    page.go_back()
    click(page, "link", "Activate")
    page.get_by_text("A new token for the old one").wait_for()
    assert page.locator(".dance .bad").count() == 0


def test_a_refused_call_is_not_sent_and_one_is_sent_again_edited(make: Make, live: Page, running: list[Running]) -> None:  # fmt: skip
    opened(live, running, make(PROJECTS["todo-none"]))
    click(live, "button", "Activate")
    click(live, "button", "Start a conversation")
    say(live, 'Put "buy milk" on my list')
    click(live, "button", "Refuse")
    live.get_by_text("The user refused this call.", exact=True).wait_for()
    live.get_by_text("Send again, edited").click()
    live.get_by_role("textbox", name="text").fill("eggs")
    click(live, "button", "Send again")
    live.get_by_text("201", exact=True).wait_for()
    live.get_by_text("As curl").last.click()
    assert "curl -X POST" in live.get_by_label("The request as curl").inner_text()
    live.get_by_label("Model", exact=True).select_option("you")
    say(live, "What is on it?")
    live.get_by_label("Operation").select_option("todo_list__listTodos")
    click(live, "button", "Choose")
    click(live, "button", "Call")
    live.get_by_label("Answer, in Markdown").fill("Only **eggs**.")
    click(live, "button", "Say it")
    assert live.locator(".prose strong").last.inner_text() == "eggs"


def test_a_plugin_that_dies_is_told_while_its_page_is_open(make: Make, live: Page, running: list[Running]) -> None:  # fmt: skip
    opened(live, running, make(PROJECTS["todo-none"]))
    live.get_by_role("link", name="Todo list").click()
    address = live.get_by_role("link", name="http://localhost:").inner_text()
    live.get_by_text("Log", exact=True).click()
    assert "Manifest:" in live.get_by_label("Log").inner_text()
    port = address.rpartition(":")[2]
    found = subprocess.run(["pgrep", "-P", str(running[-1].process.pid)], capture_output=True, text=True, check=True)  # fmt: skip
    assert port.isdecimal()
    subprocess.run(["kill", *found.stdout.split()], check=True)
    live.get_by_text("The plugin has ended.").wait_for()
    click(live, "button", "Start it again")
    live.get_by_text("The plugin has ended.").wait_for(state="detached")


def test_findings_stand_where_they_were_found_with_their_mend(live: Page, running: list[Running], server: Served) -> None:  # fmt: skip
    server.routes["GET /.well-known/ai-plugin.json"] = manifest(server.url, {"name_for_human": "A name of more than twenty"})  # fmt: skip
    running.append(Running())
    live.goto(running[-1].address)
    live.get_by_label("Domain, address or directory").fill(server.url.removeprefix("http://"))
    click(live, "button", "Register")
    live.get_by_text("A host would not have taken it.").wait_for()
    live.get_by_text("name_for_human: 26 characters, at most 20").wait_for()
    live.get_by_text("Shorten it").wait_for()


def test_what_was_said_is_replayed_exported_and_asked_again_with_other_texts(page: Page, running: list[Running], server: Served, tmp_path: Path) -> None:  # fmt: skip
    running.append(Running(server.url, folder=tmp_path))
    page.goto(running[-1].address)
    for _ in range(50):
        if page.get_by_role("button", name="Activate", exact=True).count():
            break
        page.wait_for_timeout(200)
        page.reload()
    click(page, "button", "Activate")
    click(page, "button", "Start a conversation")
    say(page, "Purge 7")
    page.get_by_text("No operation has a word of that").wait_for()
    conversation = page.url
    page.get_by_text("Keep, replay, export").click()
    page.get_by_label("Title").fill("Out with it")
    click(page, "button", "Rename")
    page.get_by_role("heading", name="Out with it").wait_for(state="attached")
    click(page, "link", "What the model sees")
    click(page, "link", "Edit the texts of Todo list")
    page.get_by_label("summary", exact=True).first.fill("Purge a todo")
    click(page, "button", "Try these texts")
    page.get_by_text("+ Purge a todo").wait_for()
    click(page, "button", "Out with it")
    page.get_by_text("called nothing, then").wait_for()
    page.goto(conversation)
    page.get_by_text("Keep, replay, export").click()
    with page.expect_download() as download:
        click(page, "link", "Export")
    export = tmp_path / "export.html"
    download.value.save_as(export)
    page.context.set_offline(True)
    page.goto(export.as_uri())
    page.get_by_role("heading", name="Out with it").wait_for()
    page.context.set_offline(False)
    # Another launch has it, too.
    assert running.pop().stop() == 143
    running.append(Running(folder=tmp_path))
    page.goto(running[-1].address)
    click(page, "link", "Converse")
    page.get_by_label("Search conversations").fill("out with")
    click(page, "button", "Search")
    page.get_by_role("link", name="Out with it", exact=True).click()
    page.get_by_text("It can be read.").wait_for()


def test_the_structure_is_one_that_a_screen_reader_can_tell(make: Make, live: Page, running: list[Running]) -> None:  # fmt: skip
    opened(live, running, make(PROJECTS["todo-none"]))
    first = live.locator("body").aria_snapshot()
    for line in ('- link "Skip to the content"', '- navigation "Steps"', '- heading "Register a plugin" [level=1]', '- textbox "Domain, address or directory"', '- button "Register"', '- heading "Todo list" [level=2]'):  # fmt: skip
        assert line in first, first
    click(live, "button", "Activate")
    click(live, "button", "Start a conversation")
    say(live, 'Put "buy milk" on my list')
    live.get_by_text("waits for you").wait_for()
    talk = live.locator("body").aria_snapshot()
    for line in ('- region "Messages"', '- article "Call of addTodo"', '- textbox "text', '- button "Send"', '- button "Refuse"'):  # fmt: skip
        assert line in talk, talk
    for width in (390, 1600):
        live.set_viewport_size({"width": width, "height": 800})
        assert live.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_keyboard_is_enough(make: Make, live: Page, running: list[Running]) -> None:
    opened(live, running, make(PROJECTS["todo-none"]))
    click(live, "button", "Activate")
    click(live, "button", "Start a conversation")
    live.get_by_label("Message", exact=True).focus()
    live.keyboard.type('Put "buy milk" on my list')
    live.keyboard.press("Enter")
    live.get_by_text("waits for you").wait_for()
    live.get_by_role("textbox", name="text").focus()
    live.keyboard.press("Tab")
    live.keyboard.press("Enter")
    live.get_by_text("201", exact=True).wait_for()
