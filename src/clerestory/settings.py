"""What the owner of a workspace may set, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from clerestory.errors import UsageError
from clerestory.kernel.text import nearest

LEAST_THRESHOLD = 10


@dataclass(frozen=True)
class Settings:
    """The settings of one workspace."""

    threshold: int = LEAST_THRESHOLD
    """Counts of people below it are not shown."""
    threshold_reason: str = ""
    """Needed to set the threshold below ten."""
    notice: str = ""
    """A sentence that every answer carries, for example that the records are made up."""


def read_settings(path: Path) -> Settings:
    """Read ``clerestory.toml``. Raises UsageError on what it does not know."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise UsageError(f"{path} is no TOML: {problem}", do="mend the line that is named") from None
    names = [field.name for field in fields(Settings)]
    for name in found:
        if name not in names:
            raise UsageError(f"{path} sets {name!r}", expected=f"one of {', '.join(names)}", do=f"try {', '.join(nearest(name, names))}")
    settings = Settings(**found)
    if not isinstance(settings.threshold, int) or settings.threshold < 1:
        raise UsageError(f"{path} sets threshold to {settings.threshold!r}", expected="a whole number of at least 1")
    if settings.threshold < LEAST_THRESHOLD and not settings.threshold_reason:
        raise UsageError(
            f"{path} sets threshold to {settings.threshold}",
            expected=f"at least {LEAST_THRESHOLD}, or a reason for less",
            do='add threshold_reason = "…"; it is shown with every result',
        )
    return settings
