"""A model that plays a script, on loopback: it calls one tool, and then repeats what came back.

It speaks as its host wants: OpenAI's Responses (Codex) and Chat Completions (Copilot), and
Anthropic's Messages (Claude Code).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

Event = dict[str, Any]


class Model(NamedTuple):
    """A running model, and what its hosts have sent to it."""

    url: str
    requests: list[dict[str, Any]]


@contextmanager
def playing(operation: str) -> Iterator[Model]:
    """A model that calls the tool whose name ends with this operation's."""
    requests: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            requests.append(body)
            reply = WIRES[self.path.partition("?")[0]]
            events = [
                f"event: {event.get('type', 'message')}\ndata: {json.dumps(event)}\n\n"
                for event in reply(body, operation)
            ]
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            self.wfile.write("".join([*events, "data: [DONE]\n\n"]).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Model(f"http://127.0.0.1:{server.server_port}", requests)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def responses(body: dict[str, Any], operation: str) -> list[Event]:
    """Tools come in namespaces, one for each server."""
    outputs = [item["output"] for item in body["input"] if item["type"] == "function_call_output"]
    if outputs:
        text = [{"type": "output_text", "text": json.dumps(outputs[-1])}]
        item: Event = {"type": "message", "id": "m", "role": "assistant", "content": text}
    else:
        spaces = [space for space in body["tools"] if space["type"] == "namespace"]
        name, space = next(
            (tool["name"], space["name"])
            for space in spaces
            for tool in space["tools"]
            if tool["name"] == operation
        )
        item = {
            "type": "function_call",
            "call_id": "c",
            "namespace": space,
            "name": name,
            "arguments": "{}",
        }
    usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    return [
        {"type": "response.created", "response": {"id": "r"}},
        {"type": "response.output_item.done", "item": item},
        {"type": "response.completed", "response": {"id": "r", "usage": usage}},
    ]


def messages(body: dict[str, Any], operation: str) -> list[Event]:
    parts = [
        part
        for message in body["messages"]
        for part in message["content"]
        if isinstance(part, dict)
    ]
    results = [part["content"] for part in parts if part["type"] == "tool_result"]
    tools = [tool["name"] for tool in body.get("tools", []) if tool["name"].endswith(operation)]
    if results or not tools:
        block: Event = {"type": "text", "text": ""}
        delta = {"type": "text_delta", "text": json.dumps(results[-1:])}
        reason = "end_turn"
    else:
        block = {"type": "tool_use", "id": "toolu_1", "name": tools[0], "input": {}}
        delta = {"type": "input_json_delta", "partial_json": "{}"}
        reason = "tool_use"
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [],
        "usage": usage,
    }
    return [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage},
        {"type": "message_stop"},
    ]


def completions(body: dict[str, Any], operation: str) -> list[Event]:
    results = [message["content"] for message in body["messages"] if message["role"] == "tool"]
    if results:
        delta: Event = {"role": "assistant", "content": json.dumps(results[-1])}
        reason = "stop"
    else:
        names = [tool["function"]["name"] for tool in body["tools"]]
        name = next(name for name in names if name.endswith(operation))
        call = {
            "index": 0,
            "id": "c",
            "type": "function",
            "function": {"name": name, "arguments": "{}"},
        }
        delta = {"role": "assistant", "tool_calls": [call]}
        reason = "tool_calls"
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return [
        {"id": "x", "object": "chat.completion.chunk", "model": body["model"], "choices": [choice]}
    ]


WIRES: dict[str, Callable[[dict[str, Any], str], list[Event]]] = {
    "/v1/responses": responses,
    "/v1/messages": messages,
    "/v1/chat/completions": completions,
}
