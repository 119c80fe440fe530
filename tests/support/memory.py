"""Where the tests' files lie: in memory where there is room.

Each test commits a dozen times, and each commit waits until the disk has it. What no test cuts is the power, so
nothing that a test could see is given up; a killed server finds what it wrote.
"""

import os
import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108  # the folders made in it are private ones with names of their own
#: What a run may need at once: two workers' databases, a PostgreSQL cluster, its binaries.
_ROOM = 4 << 30


def temporary_root() -> str | None:
    """The folder for temporary folders; None for the system's own."""
    if "PYTEST_DEBUG_TEMPROOT" in os.environ:
        return os.environ["PYTEST_DEBUG_TEMPROOT"]
    if not os.access(_MEMORY, os.W_OK) or os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC:
        return None  # tests make environments and run what is in them
    return str(_MEMORY) if shutil.disk_usage(_MEMORY).free > _ROOM else None
