"""What is made once and then kept, by whichever thread asks first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, TypeVar

Check = Callable[[], None]
"""Raises TookTooLong when the question was stopped."""
Made = TypeVar("Made")
WAIT = 0.05
"""Seconds after which whoever waits for another looks whether its own question was stopped."""

if TYPE_CHECKING:
    from functools import cached_property

    found_once = cached_property
else:

    class found_once:  # noqa: N801
        """``functools.cached_property`` without its lock, of which up to Python 3.11 all objects of a class share one: only one thread could work."""

        def __init__(self, make: Callable[[Any], Any]) -> None:
            self._make, self._name, self.__doc__ = make, make.__name__, make.__doc__

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            if instance is None:
                return self
            # what another thread found meanwhile is as good
            return instance.__dict__.setdefault(self._name, self._make(instance))


def unchecked() -> None:
    """No question that could be stopped."""


class _Slot:
    def __init__(self) -> None:
        self.lock = RLock()
        self.made: list[Any] = []


class Once:
    """Things by their keys. Whoever asks for one that another thread makes waits for that one alone, and no longer than the own question may take."""

    def __init__(self, most: int = 0) -> None:
        """``most``: so many are kept, the one asked longest ago goes first; 0: all."""
        self._most = most
        self._slots: OrderedDict[Hashable, _Slot] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Made], check: Check = unchecked) -> Made:
        """What was made under a key; made now when it was not. What raises is made again by the next who asks."""
        with self._lock:
            slot = self._slots.get(key)
            if slot is None:
                slot = self._slots[key] = _Slot()
                if self._most and len(self._slots) > self._most:
                    self._slots.popitem(last=False)
            elif self._most:
                self._slots.move_to_end(key)
        if not slot.made:
            while not slot.lock.acquire(timeout=WAIT):
                check()
            try:
                if not slot.made:
                    slot.made.append(make())
            finally:
                slot.lock.release()
        made: Made = slot.made[0]
        return made

    def keep_only(self, wanted: Callable[[Any], bool]) -> None:
        """Let go of all keys but some."""
        with self._lock:
            for key in [key for key in self._slots if not wanted(key)]:
                del self._slots[key]
