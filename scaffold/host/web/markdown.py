"""Markdown of strangers becomes HTML that cannot do anything."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_TAGS = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
# Longer answers are shown as they are.
_MAX_CHARACTERS = 200_000


def render(text: str) -> Markup:
    """The HTML of an answer: no images, no scripts, links of HTTP and e-mail only."""
    import nh3

    if len(text) > _MAX_CHARACTERS:
        return Markup("<pre>{}</pre>").format(text)
    html = _parser().render(text)
    return Markup(  # noqa: S704
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href", "title", "target"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer nofollow",
            set_tag_attribute_values={"a": {"target": "_blank"}},
        )
    )


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    # An image would be fetched from wherever it lies; its text stays.
    return parser.enable(["table", "strikethrough", "linkify"]).disable("image")
