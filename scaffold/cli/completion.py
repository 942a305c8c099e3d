"""Completion: `ai-plugin completion` teaches a shell to ask, `answer` is what it then gets."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

import click

from scaffold.cli import console
from scaffold.cli.command import ASKED, Command
from scaffold.cli.options import OneOf, debug
from scaffold.errors import Misuse

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_TEXT = """Let a shell complete both commands, their options and values.

Prints a script for SHELL: bash (4.4 or newer), zsh or fish; without one, for $SHELL. One line in
the file that the shell reads when it starts is enough; each example writes it for a shell.
"""

_BASH = """\
_ai_plugin() {
    local answer
    answer=$(ASKED=bash "$1" "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    case $answer in
        '') ;;
        :file) compopt -o default ;;
        :dir) compopt -o dirnames ;;
        *) mapfile -t COMPREPLY <<<"$answer" ;;
    esac
}
complete -o nosort -F _ai_plugin create-ai-plugin ai-plugin
"""

_ZSH = """\
_ai_plugin() {
    local -a answers
    answers=("${(@f)$(ASKED=zsh "$words[1]" "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    case $answers[1] in
        '') return 1 ;;
        :file) compset -P '-*='; _files ;;
        :dir) compset -P '-*='; _files -/ ;;
        *) _describe -V ai-plugin answers ;;
    esac
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _ai_plugin create-ai-plugin ai-plugin
"""

_FISH = """\
function __ai_plugin
    set -l word (commandline -ct)
    set -l answers (env ASKED=fish (commandline -opc) "$word" 2>/dev/null)
    set -l option (string match -r '^-[^=]*=' -- $word)
    set -l path (string replace -- "$option" '' $word)
    switch "$answers[1]"
        case :file
            __fish_complete_path "$path" | string replace -r '^' -- "$option"
        case :dir
            __fish_complete_directories "$path" ''
        case '*'
            string join -- \\n $answers
    end
end
complete -c create-ai-plugin -c ai-plugin --no-files --keep-order --arguments '(__ai_plugin)'
"""

_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


def command() -> click.Command:
    """The command, for click."""
    return Command(
        "completion",
        text=_TEXT,
        examples=[
            """echo 'eval "$(ai-plugin completion bash)"' >> ~/.bashrc""",
            """echo 'eval "$(ai-plugin completion zsh)"' >> ~/.zshrc""",
            """echo 'ai-plugin completion fish | source' >> ~/.config/fish/config.fish""",
        ],
        arguments=[
            click.Argument(
                ["shell"], required=False, type=OneOf(lambda: dict.fromkeys(_SCRIPTS, ""))
            )
        ],
        sections={"Options": [debug()]},
        callback=_print_script,
    )


def _print_script(*, shell: str | None) -> None:
    known = shell or os.environ.get("SHELL", "").rpartition("/")[2]
    if known not in _SCRIPTS:
        raise Misuse(
            "$SHELL names none of bash, zsh and fish.", "Name one: ai-plugin completion bash"
        )
    console.say(_SCRIPTS[known].replace("ASKED", ASKED).rstrip())


def answer(command: click.Command, shell: str, words: Sequence[str]) -> NoReturn:
    """Print what the last of the words may become, and exit.

    In silence whatever goes wrong: somebody is in the middle of a line.
    """
    with suppress(Exception):
        if shell in _SCRIPTS:
            print("\n".join(suggestions(command, shell, words)), flush=True)
    # Without Python's own end, which would complain where nobody reads any more.
    os._exit(0)


def suggestions(command: click.Command, shell: str, words: Sequence[str]) -> list[str]:
    """What the last of the words may become, a line each, as the script of that shell takes it."""
    from click.shell_completion import ShellComplete

    *before, typed = _joined(words) if shell == "bash" else words
    items = ShellComplete(command, {}, command.name or "", ASKED).get_completions(before, typed)
    # Bash has broken the word at its `=`, and wants what comes after the last one.
    option, equals, _ = words[-1].rpartition("=") if words[-1].startswith("-") else ("", "", "")
    cut = _value(typed).rpartition("=")[0] + "=" if shell == "bash" and "=" in _value(typed) else ""
    return list(_lines(items, option + equals, cut, shell))


def _value(word: str) -> str:
    """What is given to an option: all of the word, or what is behind the first `=`."""
    return word.partition("=")[2] if word.startswith("-") else word


def _lines(
    items: Sequence[CompletionItem[str]], before: str, cut: str, shell: str
) -> Iterator[str]:
    separator = {"zsh": ":", "fish": "\t"}.get(shell)
    for item in items:
        if item.type != "plain":
            yield f":{item.type}"
        elif separator and item.help:
            yield f"{before}{item.value}{separator}{item.help}"
        else:
            yield f"{before}{item.value.removeprefix(cut)}"


def _joined(words: Sequence[str]) -> list[str]:
    """The words as they were typed: bash makes three of `--format=json`."""
    joined: list[str] = []
    for word in words:
        goes_on = joined and joined[-1].endswith("=") and not word.startswith("-")
        if joined and (word == "=" or goes_on):
            joined[-1] += word
        else:
            joined.append(word)
    return joined
