"""JupyterLab in a headless browser: a server and a page, both on this machine only."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

import nbformat

from tests.shells import TIMEOUT, environment

ARTEFACTS = Path(__file__).parents[1] / "artefacts"
HOST = "127.0.0.1"
PATIENCE = 60_000  # milliseconds; only a hang takes that long
TOKEN = "for-this-test-only"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",
]
OPTIONS = [
    "--no-browser",
    "--allow-root",
    f"--ServerApp.ip={HOST}",
    f"--IdentityProvider.token={TOKEN}",
    "--ServerApp.port_retries=0",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
]
SETTINGS = {
    "apputils-extension/themes": {"theme": ""},
    # Cells out of sight are there, too.
    "notebook-extension/tracker": {"autoStartDefaultKernel": True, "windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


def missing() -> str | None:
    """Return why there can be no such test here, or None."""
    for package in ("playwright", "jupyterlab"):
        if find_spec(package) is None:
            return f"{package} is not installed (the extra `e2e` has it)"
    return None if executable() else "chromium is not installed (apt-get install chromium)"


def executable() -> str | None:
    """Return the path of the system's Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def notebook(folder: Path, name: str, cells: list[str]) -> Path:
    """Save a notebook of code cells."""
    built = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    built.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    path = folder / name
    nbformat.write(built, path)
    return path


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """Start JupyterLab on a folder."""
    address = f"http://{HOST}:{_free_port()}"
    wanted = environment(folder) | {
        "JUPYTER_CONFIG_DIR": str(folder / ".jupyter" / "config"),
        "JUPYTER_DATA_DIR": str(folder / ".jupyter" / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / ".workspaces"),
    }
    log = folder / ".lab.log"
    with log.open("w") as written:
        running = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", *OPTIONS),
                f"--ServerApp.port={urlsplit(address).port}",
            ],
            cwd=folder,
            env=wanted,
            stdout=written,
            stderr=written,
        )
        try:
            _wait_for(f"{address}/api/status?token={TOKEN}", running, log)
            yield Server(address, folder)
        finally:
            running.terminate()
            running.wait(TIMEOUT)


class Server(NamedTuple):
    """A running JupyterLab: where it listens, and the folder that it shows."""

    address: str
    folder: Path

    def choose(self, theme: str) -> None:
        """Let pages that are opened from now on have a theme."""
        for name, value in SETTINGS.items():
            file = self.folder / ".settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps({"theme": theme} if "theme" in value else value))


class Lab:
    """A notebook in JupyterLab, as somebody sees it."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def cell(self, number: int) -> Any:
        """Return the cell at a position, from 0."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(number)

    def output(self, number: int) -> Any:
        """Return the output area of a cell."""
        return self.cell(number).locator(".jp-OutputArea").first

    def begin(self, number: int) -> None:
        """Run a cell, and do not wait for it."""
        self.cell(number).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")

    def run(self, number: int) -> Any:
        """Run a cell that did not run before, wait until it is done, and return its output area."""
        self.begin(number)
        self.wait_for(number)
        return self.output(number)

    def wait_for(self, number: int) -> None:
        """Wait until a cell is done."""
        prompt = self.cell(number).locator(".jp-InputPrompt")
        prompt.filter(has_text=re.compile(r"\[\d+\]")).wait_for()

    def interrupt(self) -> None:
        """Stop what runs, as the stop button does."""
        self.page.locator("[data-command='notebook:interrupt-kernel']").first.click()

    def menu(self, *names: str) -> None:
        """Choose an entry of the menu."""
        for name in names:
            self.page.get_by_role("menuitem", name=name, exact=True).click()

    def shoot(self, what: Any, name: str) -> Path:
        """Keep a screenshot."""
        ARTEFACTS.mkdir(exist_ok=True)
        path = ARTEFACTS / f"{name}.png"
        self.page.mouse.move(0, 0)
        what.screenshot(path=path)
        return path


@contextmanager
def browser() -> Iterator[Any]:
    """Start the system's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


@contextmanager
def opened(chromium: Any, server: Server, path: str, theme: str) -> Iterator[Lab]:
    """Open a notebook, and wait until its kernel is ready."""
    server.choose(theme)
    page = chromium.new_page(viewport={"width": 1100, "height": 1100})
    page.set_default_timeout(PATIENCE)
    page.route("**/*", _only_this_machine)
    try:
        # In a workspace of its own: another one would open its last notebooks, too.
        page.goto(f"{server.address}/lab/workspaces/{uuid4().hex}/tree/{path}?token={TOKEN}")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        _until_connected(page, server.address, path)
        yield Lab(page)
    except Exception:
        ARTEFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTEFACTS / "failure.png")
        raise
    finally:
        page.close()


def _until_connected(page: Any, address: str, path: str) -> None:
    """Wait for the kernel: a cell that is run before would start another one."""
    for _ in range(PATIENCE // 250):
        if _is_connected(f"{address}/api/sessions?token={TOKEN}", path):
            page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for()
            return
        page.wait_for_timeout(250)
    raise AssertionError("no kernel")


def _is_connected(url: str, path: str) -> bool:
    """Tell whether the page is connected to the kernel of a notebook."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            sessions = json.load(answer)
    except urllib.error.HTTPError:  # the server cannot tell while a kernel is starting
        return False
    kernels = [each["kernel"] for each in sessions if each["path"] == path]
    return [kernel["connections"] > 0 for kernel in kernels] == [True]


def _only_this_machine(route: Any) -> None:
    if urlsplit(route.request.url).hostname in (HOST, None):
        route.continue_()
    else:
        route.abort()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str, running: Any, log: Path) -> None:
    for _ in range(TIMEOUT * 4):
        assert running.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.25)
    raise AssertionError(log.read_text())
