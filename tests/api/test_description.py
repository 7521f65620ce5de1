"""The description of the API is true: what it says can be asked is answered as it says, and nothing that is asked breaks the server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from litestar.testing import TestClient
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from clerestory.api import uploads
from clerestory.api.description import document
from clerestory.api.exports import ENDINGS
from clerestory.api.resources import QUESTIONS, VERBS
from tests.api.serving import served

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_every_path_is_described() -> None:
    paths = document()["paths"]
    sent = {
        (re.sub(r":\w+", "", path), method.lower()) for each in uploads.HANDLERS for path in each.paths for method in each.http_methods
    } - {("/uploads/{upload}", "get")} | {("/uploads/{upload}.json", "get")}
    assert {(path, method) for path in paths for method in paths[path] if path.startswith(COMING) and method != "parameters"} == {
        (path, method) for path, method in sent if method != "options"
    }
    described = {path.rpartition(".")[0] for path in paths if path.endswith(".json") and not path.startswith(COMING)}
    assert described == set(QUESTIONS)
    assert {f"/tables/{{table}}.{ending}" for ending in ENDINGS} < set(document()["paths"])
    assert len(VERBS) == 10


def test_it_is_served(client: TestClient[Any]) -> None:
    assert client.get("/openapi.json").json() == document()
    assert document()["openapi"] == "3.1.0"


@pytest.mark.slow
def test_nothing_that_is_asked_breaks_the_server(held: Path) -> None:
    with served(held) as url:
        schema = schemathesis.openapi.from_dict(document())
        schema.config.update(base_url=url)
        for found in schema.get_all_operations():
            operation = found.ok()
            if operation.path.startswith(COMING):
                continue  # bodies of files are sent in test_uploads

            @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
            @given(case=operation.as_strategy())
            def ask(case: Any) -> None:
                if "table" in case.path_parameters and case.path_parameters["table"] not in TABLES:
                    case.path_parameters["table"] = TABLES[len(case.path_parameters["table"]) % len(TABLES)]
                case.call_and_validate(checks=CHECKS)

            ask()


COMING = ("/uploads", "/works")
TABLES = ("agreements_287g", "ice_arrests", "nothing")
