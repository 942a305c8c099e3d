"""What can go wrong, each as a sentence for the user and an exit code."""

from collections.abc import Mapping


class Failure(Exception):  # noqa: N818
    """It could not be done: a sentence says what and where, a hint what to do."""

    exit_code = 1

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class Misuse(Failure):
    """The command was called in a way that cannot work."""

    exit_code = 2


class RejectedAnswers(Misuse):
    """Answers that break the rules: `problems` maps a question's name to a sentence."""

    def __init__(self, problems: Mapping[str, str], hint: str = "") -> None:
        super().__init__("\n".join(f"{name}: {why}" for name, why in problems.items()), hint)
        self.problems = dict(problems)


class MissingAnswers(RejectedAnswers):
    """Answers that nobody can be asked for: `names` maps a question's name to what to type."""

    def __init__(self, names: Mapping[str, str], hint: str) -> None:
        super().__init__(dict.fromkeys(names, "is missing"), hint)
        self.sentence = f"Missing: {', '.join(names.values())}."
