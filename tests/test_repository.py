"""What holds of the files of the repository, whatever the database and the framework."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {".git", ".venv", "data", "htmlcov", "node_modules", "__pycache__"}
LOCKS = ["requirements.txt", "requirements-dev.txt"]


def files() -> Iterator[Path]:
    """Yield the files of the repository, without what tools and registers leave beside them."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(
            name for name in folders if name not in NOT_OURS and not name.endswith(("_cache", ".hypothesis"))
        )
        yield from (Path(folder, name) for name in sorted(names) if name != ".env")


def text_of(path: Path) -> str:
    """Read a file; a file that is no text has none."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def sources() -> Iterator[Path]:
    """Yield the Python modules that are not tests."""
    return (path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] != "tests")


def locked(name: str) -> dict[str, str]:
    """Read a lock as requirement → its whole entry, hashes included."""
    lines = "".join(
        line for line in text_of(ROOT / name).splitlines(keepends=True) if not line.lstrip().startswith("#")
    )
    entries = re.split(r"\n(?=\S)", lines.strip())
    return {entry.split("==")[0]: entry.split("\\")[0].strip() + "\n" + entry for entry in entries}


def asked_for(names: list[str]) -> set[str]:
    """Reduce requirements of pyproject.toml to the names of packages."""
    return {re.split(r"[^A-Za-z0-9._-]", name)[0].lower() for name in names}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_one_version_and_hashes(lock: str) -> None:
    entries = locked(lock)

    assert len(entries) > 10
    assert [name for name, entry in entries.items() if "==" not in entry or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_machine(lock: str) -> None:
    text = text_of(ROOT / lock)

    assert re.findall(r"\w+://|index-url|find-links|trusted-host| @ |/tmp|/home|/root", text) == []


def test_the_tests_run_with_the_versions_of_an_office() -> None:
    runtime, everything = locked("requirements.txt"), locked("requirements-dev.txt")

    assert {name: everything.get(name, "").split("\n")[0] for name in runtime} == {
        name: entry.split("\n")[0] for name, entry in runtime.items()
    }


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))

    runtime = asked_for(project["project"]["dependencies"])
    dev = asked_for(project["dependency-groups"]["dev"])

    assert runtime <= locked("requirements.txt").keys()
    assert runtime | dev <= locked("requirements-dev.txt").keys()


def test_every_dependency_says_what_it_is_for() -> None:
    listed = re.findall(r"(?m)^    \"[a-z][^\"]*\",(.*)$", text_of(ROOT / "pyproject.toml").split("[tool.ruff]")[0])

    assert len(listed) > 20
    assert [comment for comment in listed if not re.match(r"\s+# \w", comment)] == []


def names_read_by_settings() -> set[str]:
    """Collect the environment names that the readers of orgregs/settings.py are called with."""
    names = set()
    for node in ast.walk(ast.parse(text_of(ROOT / "orgregs/settings.py"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("env_")):
            continue
        match node.args:
            case [ast.Constant(value=str(name)), *_]:
                names.add(name)
                if node.func.id == "env_secret":
                    names.add(f"{name}_FILE")
    return names


def test_env_example_lists_every_name_that_the_settings_read() -> None:
    listed = re.findall(r"(?m)^(?:# )?([A-Z][A-Z0-9_]+)=", text_of(ROOT / ".env.example"))

    assert sorted(listed) == sorted(names_read_by_settings())


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        path.relative_to(ROOT).as_posix() for path in sources() if re.search(r"\bos\.(environ|getenv)\b", text_of(path))
    }

    assert readers <= {"manage.py", "orgregs/settings.py", "orgregs/wsgi.py"}


def test_the_copied_example_is_a_training_register() -> None:
    assert "\nORGREGS_TRAINING=1\n" in text_of(ROOT / ".env.example")


def test_the_commands_of_the_readme_exist() -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", text_of(ROOT / "Makefile")))

    assert {"run", "test", "lint", "lock", "clean"} <= targets
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_no_file_names_a_folder_of_a_machine() -> None:
    # Split, so that this file does not find itself.
    folder = re.compile("/(?:ro" + "ot|wo" + "rk|ho" + r"me/\w+)/")

    assert [path.relative_to(ROOT).as_posix() for path in files() if folder.search(text_of(path))] == []


def test_nothing_of_third_parties_is_copied_in() -> None:
    copies = re.compile(r"\.(min\.(js|css)|map|woff2?|ttf|otf|eot)$")

    assert [path.relative_to(ROOT).as_posix() for path in files() if copies.search(path.name)] == []
