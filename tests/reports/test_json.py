"""JSON: it comes back as the same report, and its schema is the published one."""

import json
from importlib import resources

import msgspec
import pytest

from reports.json import render, schema
from reports.model import SCHEMA_VERSION, Report
from reports.safe import cleaned
from tests.reports.hostile import hostile
from tests.reports.realistic import realistic
from tests.reports.sample import empty


@pytest.mark.parametrize("made", [realistic(), hostile(), empty(), empty("en")])
def test_round_trip(made: Report) -> None:
    printed = render(made)
    assert msgspec.json.decode(printed, type=Report) == cleaned(made)
    assert printed.endswith(b"}\n")
    assert json.loads(printed)["schema_version"] == SCHEMA_VERSION


def test_readable_for_people() -> None:
    assert '\n  "site_name": "清河县人民政府",\n' in render(realistic()).decode()


def test_published_schema_is_up_to_date() -> None:
    published = (resources.files("reports") / "report.schema.json").read_bytes()
    assert published == schema(), "write reports.json.schema() to reports/report.schema.json"


def test_schema_names_every_field_of_the_report() -> None:
    parts = json.loads(schema())["$defs"]
    assert set(parts["Report"]["properties"]) == set(Report.__struct_fields__)
    assert set(json.loads(render(realistic()))) == set(Report.__struct_fields__)
    assert "    " not in parts["Report"]["description"].split("\n")[0]
