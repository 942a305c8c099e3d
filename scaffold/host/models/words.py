"""English words for the matcher: how people ask for what a method does, and what says nothing."""

from __future__ import annotations

# They decide where the operations' own texts do not.
METHOD_WORDS = {
    "get": "what which who where when how many much show see list find search look get give tell "
    "read check view display is are any",
    "post": "add create make new put write start send book order remember note save buy schedule",
    "put": "change update edit set replace rename mark correct",
    "patch": "change update edit set rename mark correct",
    "delete": "delete remove cancel drop forget clear erase discard throw away rid",
}

_NOTHING = (
    "a an and as at be by can could do does for from has have i if in into it its just let like me "
    "my of off on or our please s so some t that the their them then there these they this to too "
    "up us want was we will with would you your"
)
STOP_WORDS = frozenset(_NOTHING.split())
