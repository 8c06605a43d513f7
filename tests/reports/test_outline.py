"""Items under headings."""

from checks.finding import Severity, Status
from reports.outline import by_severity, groups, of_status
from tests.reports.realistic import realistic
from tests.reports.sample import item


def test_hundreds_of_dead_links_are_one_heading() -> None:
    made = realistic(dead_links=300)
    found = {group.title: len(group.items) for group in groups(of_status(made, Status.FAIL))}
    assert found["站内链接打不开"] == 300
    assert len(found) == 5


def test_basis_and_remedy_are_shared_only_where_all_agree() -> None:
    one = item("a", Status.FAIL, "t", "m", "u1", clause=("c",), remedy="mend")
    same = item("a", Status.FAIL, "t", "m", "u2", clause=("c",), remedy="mend")
    other = item("a", Status.FAIL, "t", "m", "u3", clause=("d",), remedy="mend")
    (alone,), (pair,), (mixed,) = groups([one]), groups([one, same]), groups([one, other])
    assert (alone.basis, alone.remedy) == (None, None)
    assert (pair.basis, pair.remedy) == (one, "mend")
    assert (mixed.basis, mixed.remedy) == (None, "mend")


def test_duties_of_one_check_with_one_title_are_one_group() -> None:
    duties = [item(f"required-column/D{n}", Status.FAIL, "缺栏目", "m", "u") for n in range(3)]
    named = [item(f"required-column/D{n}", Status.FAIL, f"缺{n}", "m", "u") for n in range(3)]
    assert [len(group.items) for group in groups(duties)] == [3]
    assert [len(group.items) for group in groups(named)] == [1, 1, 1]


def test_severities_from_heaviest_and_ungraded_last() -> None:
    levels = (None, Severity.HINT, Severity.VETO, Severity.MINOR, Severity.SERIOUS)
    items = [item("a", Status.FAIL, "t", "m", "u", severity=level) for level in levels]
    assert [level for level, _ in by_severity(items)] == [*Severity, None]
    assert by_severity([]) == []
