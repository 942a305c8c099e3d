"""What the classic host sends, and what it takes."""

from __future__ import annotations

# The classic host's pages, whose browsers call a plugin on localhost.
ORIGINS = ("https://chat.openai.com", "https://chatgpt.com")

# What they send with each call.
HEADERS = ("content-type", "openai-conversation-id", "openai-ephemeral-user-id")
