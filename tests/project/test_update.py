"""Updates: an old project becomes what a new one is, and nothing of its user's is lost."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml
from answers import AUTH, DEFAULTS, FACTS
from old_projects import EARLIER, Old, append, commit, files_of, run, undo

from scaffold import git
from scaffold.errors import Failure, Misuse, RejectedAnswers
from scaffold.project import contents, kept_data, notes, update
from scaffold.template import questions, releases
from scaffold.template.questions import Answers

NEWEST = releases.newest()


def fresh(answers: Answers) -> dict[str, bytes]:
    drawn = contents.draw(questions.complete(answers, Path("project")), NEWEST)
    return {path: file.content for path, file in drawn.items()}


def kinds(planned: update.Update) -> dict[str, str]:
    return dict(planned.merged.changes)


@pytest.mark.parametrize("release", EARLIER)
def test_a_project_without_edits_becomes_a_fresh_one(old: Old, release: str) -> None:
    for kind in AUTH if release != "1.0.0" else ["none"]:
        answers = {**DEFAULTS, **AUTH[kind]}
        directory = old(release, answers, at=kind)
        run(directory)
        assert files_of(directory) == fresh(answers)


@pytest.mark.parametrize("kind", AUTH)
def test_the_auth_type_becomes_any_other(old: Old, kind: str) -> None:
    directory = old(NEWEST, {**DEFAULTS, **AUTH[kind]})
    before = files_of(directory)
    for other in AUTH:
        planned = run(directory, **AUTH[other])
        assert files_of(directory) == fresh({**DEFAULTS, **AUTH[other]})
        assert bool(planned.merged.changes) == (kind != other)
        undo(directory)
        assert files_of(directory) == before


@pytest.mark.parametrize("kind", AUTH)
def test_the_example_becomes_the_other(old: Old, kind: str) -> None:
    directory = old(NEWEST, {**DEFAULTS, **AUTH[kind]})
    run(directory, example="facts")
    rest = {name: DEFAULTS[name] for name in ("name_for_human", "name_for_model")}
    auth_type, scheme = AUTH[kind]["auth_type"], AUTH[kind].get("authorization_type", "bearer")
    provider = AUTH[kind].get("oauth_provider", "builtin")
    chosen = {"auth_type": auth_type, "authorization_type": scheme, "oauth_provider": provider}
    assert files_of(directory) == fresh({**rest, **chosen, "example": "facts"})


def test_what_the_user_did_stays(old: Old) -> None:
    directory = old()
    edits = {
        "README.md": "\nMy own words.\n",
        "plugin/todos.py": "\n# My own code.\n",
        ".gitignore": "mine/\n",
    }
    append(directory, edits)
    (directory / "plugin/mine.py").write_text("MINE = 1\n")
    (directory / "docs/ngrok.md").unlink()
    (directory / "tests/manifest.schema.json").unlink()
    (directory / "logo.png").write_bytes(b"my own picture")
    commit(directory)
    untracked = {".env": b"PORT=4000\n", "plugin.db": b"data", "mine/x": b"x"}
    (directory / "mine").mkdir()
    for path, content in untracked.items():
        (directory / path).write_bytes(content)

    planned = run(directory, name_for_human="Another name")

    assert [path for path, kind in kinds(planned).items() if kind == "conflict"] == []
    for path, text in edits.items():
        assert (directory / path).read_text().endswith(text)
    assert (directory / "plugin/mine.py").read_text() == "MINE = 1\n"
    assert (directory / "logo.png").read_bytes() == b"my own picture"
    assert not (directory / "docs/ngrok.md").exists()
    assert not (directory / "tests/manifest.schema.json").exists()
    assert {path: (directory / path).read_bytes() for path in untracked} == untracked
    # And the template's side came in.
    assert "Another name" in (directory / "README.md").read_text()
    assert (directory / ".vscode/settings.json").exists()
    assert yaml.safe_load((directory / ".copier-answers.yml").read_text())["_commit"] == NEWEST


def test_a_file_that_the_user_renamed_is_updated_where_it_is(old: Old) -> None:
    directory = old(NEWEST)
    git.run("mv", "ngrok.yml", "docs/tunnel.yml", cwd=directory)
    commit(directory)
    assert kinds(run(directory, port=4000))["docs/tunnel.yml"] == "changed"
    assert "4000" in (directory / "docs/tunnel.yml").read_text()
    assert not (directory / "ngrok.yml").exists()


def test_both_sides_of_a_conflict_are_there_and_all_of_it_can_be_undone(old: Old) -> None:
    directory = old(NEWEST)
    manifest = directory / ".well-known/ai-plugin.json"
    manifest.write_text(manifest.read_text().replace("Todo list", "My list"))
    (directory / "ngrok.yml").unlink()
    (directory / "ngrok.yml").mkdir()
    (directory / "ngrok.yml/mine").touch()
    commit(directory)
    before = files_of(directory)

    planned = run(directory, name_for_human="Another")

    assert kinds(planned)[".well-known/ai-plugin.json"] == "conflict"
    text = manifest.read_text()
    ours, theirs = text.index("<<<<<<< yours"), text.index(f">>>>>>> template-{NEWEST}")
    assert ours < text.index("My list") < text.index("Another") < theirs
    unmerged = git.run("diff", "--name-only", "--diff-filter=U", cwd=directory)
    assert unmerged == ".well-known/ai-plugin.json"
    undo(directory)
    assert files_of(directory) == before
    assert git.run("status", "--porcelain", cwd=directory) == ""


def test_a_file_that_the_template_gives_up_and_the_user_changed_is_a_conflict(old: Old) -> None:
    directory = old(NEWEST, {**DEFAULTS, **AUTH["user_http-bearer"]})
    append(directory, {"plugin/users.py": "# Mine.\n"})
    commit(directory)
    changes = kinds(run(directory, auth_type="none"))
    assert (changes["plugin/users.py"], changes["plugin/auth.py"]) == ("conflict", "deleted")
    assert (directory / "plugin/users.py").read_text().endswith("# Mine.\n")


def test_a_project_inside_a_larger_repository(old: Old, tmp_path: Path) -> None:
    directory = old(at="large/a b/plügin")
    shutil.rmtree(directory / ".git")
    (tmp_path / "large/other").write_text("theirs")
    commit(tmp_path / "large")
    (tmp_path / "large/other").write_text("under way")
    (tmp_path / "large/new").touch()
    append(directory, {"README.md": "Mine.\n"})
    git.run("commit", "--quiet", "--message", "Edit", "--", ".", cwd=directory)

    run(directory)

    assert (directory / ".vscode/settings.json").exists()
    assert (directory / "README.md").read_text().endswith("Mine.\n")
    assert (tmp_path / "large/other").read_text() == "under way"
    assert sorted(os.listdir(tmp_path / "large")) == [".git", "a b", "new", "other"]


def test_a_copied_project_is_updated(old: Old, tmp_path: Path) -> None:
    shutil.copytree(old(), tmp_path / "copy")
    assert kinds(run(tmp_path / "copy"))["README.md"] == "changed"


def test_what_is_not_committed_is_named(old: Old) -> None:
    directory = old()
    (directory / "README.md").write_text("changed")
    (directory / "new file").touch()
    with pytest.raises(Failure) as failure:
        run(directory)
    assert failure.value.sentence == "Not everything is committed: README.md, new file."
    assert failure.value.hint == (
        'Run there: git add --all . && git commit --message "Before the update" -- .'
    )


def test_a_project_without_git_is_told_what_to_do(old: Old) -> None:
    directory = old()
    shutil.rmtree(directory / ".git")
    with pytest.raises(Failure) as failure:
        update.read(notes.read(directory))
    assert failure.value.sentence == (
        f"`{directory}` is not committed to git, so an update could not keep your edits."
    )
    assert failure.value.hint.startswith("Run there: git init && git add --all . && git commit")
    git.run("init", "--quiet", cwd=directory)
    with pytest.raises(Failure, match="is not committed to git") as failure:
        update.read(notes.read(directory))
    assert failure.value.hint.startswith("Run there: git add --all . && git commit")


def test_any_other_directory_is_no_project(tmp_path: Path) -> None:
    for directory in (tmp_path, tmp_path / "none"):
        with pytest.raises(Misuse, match="is no project of create-ai-plugin"):
            update.read(notes.read(directory))


def test_what_git_looks_away_from_is_named_and_kept(old: Old) -> None:
    directory = old()
    git.run("update-index", "--assume-unchanged", "README.md", cwd=directory)
    (directory / "README.md").write_text("Mine.\n")
    with pytest.raises(Failure, match=r"^Git is told to look away from README\.md\.$"):
        run(directory)
    assert (directory / "README.md").read_text() == "Mine.\n"


def test_what_git_cannot_tell_is_not_taken_for_clean(old: Old) -> None:
    directory, other = old(), old(at="other")
    git.run(
        "-c", "protocol.file.allow=always", "submodule", "add", str(other), "sub", cwd=directory
    )
    commit(directory)
    (directory / ".git/modules/sub/HEAD").write_text("garbage")
    (directory / "README.md").write_text("Mine.\n")
    with pytest.raises(Failure, match="git status failed"):
        run(directory)
    assert (directory / "README.md").read_text() == "Mine.\n"


def test_an_edit_while_somebody_is_asked_is_kept(old: Old) -> None:
    directory = old()
    current = update.read(notes.read(directory))
    with update.workshop(current) as work:
        carried = update.carry_over(current, {}, work)
        planned = update.plan(current, carried.answers, work)
        (directory / "README.md").write_text("Mine.\n")
        with pytest.raises(Failure, match="Not everything is committed"):
            update.apply(planned)
    assert (directory / "README.md").read_text() == "Mine.\n"


def test_nothing_is_changed_where_a_link_leads_out_of_the_project(old: Old, tmp_path: Path) -> None:
    directory = old()
    (directory / ".gitignore").write_text(".vscode\n")
    commit(directory)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/settings.json").write_text("mine")
    (directory / ".vscode").symlink_to(tmp_path / "outside")
    with pytest.raises(Failure, match="is a link, and the update would change"):
        run(directory)
    assert (tmp_path / "outside/settings.json").read_text() == "mine"
    assert git.run("status", "--porcelain", cwd=directory) == ""


@pytest.mark.parametrize("other", ["link", "directory"])
def test_something_else_in_the_place_of_a_file_is_no_conflict(old: Old, other: str) -> None:
    directory = old()
    (directory / "plugin/todos.py").unlink()
    if other == "link":
        (directory / "plugin/todos.py").symlink_to("app.py")
    else:
        (directory / "plugin/todos.py").mkdir()
        (directory / "plugin/todos.py/mine").touch()
    commit(directory)
    with pytest.raises(Failure) as failure:
        run(directory)
    assert failure.value.sentence == (
        "`plugin/todos.py` is a file of the template, and something else of yours."
    )
    assert git.run("status", "--porcelain", cwd=directory) == ""


def test_a_merge_that_is_not_finished_is_not_committed(old: Old) -> None:
    directory = old(NEWEST)
    tunnel = directory / "ngrok.yml"
    tunnel.write_text(tunnel.read_text().replace("3333", "5555"))
    commit(directory)
    run(directory, port=4444)
    with pytest.raises(Failure) as failure:
        run(directory, port=4444)
    assert failure.value.sentence == "A merge is not finished: ngrok.yml."
    assert failure.value.hint == (
        f"Settle it and commit, or undo it: git -C {directory} "
        "restore --source=HEAD --staged --worktree ."
    )
    undo(directory)
    assert git.run("status", "--porcelain", cwd=directory) == ""


def test_names_of_any_bytes_are_followed(old: Old) -> None:
    directory = old("1.1.0")
    (directory / "README.md").rename(directory / os.fsdecode(b"caf\xe9.md"))
    commit(directory)
    run(directory)
    assert b"ai-plugin update" in (directory / os.fsdecode(b"caf\xe9.md")).read_bytes()


@pytest.mark.parametrize(
    "setting",
    [
        "safe.bareRepository=explicit",
        "protocol.allow=never",
        "core.attributesFile=~/attributes",
        "core.hooksPath=~/hooks",
        "diff.noprefix=true",
        "core.autocrlf=input",
    ],
)
def test_settings_of_the_user_do_not_matter(old: Old, home: Path, setting: str) -> None:
    (home / "attributes").write_text("* text=auto eol=crlf\n")
    (home / "hooks").mkdir()
    (home / "hooks/reference-transaction").write_text("#!/bin/sh\nexit 1\n")
    (home / "hooks/reference-transaction").chmod(0o755)
    directory = old()
    git.run("config", "--global", *setting.split("="), cwd=directory)
    planned = run(directory)
    assert [path for path, kind in kinds(planned).items() if kind == "conflict"] == []
    assert kinds(planned)[".vscode/settings.json"] == "new"


def test_a_choice_that_is_none_any_more_has_its_default(old: Old) -> None:
    directory = old()
    note(directory, auth_type="open")
    current = update.read(notes.read(directory))
    with update.workshop(current) as work:
        carried = update.carry_over(current, {}, work)
    assert carried.problems == {"auth_type": "must be none or service_http or user_http or oauth"}
    assert carried.answers["auth_type"] == "none"


@pytest.mark.parametrize("name", [".vscode", ".vscode/settings.json"])
def test_a_file_of_the_user_in_the_way_stays_and_nothing_else_changes(old: Old, name: str) -> None:
    directory = old()
    (directory / ".gitignore").write_text(".vscode\n")
    commit(directory)
    (directory / name).parent.mkdir(exist_ok=True)
    (directory / name).write_text("mine")
    before = files_of(directory)
    with pytest.raises(Failure, match="git apply failed"):
        run(directory)
    assert files_of(directory) == before
    assert (directory / name).read_text() == "mine"
    assert git.run("status", "--porcelain", cwd=directory) == ""


SOURCES = [
    "https://evil.example/template.git",
    "git+ssh://evil.example/x",
    "/opt/evil",
    "~/evil.bundle",
    f"{releases.SOURCE}/../evil.bundle",
    "--upload-pack=evil",
    "\x1b[31mred",
    "null",
]


@pytest.mark.parametrize("source", SOURCES)
def test_no_other_template_is_taken_for_ours(old: Old, source: str) -> None:
    directory = old()
    note(directory, _src_path=source)
    noted = notes.read(directory)
    assert (noted.is_ours, noted.source) == (False, source)


@pytest.mark.parametrize(
    ("release", "sentence"),
    [
        ("HEAD", ".copier-answers.yml: `_commit` is HEAD, no release of the template."),
        ("--all", ".copier-answers.yml: `_commit` is --all, no release of the template."),
        ("1.0.0~0", ".copier-answers.yml: `_commit` is 1.0.0~0, no release of the template."),
        ("99.0.0", f"The project is of template 99.0.0, this create-ai-plugin has {NEWEST}."),
    ],
)
def test_no_other_release_is_compared_with(old: Old, release: str, sentence: str) -> None:
    directory = old()
    note(directory, _commit=release)
    with pytest.raises(Failure) as failure:
        update.read(notes.read(directory))
    assert failure.value.sentence == sentence


def test_notes_that_nest_without_end_take_no_time(old: Old) -> None:
    directory = old()
    levels = [f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]" for n in range(1, 30)]
    nested = "\n".join(["x0: &x0 [lol]", *levels, "_src_path: *x29"])
    (directory / ".copier-answers.yml").write_text(nested)
    commit(directory)
    with pytest.raises(Misuse, match="is nested too deeply, or repeats itself too often"):
        update.read(notes.read(directory))


def test_the_bundle_may_be_named_by_its_whole_path(old: Old) -> None:
    directory = old()
    note(directory, _src_path=str(Path(releases.SOURCE).expanduser()))
    run(directory)
    assert f"_src_path: {releases.SOURCE}\n" in (directory / ".copier-answers.yml").read_text()


def test_answers_that_are_no_answers_are_told(old: Old) -> None:
    directory = old()
    note(directory, port=[1, 2], name_for_human={"a": 1})
    with pytest.raises(RejectedAnswers) as rejected:
        update.read(notes.read(directory))
    assert rejected.value.problems == {
        "port": "must be one text or number, and no longer than any rule allows",
        "name_for_human": "must be one text or number, and no longer than any rule allows",
    }


def test_an_old_answer_that_breaks_a_rule_is_to_be_asked(old: Old) -> None:
    directory = old(answers={**DEFAULTS, "name_for_human": "A name that is far too long"})
    current = update.read(notes.read(directory))
    with update.workshop(current) as work:
        carried = update.carry_over(current, {}, work)
        fixed = update.carry_over(current, {"name_for_human": "Short"}, work)
    assert carried.problems == {"name_for_human": "27 characters, at most 20"}
    # The first release had one auth type, and no other example.
    asked = ["example", "name_for_human", "auth_type"]
    assert [question.name for question in carried.asked] == asked
    assert carried.answers["name_for_human"] == "A name that is far too long"
    assert fixed.problems == {}


def test_an_answer_that_was_taken_out_of_the_file_is_its_default(old: Old) -> None:
    directory = old()
    note(directory, port=None, legal_info_url=None)
    run(directory)
    assert files_of(directory) == fresh(DEFAULTS)


def test_what_was_left_at_its_default_follows_a_change(old: Old) -> None:
    directory = old(NEWEST, {**DEFAULTS, "description_for_model": "My own."})
    answers = run(directory, port=4000, description_for_human="New.").answers
    assert answers["legal_info_url"] == "http://localhost:4000/legal"
    assert answers["description_for_model"] == "My own."


def test_what_is_not_asked_cannot_be_set(old: Old) -> None:
    with pytest.raises(RejectedAnswers) as rejected:
        run(old(), authorization_type="basic")
    assert rejected.value.problems == {"authorization_type": "is not asked with these answers"}


def test_new_secrets_are_named(old: Old) -> None:
    directory = old(NEWEST)
    assert run(directory, auth_type="service_http").secrets == ["PLUGIN_API_KEY"]
    assert not (directory / ".env").exists()


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("none", "oauth", "belong to nobody yet. They stay"),
        ("user_http-basic", "none", "whoever may call the plugin will see and delete all of them"),
        ("oauth", "user_http-bearer", "what users signed in with cannot be carried over"),
        ("oauth", "external", "belong to users of another kind"),
        ("none", "service_http-basic", ""),
        ("external", "external", ""),
    ],
)
def test_what_becomes_of_data_is_told(before: str, after: str, sentence: str) -> None:
    text = kept_data.consequence(
        {**DEFAULTS, **AUTH[before]}, {**DEFAULTS, **AUTH[after]}, "python"
    )
    assert sentence in text
    assert bool(sentence) == bool(text)


def test_a_database_stays_out_of_git_when_an_update_is_undone(old: Old) -> None:
    directory = old(NEWEST, FACTS)
    run(directory, auth_type="oauth")
    (directory / "plugin.db").touch()
    undo(directory)
    assert git.run("status", "--porcelain", cwd=directory) == ""


def test_the_changelog_tells_what_lies_between() -> None:
    told = update.news(EARLIER[0], NEWEST)
    assert [release for release, _ in told] == [*EARLIER[1:], NEWEST][::-1]
    assert update.news(NEWEST, NEWEST) == []


def note(directory: Path, **notes: object) -> None:
    """Write somebody else's words into the answers file; None takes one out."""
    file = directory / ".copier-answers.yml"
    noted = {**yaml.safe_load(file.read_text()), **notes}
    kept = {name: value for name, value in noted.items() if value is not None}
    file.write_text(yaml.safe_dump(kept, allow_unicode=True))
    commit(directory)
