# SPDX-License-Identifier: Apache-2.0
"""How does a process shut itself in before it touches hostile bytes?

Walls, each of which holds alone: resource limits; empty network, IPC and user namespaces; a
read-only view of program and font folders (Landlock); a short list of system calls (seccomp).
Where neither namespaces nor seccomp are to be had, the number of open files is frozen instead, so
that no socket – and no file – can be opened any more; characters outside embedded fonts are then
drawn with the renderer's own font.
"""

import ctypes
import os
import resource
import sys
from collections.abc import Collection
from typing import Any

from madoguchi.platform.files.sanitising.limits import Limits
from madoguchi.platform.files.sanitising.system_calls import install_filter

NAMESPACES, LANDLOCK, SECCOMP, FROZEN = "namespaces", "landlock", "seccomp", "frozen"
ALL_WALLS = frozenset({NAMESPACES, LANDLOCK, SECCOMP})
_NEW_USER, _NEW_IPC, _NEW_NET = 0x10000000, 0x08000000, 0x40000000
_NO_NEW_PRIVILEGES, _SET_DUMPABLE = 38, 4
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ = 4 | 8
_HANDLED = (1 << 13) - 1
_SYSTEM_FOLDERS = ("/usr", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/dev/null",
                   "/dev/urandom", "/proc/self/status")  # fmt: skip


def shut_in(limits: Limits, *, walls: Collection[str] = ALL_WALLS) -> tuple[str, ...]:
    """Raise every wall that this machine has, for good; returns the names of those that stand.

    ``walls``: try only these (tests take one away to see the others hold).
    """
    libc = ctypes.CDLL(None, use_errno=True)
    _limit_resources(limits)
    libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    standing = ["limits"]
    if NAMESPACES in walls and _leave_network(libc):
        standing.append(NAMESPACES)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if LANDLOCK in walls and _see_programs_only(libc):
        standing.append(LANDLOCK)
    if SECCOMP in walls and install_filter(libc):
        standing.append(SECCOMP)
    if not {NAMESPACES, SECCOMP} & set(standing):
        _freeze_descriptors()
        standing.append(FROZEN)
    sys.addaudithook(_refuse_events)
    return tuple(standing)


def _limit_resources(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(kind, (most, most))


def _leave_network(libc: Any) -> bool:
    """A network without any interface; as an ordinary user by way of a user namespace."""
    if os.geteuid() == 0 and libc.unshare(_NEW_NET | _NEW_IPC) == 0:
        return True
    return bool(libc.unshare(_NEW_USER | _NEW_NET | _NEW_IPC) == 0)


def _see_programs_only(libc: Any) -> bool:
    """Landlock: read programs, libraries and fonts; nothing else, and write nowhere."""
    handled = ctypes.c_uint64(_HANDLED)
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(8), 0)
    if ruleset < 0:
        return False
    try:
        for folder in {*_SYSTEM_FOLDERS, *filter(os.path.isabs, sys.path), sys.base_prefix}:
            _allow_reading(libc, ruleset, folder)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow_reading(libc: Any, ruleset: int, folder: str) -> None:
    try:
        place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    rights = _READ if os.path.isdir(folder) else 4  # noqa: PTH112 - pathlib is not loaded here
    rule = rights.to_bytes(8, sys.byteorder) + place.to_bytes(4, sys.byteorder)
    libc.syscall(_ADD_RULE, ruleset, 1, ctypes.c_char_p(rule), 0)
    os.close(place)


def _freeze_descriptors() -> None:
    """Input, output and errors are open; nothing else can be opened from now on."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


_REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.spawn", "os.posix_spawn",
            "os.system", "os.remove", "os.rename", "os.mkdir", "os.kill", "shutil.", "urllib.",
            "ftplib.", "http.", "smtplib.")  # fmt: skip


def _refuse_events(event: str, _arguments: tuple[Any, ...]) -> None:
    """The last wall, in the interpreter itself: for a slip of our own, not for an intruder."""
    if event.startswith(_REFUSED):
        raise PermissionError(event)
