"""Make .venv ready: `prepare.py app` for running, `dev` for working, `test` with a browser too.

Needs nothing but Python's standard library, and does only what has not been done already.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST_PYTHON = (3, 11)

# The files that decide what is installed; the last one names it.
DECIDED_BY = {
    "app": ("constraints.txt", "requirements.txt"),
    "dev": ("constraints.txt", "requirements.txt", "requirements-dev.txt"),
}
# Whoever has prepared for working has prepared for running as well.
COVERS = {"app": ("app",), "dev": ("app", "dev")}

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BUNDLED_BROWSER = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
NO_BROWSER = """No Chromium here, and it could not be installed. The browser tests need one.
Install it by hand, for instance one of
  sudo apt-get install chromium
  .venv/bin/python -m playwright install --with-deps chromium
and start again."""


def main(purpose: str) -> None:
    """Prepare for one purpose, in as few steps as this machine needs."""
    if sys.version_info < OLDEST_PYTHON:
        raise SystemExit(
            f"Python {sys.version.split()[0]} is too old: 3.11 or newer is needed. "
            "Name another one with make PYTHON=python3.12 ..."
        )
    make_environment()
    install("app" if purpose == "app" else "dev")
    if purpose == "test":
        make_sure_of_a_browser()


def make_environment() -> None:
    """Create .venv, or create it anew when its Python has gone."""
    if PYTHON.exists() and succeeds(PYTHON, "-m", "pip", "--version"):
        return
    say("Creating .venv ...")
    if not succeeds(sys.executable, "-m", "venv", "--clear", VENV):
        raise SystemExit(
            "Python could not create .venv. On Debian and Ubuntu its venv module is a package of "
            "its own: sudo apt-get install python3-venv"
        )


def install(purpose: str) -> None:
    """Install the pinned packages unless exactly these are there."""
    if stamp(purpose).exists() and stamp(purpose).read_text() == fingerprint(purpose):
        return
    name = DECIDED_BY[purpose][-1]
    say(f"Installing {name} (the first time this takes a minute or two) ...")
    must(PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", name)
    for covered in COVERS[purpose]:
        stamp(covered).write_text(fingerprint(covered))


def stamp(purpose: str) -> Path:
    """Tell where the fingerprint of what is installed is kept."""
    return VENV / f"installed-{purpose}.sha256"


def fingerprint(purpose: str) -> str:
    """Sum up the files that decide what is installed."""
    content = b"".join((ROOT / name).read_bytes() for name in DECIDED_BY[purpose])
    return hashlib.sha256(content).hexdigest()


def make_sure_of_a_browser() -> None:
    """Find Chromium, or install it in the way this machine allows."""
    if has_browser():
        return
    say("Installing Chromium for the browser tests ...")
    if is_root() and shutil.which("apt-get"):
        attempt("apt-get", "update")
        attempt("apt-get", "install", "-y", "--no-install-recommends", "chromium")
    if not has_browser():
        attempt(PYTHON, "-m", "playwright", "install", "chromium")
    if not has_browser():
        raise SystemExit(NO_BROWSER)


def has_browser() -> bool:
    """Tell whether the browser tests will find a Chromium."""
    if any(shutil.which(name) for name in BROWSERS):
        return True
    asked = subprocess.run(
        [PYTHON, "-c", BUNDLED_BROWSER], cwd=ROOT, capture_output=True, text=True, check=False
    )
    path = asked.stdout.strip()
    return bool(path) and Path(path).exists()


def is_root() -> bool:
    """Tell whether packages of the system may be installed."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def say(message: str) -> None:
    """Show what is being done while one waits."""
    print(message, flush=True)


def succeeds(*command: str | Path) -> bool:
    """Run a command in silence and tell whether it went well."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    return done.returncode == 0


def attempt(*command: str | Path) -> None:
    """Run a command that is allowed to fail, showing what it says."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False)


def must(*command: str | Path) -> None:
    """Run a command that everything after it depends on."""
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SystemExit(f"That failed: {' '.join(map(str, command))}")


if __name__ == "__main__":
    if sys.argv[1:] not in (["app"], ["dev"], ["test"]):
        raise SystemExit("Usage: python .ci/prepare.py app|dev|test")
    main(sys.argv[1])
