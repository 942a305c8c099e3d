"""*Endpoint*: a model behind a URL, as OpenAI's chat completions have it; Ollama, llama.cpp, vLLM.

Of their dialects the common part is used: the model is asked without streaming where it has tools
(Ollama lost calls that were streamed), its arguments may be text or an object, and the ids of calls
are made here. All is asked anew for each move, from the items, so nothing has to be kept in step.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from scaffold import urls
from scaffold.errors import Failure, Misuse
from scaffold.fetch.client import Client
from scaffold.fetch.response import Response
from scaffold.host.items import Answer, Card, Item, Question, Tokens, Trouble
from scaffold.host.models import Call, Move, Say, Stream
from scaffold.host.sees import CHARACTERS_A_TOKEN, tools_json
from scaffold.host.tools import MAX_NAME, Tool

# Seconds for one move: a model on a laptop's processor takes its time.
_SECONDS = 180.0
_MAX_RESPONSE = 2_000_000
_MAX_REASON = 300


class Endpoint:
    """A model that decides, and talks."""

    name = "endpoint"

    def __init__(
        self,
        url: str,
        model: str,
        *,
        key: str = "",
        online: bool = False,
        hide: Callable[[str], str] = str,
        seconds: float = _SECONDS,
    ) -> None:
        """`url` is the base, as its clients are given it; `key` goes to its origin only.

        `hide` takes secrets out of what the model is told. Raises Misuse for a URL that is none,
        leads off this machine without `online`, or over plain HTTP to the internet.
        """
        if not urls.is_url(url):
            raise Misuse(f"--model {url}: is no URL.", "Such as http://localhost:11434/v1.")
        self.url = _completions(url)
        self.model = model
        self.hide = hide
        self._seconds = seconds
        self._client = Client(self.url, {"Authorization": f"Bearer {key}"} if key else {})
        if not self._client.is_loopback and not online:
            hint = "With --online, what is said and what plugins answer goes there."
            raise Misuse(f"--model {url}: is not on this machine.", hint)
        if not self._client.is_local and urls.scheme(url) != "https":
            raise Misuse(f"--model {url}: leads over the internet, so it must begin with https://.")

    def move(self, items: Sequence[Item], tools: Sequence[Tool]) -> Move:
        """What the model decides; streamed where there is nothing to decide."""
        asked = {"model": self.model, "messages": list(self._messages(items, tools))}
        if not tools:
            return Stream(lambda take: self._stream(asked, take))
        asked["tools"] = tools_json(tools)
        response = self._ask(asked)
        value = _parsed(response.body)
        message = _message(value)
        tokens = _tokens(value, asked, response.body)
        if (called := _first_call(message)) is not None:
            return _call(called, tools, tokens)
        text = _text(message.get("content"))
        if not text:
            raise Failure(f"{self.model} answered with nothing.", "Say it again, or otherwise.")
        return Say(text, tokens)

    def _messages(self, items: Sequence[Item], tools: Sequence[Tool]) -> Iterator[dict[str, Any]]:
        plugins = {tool.registration.id: tool.registration.plugin for tool in tools}
        about = [plugin.text("description_for_model") for plugin in plugins.values()]
        if told := "\n\n".join(text for text in about if text):
            yield {"role": "system", "content": told}
        for number, item in enumerate(items):
            if isinstance(item, Question):
                yield {"role": "user", "content": item.text}
            elif isinstance(item, Answer):
                yield {"role": "assistant", "content": self.hide(item.text)}
            elif isinstance(item, Card):
                arguments = self.hide(json.dumps(item.arguments, ensure_ascii=False))
                yield from _called(number, item.tool.name, arguments, self.hide(item.text))
            elif isinstance(item, Trouble) and item.tool:
                yield from _called(number, item.tool, "{}", item.text)

    def _ask(
        self, asked: Mapping[str, Any], take: Callable[[bytes], None] | None = None
    ) -> Response:
        response = self._client.fetch(
            self.url,
            method="POST",
            headers={"Content-Type": "application/json"},
            body=json.dumps(asked).encode(),
            limit=_MAX_RESPONSE,
            seconds=self._seconds,
            trusted=True,
            take=take,
        )
        if response.problem:
            why = {"takes too long": f"did not answer within {self._seconds:.0f} s"}
            problem = why.get(response.problem, f"cannot be asked: {response.problem}")
            raise Failure(f"{self.model} at {self.url} {problem}.", "Say it again.")
        if response.status == 429:
            after = response.headers.get("retry-after", "")
            wait = f"in {after} s" if after.isdecimal() and len(after) < 6 else "in a moment"
            raise Failure(f"{self.model} is asked too much (429).", f"Say it again {wait}.")
        if response.status != 200:
            reason = self.hide(_reason(response.body))
            raise Failure(f"The endpoint of {self.model} answers {response.status}{reason}.")
        return response

    def _stream(self, asked: Mapping[str, Any], take: Callable[[str], None]) -> Tokens:
        """Hand each piece of an answer on; servers that do not stream answer as a whole."""
        left, text, usage = b"", "", None

        def read(piece: bytes) -> None:
            nonlocal left, text, usage
            *lines, left = (left + piece).split(b"\n")
            for line in lines:
                event = _event(line)
                usage = event.get("usage") or usage
                if part := _text(_message(event, "delta").get("content"), strip=False):
                    text += part
                    take(part)

        streamed = {**asked, "stream": True, "stream_options": {"include_usage": True}}
        response = self._ask(streamed, read)
        read(b"\n")
        if not text and (text := _text(_message(_parsed(response.body)).get("content"))):
            take(text)
        if not text:
            raise Failure(f"{self.model} answered with nothing.", "Say it again, or otherwise.")
        return _tokens({"usage": usage}, asked, text.encode())


def _completions(url: str) -> str:
    base = url.partition("?")[0].rstrip("/")
    if base.endswith("/chat/completions"):
        return base
    # A bare address means what all of these servers have at it.
    return f"{base}{'' if urlsplit(base).path else '/v1'}/chat/completions"


def _called(number: int, tool: str, arguments: str, text: str) -> Iterator[dict[str, Any]]:
    """A call and what came of it, in two messages."""
    id = f"call_{number}"  # noqa: A001
    function = {"name": tool, "arguments": arguments}
    calls = [{"id": id, "type": "function", "function": function}]
    yield {"role": "assistant", "content": None, "tool_calls": calls}
    yield {"role": "tool", "tool_call_id": id, "content": text}


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    return value if isinstance(value, dict) else {}


def _event(line: bytes) -> dict[str, Any]:
    """The value of a line of an event stream; empty for any other line."""
    return _parsed(line.removeprefix(b"data:")) if line.startswith(b"data:") else {}


def _message(value: Mapping[str, Any], name: str = "message") -> dict[str, Any]:
    choices = value.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get(name) if isinstance(first, dict) else None
    return message if isinstance(message, dict) else {}


def _first_call(message: Mapping[str, Any]) -> dict[str, Any] | None:
    """One call a move: what came of it is told before the next is decided."""
    calls = message.get("tool_calls")
    first = calls[0] if isinstance(calls, list) and calls else None
    function = first.get("function") if isinstance(first, dict) else None
    return function if isinstance(function, dict) else None


def _call(called: Mapping[str, Any], tools: Sequence[Tool], tokens: Tokens) -> Call | Trouble:
    # It is told back to the endpoint, and some take no other characters.
    name = re.sub(r"[^A-Za-z0-9_-]", "_", str(called.get("name") or "unnamed"))[:MAX_NAME]
    given = called.get("arguments")
    names = [tool.name for tool in tools]
    if name not in names:
        there = ", ".join(names[:30])
        return Trouble(f"There is no operation {name}. There are: {there}.", name, tokens)
    try:
        arguments = json.loads(given or "{}") if isinstance(given, str | None) else given
    except (ValueError, RecursionError):
        arguments = None
    if not isinstance(arguments, dict):
        shown = str(given)[:_MAX_REASON]
        return Trouble(f"The arguments of {name} are no JSON object: {shown}", name, tokens)
    return Call(name, arguments, tokens)


def _text(content: Any, *, strip: bool = True) -> str:
    """A message's text; some servers answer with a list of parts."""
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        content = "".join(part for part in parts if isinstance(part, str))
    if not isinstance(content, str):
        return ""
    return content.strip() if strip else content


def _tokens(value: Mapping[str, Any], asked: Mapping[str, Any], made: bytes) -> Tokens:
    usage = value.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    given, answered = counts.get("prompt_tokens"), counts.get("completion_tokens")
    if isinstance(given, int) and isinstance(answered, int):
        return Tokens(given, answered, counted=True)
    about = [-(-size // CHARACTERS_A_TOKEN) for size in (len(json.dumps(asked)), len(made))]
    return Tokens(about[0], about[1], counted=False)


def _reason(body: bytes) -> str:
    error = _parsed(body).get("error")
    text = error.get("message") if isinstance(error, dict) else error
    return f": {' '.join(text.split())[:_MAX_REASON]}" if isinstance(text, str) and text else ""
