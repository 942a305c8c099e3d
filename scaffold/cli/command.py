"""What every command has: a page of help that teaches, and a word for who misspells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from scaffold.cli import console
from scaffold.cli.options import OneOf, flag
from scaffold.cli.page import Entry, page
from scaffold.errors import Misuse
from scaffold.spelling import suggestion

# What a shell's script sets to its name; the arguments are then the words up to the cursor.
ASKED = "_AI_PLUGIN_COMPLETION"


class Command(click.Command):
    """A command whose help groups its options; `sections` maps a heading to some."""

    def __init__(
        self,
        name: str,
        *,
        text: str,
        examples: Sequence[str],
        sections: Mapping[str, Sequence[click.Option]],
        arguments: Sequence[click.Argument] = (),
        **settings: object,
    ) -> None:
        *others, (heading, last) = sections.items()
        self.sections = {**dict(others), heading: (*last, _help_option())}
        self.text = text
        self.examples = examples
        options = [option for section in self.sections.values() for option in section]
        super().__init__(
            name,
            params=[*arguments, *options],
            short_help=text.partition("\n")[0],
            # Click's own would look for translations, which takes longer than all of the page.
            add_help_option=False,
            **settings,  # type: ignore[arg-type]
        )

    def get_help(self, ctx: click.Context) -> str:
        """The page, for a terminal as wide as this one."""
        usage = ctx.command_path, *self.collect_usage_pieces(ctx)
        return page(usage, self.text, self.examples, self.entries(), console.width())

    def entries(self) -> dict[str, list[Entry]]:
        """What the page lists, by heading."""
        return {
            heading: [_entry(option) for option in section]
            for heading, section in self.sections.items()
        }

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; raises Misuse for what it refuses."""
        typed = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            known = [name for param in self.params for name in param.opts if name.startswith("--")]
            word = _as_typed(error.option_name, typed)
            raise _unknown(word, "option", known, ctx) from error
        except click.UsageError as error:
            message = error.format_message().rstrip(".")
            raise Misuse(
                f"{message}.", f"`{ctx.command_path} --help` shows how it is used."
            ) from error

    def invoke(self, ctx: click.Context) -> object:
        """As click does; whatever goes wrong is a sentence, with `--debug` after its traceback."""
        with console.no_traceback(debug=ctx.params.pop("debug", False)):
            return super().invoke(ctx)


class Group(Command, click.Group):
    """Commands under one name."""

    def __init__(self, name: str, commands: Sequence[click.Command], **settings: object) -> None:
        super().__init__(name, commands=commands, **settings)  # type: ignore[arg-type]

    def entries(self) -> dict[str, list[Entry]]:
        """The commands first."""
        commands = [
            Entry(name, command.short_help or "") for name, command in self.commands.items()
        ]
        return {"Commands": commands, **super().entries()}

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; without arguments, the help is what is wanted."""
        if not args and not ctx.resilient_parsing:
            click.echo(self.get_help(ctx), err=True)
            raise click.exceptions.Exit(Misuse.exit_code)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; raises Misuse for a command that there is not."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise _unknown(args[0], "command", self.commands, ctx)
        return super().resolve_command(ctx, args)


def _help_option() -> click.Option:
    def show(ctx: click.Context, _option: click.Parameter, given: bool) -> None:
        if given and not ctx.resilient_parsing:
            console.say(ctx.get_help())
            raise click.exceptions.Exit(0)

    return flag(
        "-h", "--help", is_eager=True, expose_value=False, callback=show, help="Show this page"
    )


def _entry(option: click.Option) -> Entry:
    typed = ", ".join(option.opts)
    values = option.type.values() if isinstance(option.type, OneOf) else {}
    return Entry(f"{typed} {option.metavar or ''}".rstrip(), option.help or "", values)


def _unknown(
    word: str, kind: str, known: Sequence[str] | Mapping[str, object], ctx: click.Context
) -> Misuse:
    close = suggestion(word, known)
    hint = "" if close else f"`{ctx.command_path} --help` lists them."
    return Misuse(f"{word}: no such {kind}{close or '.'}", hint)


def _as_typed(name: str, typed: Sequence[str]) -> str:
    """The whole word: of `-yes`, click names only the first letter that it does not know."""
    if name.startswith("--"):
        return name
    words = (word for word in typed if word.startswith("-") and name[1:] in word)
    return next((word for word in words if not word.startswith("--")), name)
