"""What another auth type means for the data that a plugin of our template keeps already."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scaffold.template.questions import Answers

# Whose an item is: a user of the plugin's own, by number, or one of the identity provider, by name.
_OWN, _PROVIDERS = "own", "provider's"
_NEW_SECRET = {
    "user_http": "a key (write `name` for it there)",
    "oauth": "a password (write '' for it there)",
}


def consequence(before: Answers, after: Answers, python: str) -> str:
    """What becomes of users and items, in sentences; empty where nothing does.

    The answers are a project's, before an update and after it; `python` is how its Python is typed.
    """
    migrate = f"`{python} -m plugin migrate`"
    were, will_be = _owners(before), _owners(after)
    changes = before.get("auth_type") != after.get("auth_type") or were != will_be
    if not changes or before.get("example") != after.get("example"):
        return ""
    items = after.get("example") == "todo"
    if items and will_be and not were:
        return (
            "The items that are kept belong to nobody yet. They stay, and the plugin does not start"
            f" before you have said, in a revision of {migrate}, whose they are."
        )
    if items and were and not will_be:
        return (
            "The items that are kept belong to one user each. They stay, and so do the users, but"
            " whoever may call the plugin will see and delete all of them. It does not start"
            f" before you have applied a revision of {migrate} that says so."
        )
    if were == will_be == _OWN:
        return (
            f"Users{' and items' * items} stay; what users signed in with cannot be carried over."
            f" {migrate} asks in a revision for {_NEW_SECRET[str(after['auth_type'])]},"
            f" and `{python} -m plugin users renew NAME` gives each user a new one."
        )
    if items and were != will_be:
        return (
            "The items that are kept belong to users of another kind. They stay, and the plugin"
            " does not start before you have said which is which, in a revision of"
            f" {migrate}."
        )
    return ""


def _owners(answers: Answers) -> str:
    if answers.get("auth_type") == "oauth" and answers.get("oauth_provider") == "external":
        return _PROVIDERS
    return _OWN if answers.get("auth_type") in ("user_http", "oauth") else ""
