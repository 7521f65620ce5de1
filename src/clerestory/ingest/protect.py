"""Nothing personal passes this line: what may be kept of one cell, and keyed stand-ins for the rest.

Works on distinct texts, so it is cheap; keeps nothing of what it turns away.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clerestory.ingest.keyed import stand_ins, uuid_stand_ins
from clerestory.ingest.screening import Screen, institutional, landmark, link, organisation
from clerestory.kernel.text import squeeze
from clerestory.schema.table import Column, Protection

TOKEN_BYTES = 8


@dataclass(frozen=True)
class Guard:
    """The rules and the key with which one workspace protects what comes in."""

    screen: Screen
    key: bytes

    def text_rule(self, column: Column) -> Callable[[str], str]:
        """What is done to a text of a column before it may be stored."""
        rules: dict[Protection, Callable[[str], str]] = {
            Protection.PUBLIC: institutional,
            Protection.ORGANISATION: organisation,
            Protection.SCREENED: self.screen.text,
            Protection.PLACE: lambda text: landmark(text, self.screen.text),
            Protection.LINK: link,
        }
        rule = rules[column.protection]
        if not column.values:
            return rule
        known = {squeeze(value).casefold() for value in column.values}
        return lambda text: text if squeeze(text).casefold() in known else rule(text)

    def tokens(self, publisher: str, pairs: Iterable[tuple[str, str]]) -> list[str]:
        """Stand-ins for persons of institutions, of (scope, name) each.

        The same name gives the same token within one publisher and scope only: each scope has a key of its own, derived from the
        workspace's.
        """
        keys: dict[str, bytes] = {}
        made = []
        for scope, name in pairs:
            key = keys.get(scope)
            if key is None:
                message = "\x00".join(("token:v1", publisher, squeeze(scope)))
                key = keys[scope] = hmac.new(self.key, message.encode(), hashlib.sha256).digest()
            text = squeeze(name).casefold().encode()
            made.append(hashlib.blake2b(text, digest_size=TOKEN_BYTES, key=key).hexdigest())
        return made

    def join_keys(self, ids: pa.Array) -> pa.Array:
        """Keyed 64-bit stand-ins for published ids of events; null stays null."""
        return stand_ins(ids, self._join_key())

    def uuid_keys(self, ids: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """The same for those of the ids that have the form of a UUID, and which ones those are."""
        return uuid_stand_ins(ids, self._join_key())

    def _join_key(self) -> bytes:
        return hmac.new(self.key, b"join:v1", hashlib.sha256).digest()
