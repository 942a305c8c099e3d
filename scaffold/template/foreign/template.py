"""Somebody's template: what it asks, what it would run, and the files that answers make of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from scaffold.errors import Failure, Misuse, RejectedAnswers
from scaffold.template import accepting
from scaffold.template.foreign import questions
from scaffold.template.foreign.fetch import Source
from scaffold.template.foreign.questions import Answer, Answers, Question
from scaffold.template.foreign.run import NEVER, code_of, quietly, stdout_as_stderr
from scaffold.template.render import File

if TYPE_CHECKING:
    from copier._main import Worker
    from copier._template import Template as CopierTemplate

_NONE: Mapping[str, Answer] = MappingProxyType({})

# Ten times what the longest list of questions takes.
_MAX_QUESTIONS = 1_000_000


class Rendered(NamedTuple):
    """The files of a project, and its answers but the secret ones.

    `notes` is the file that keeps them; None where the template has none.
    """

    files: dict[str, File]
    answers: Answers
    notes: str | None


class Template:
    """A template at hand, at its newest release; `release` is None where git does not keep it."""

    def __init__(self, source: Source, worker: Worker, *, trusted: bool) -> None:
        self.source = source
        self.release = worker.template.commit
        self.names = [str(name) for name in worker.template.questions_data]
        self.trusted = trusted
        self._code = code_of(worker.template)
        self._worker = worker

    def require_questions(self) -> None:
        """Raise Misuse where it asks nothing."""
        if not self.names:
            raise Misuse(
                f"`{self.source.address}` asks nothing: its copier.yml has no questions.",
                "`copier copy` copies such files as they are.",
            )

    def require_trust(self, code: Sequence[str] = ()) -> None:
        """Raise Failure where it would run code and is not trusted; `code` names more of it."""
        named = [*self._code, *code]
        if named and not self.trusted:
            more = f" and {len(named) - 5} more" if len(named) > 5 else ""
            raise Failure(
                f"The template would run code on this machine: {', '.join(named[:5])}{more}.",
                "Read it first; --trust lets it run.",
            )

    @property
    def copiers(self) -> CopierTemplate:
        """The template as Copier has it."""
        return self._worker.template

    @property
    def runs_tasks(self) -> bool:
        """Whether something is to be run in a project when its files are there."""
        return self.trusted and bool(self._worker.template.tasks)

    def accept(
        self, raw: Mapping[str, object], directory: Path, known: Mapping[str, Answer] = _NONE
    ) -> Answers:
        """Given answers, beside `known` ones that are not looked at.

        Raises RejectedAnswers with the problems of all of them at once.
        """
        asked = (question for question, _ in self.each({**known, **raw}, directory))
        accepted = accepting.accept(asked, raw, self.names)
        # What does not apply now may, once somebody has answered another question.
        return {name: accepted.get(name, answer) for name, answer in raw.items()}

    def complete(self, given: Mapping[str, Answer], directory: Path) -> Answers:
        """The answers to every question that applies; raises RejectedAnswers where one is open."""
        answers = {question.name: answer for question, answer in self.each(given, directory)}
        missing = [name for name, answer in answers.items() if answer is None]
        if missing:
            raise RejectedAnswers(
                dict.fromkeys(missing, "has no default"), f"Give it with --set {missing[0]}=ANSWER."
            )
        return answers

    def each(
        self, given: Mapping[str, Answer], directory: Path
    ) -> Iterator[tuple[Question, Answer | None]]:
        """Every question that applies, with the given answer or the default, one after the other.

        A given answer that is none with those before it gives way to the default.
        """
        with quietly(self.source.env):
            self._begin(directory)
        for name in self.names:
            # Nothing is left set while somebody is asked.
            with quietly(self.source.env):
                step = self._step(name, given)
            if step:
                yield step

    def _begin(self, directory: Path) -> None:
        from copier._user_data import AnswersMap

        # Already to ask takes its extensions.
        self.require_trust()
        worker = self._worker
        worker.dst_path = directory
        # Copier keeps what it made of another directory.
        worker.__dict__.pop("subproject", None)
        worker.answers = AnswersMap(metadata=worker.template.metadata)
        worker.answers.external = worker._external_data()

    def _step(
        self, name: str, given: Mapping[str, Answer]
    ) -> tuple[Question, Answer | None] | None:
        """A question and its answer, which Copier then knows; None where it does not apply."""
        from copier._types import MISSING
        from copier._user_data import Question as CopierQuestion

        worker = self._worker
        asked = CopierQuestion(
            answers=worker.answers,
            context=worker._render_context(),
            jinja_env=worker.jinja_env,
            settings=worker.settings,
            var_name=name,
            **worker.template.questions_data[name],
        )
        if not asked.get_when():
            worker.answers.hide(name)
            if (computed := asked.get_default()) is not MISSING:
                worker.answers.user[name] = computed
            return None
        question = questions.read(asked)
        answer = question.default
        if name in given:
            with suppress(ValueError):
                answer = question.parse(given[name])
        elif answer is None and not question.is_open:
            return None
        worker.answers.user[name] = "" if answer is None else asked.parse_answer(answer)
        return question, answer

    def render(self, given: Mapping[str, Answer], directory: Path) -> Rendered:
        """The files of the project that is to be at `directory`, all made before one is written.

        Raises Failure where the template is broken, or would lead out of the project.
        """
        with TemporaryDirectory(prefix="create-ai-plugin-") as scratch:
            # Templates use the name of the directory.
            made = Path(scratch, directory.name)
            worker = self._copy(made, given, skip_tasks=True)
            files = read_back(made)
        if not files:
            raise Failure("The template makes no file with these answers.")
        with quietly(self.source.env):
            kept = worker._answers_to_remember()
            notes = worker.answers_relpath.as_posix()
        answers = {name: kept[name] for name in kept if not name.startswith("_")}
        return Rendered(files, answers, notes if notes in files else None)

    def run_tasks(self, answers: Mapping[str, Answer], directory: Path) -> None:
        """Run the template's tasks in a project whose files are there.

        What they print goes to standard error.
        """
        with stdout_as_stderr():
            self._copy(directory, answers, skip_tasks=False)

    def _copy(self, directory: Path, answers: Mapping[str, Answer], *, skip_tasks: bool) -> Worker:
        from copier import run_copy

        self.require_trust()
        with quietly(self.source.env):
            return run_copy(
                self.source.address,
                directory,
                data=dict(answers),
                exclude=NEVER,
                defaults=True,
                overwrite=True,
                quiet=True,
                unsafe=self.trusted,
                skip_tasks=skip_tasks,
            )

    def message(self, name: str, answers: Mapping[str, Answer], directory: Path) -> str:
        """What the template says `before_copy`, `after_copy` and so on; empty for nothing."""
        text = getattr(self._worker.template, f"message_{name}")
        if not text:
            return ""
        with quietly(self.source.env):
            self._begin(directory)
        if answers:
            self.complete(answers, directory)
        with quietly(self.source.env):
            return self._worker._render_string(text).strip()


@contextmanager
def opened(source: Source, *, trusted: bool) -> Iterator[Template]:
    """The template that was fetched. Raises Failure for one that is broken or may not be used."""
    from copier._main import Worker

    with quietly(source.env):
        worker = Worker(src_path=source.address, unsafe=trusted)
        try:
            root = worker.template.local_abspath
            _require_questions(root, source.address)
            template = Template(source, worker, trusted=trusted)
        except BaseException:
            worker._cleanup()
            raise
    try:
        yield template
    finally:
        with quietly(source.env):
            worker._cleanup()


def _require_questions(root: Path, address: str) -> None:
    files = [root / name for name in os.listdir(root) if name.lower() in _NAMES]  # noqa: PTH208
    if not files:
        raise Misuse(
            f"`{address}` is no template of Copier: it has no copier.yml.",
            "docs/templates.md tells how to make one.",
        )
    if any(file.stat().st_size > _MAX_QUESTIONS for file in files):
        raise Failure(
            f"The copier.yml of `{address}` is larger than 1 MB, so no list of questions."
        )


_NAMES = ("copier.yml", "copier.yaml")


def read_back(directory: Path) -> dict[str, File]:
    """The files below a directory, by their paths; links too, unless one leads out of it."""
    files: dict[str, File] = {}
    for folder, folders, names in os.walk(directory):
        for name in sorted([*names, *folders]):
            path = Path(folder, name)
            relative = path.relative_to(directory).as_posix()
            if path.is_symlink():
                require_inside(directory, relative)
                files[relative] = File(os.fsencode(path.readlink()), link=True)
            elif path.is_file():
                executable = bool(path.stat().st_mode & 0o100)
                files[relative] = File(path.read_bytes(), executable=executable)
    return files


def require_inside(directory: Path, path: str) -> None:
    """Raise Failure where a link of a template leads out of the project in `directory`."""
    if not (directory / path).resolve().is_relative_to(directory.resolve()):
        raise Failure(f"The template's link `{path}` leads out of the project.")
