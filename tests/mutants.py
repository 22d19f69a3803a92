"""Plant small faults in modules and count how many the tests notice.

`make mutants` takes the modules changed since `BASE` (origin/main if not given), or those named in
`MODULES`. It works in a copy under build/, takes minutes a module, and is no part of the gate.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / "build" / "mutants"
LEAST_NOTICED = 0.95
NOTICED = {"killed", "timeout", "suspicious", "caught by type check"}
BESIDE = ("data", "pages", "static", "docs", ".streamlit", ".ci", "deploy", "app.py")


def main() -> None:
    modules = named_modules() or changed_modules()
    if not modules:
        raise SystemExit("No module under strategy/ has changed: name some with MODULES='...'.")
    copy_the_tree()
    settings = COPY / "pyproject.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + settings_for(modules))
    mutmut("run", "--max-children", os.environ.get("WORKERS", "2"))
    by_module = outcomes()
    for module, counted in sorted(by_module.items()):
        print(f"{module:60} {noticed(counted):4} of {counted.total():4} noticed")
    together = sum(by_module.values(), Counter[str]())
    share = noticed(together) / together.total()
    print(f"{noticed(together)} of {together.total()} faults were noticed: {share:.1%}")
    if share < LEAST_NOTICED:
        raise SystemExit("Too few. See each with: cd build/mutants && python -m mutmut browse")


def named_modules() -> list[str]:
    return os.environ.get("MODULES", "").split()


def changed_modules() -> list[str]:
    base = os.environ.get("BASE") or "origin/main"
    listed = git("diff", "--name-only", "--diff-filter=d", base, "--", "strategy/**/*.py")
    return [name for name in listed.splitlines() if not name.endswith("__init__.py")]


def copy_the_tree() -> None:
    shutil.rmtree(COPY, ignore_errors=True)
    for name in git("ls-files", "--cached", "--others", "--exclude-standard").splitlines():
        if (ROOT / name).is_file():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, COPY / name)


def settings_for(modules: list[str]) -> str:
    folders = sorted({tests_of(Path(module)) for module in modules})
    return f"""
[tool.mutmut]
source_paths = ["strategy"]
only_mutate = {modules}
also_copy = {[*BESIDE]}
pytest_add_cli_args = ["-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not browser"]
pytest_add_cli_args_test_selection = {folders}
"""


def tests_of(module: Path) -> str:
    """The tests of a module lie in the folder of the same name, or its job's."""
    layer, *jobs = module.parts[1:-1] or ("architecture",)
    folders = [Path("tests", layer, *jobs), Path("tests", layer)]
    return next(str(folder) for folder in folders if (ROOT / folder).is_dir())


def outcomes() -> dict[str, Counter[str]]:
    told = mutmut("results", "--all", "true")
    found: dict[str, Counter[str]] = {}
    for line in told.splitlines():
        name, _, outcome = line.strip().partition(": ")
        module = name.rpartition(".")[0]
        if module.startswith("strategy.") and outcome != "not checked":
            found.setdefault(module, Counter())[outcome] += 1
    return found


def noticed(counted: Counter[str]) -> int:
    return sum(counted[outcome] for outcome in NOTICED)


def mutmut(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *words],
        cwd=COPY,
        check=False,
        text=True,
        stdout=subprocess.PIPE,
    )
    return done.stdout


def git(*words: str) -> str:
    found = shutil.which("git") or "git"
    return subprocess.check_output([found, *words], cwd=ROOT, text=True)


if __name__ == "__main__":
    main()
