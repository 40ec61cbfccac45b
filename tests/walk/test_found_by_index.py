"""Whatever is done to one record finds what it needs by an index, however many other records there are.

A table of a test is so small that PostgreSQL would rather read it through: it is told that the great ones are great,
whatever it knew of them, and what it still reads through is what no index can find.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cast import City
from tests.walk.stages import every_verb, staged
from tests.walk.test_every_page_after_every_verb import instant_of, performed
from tests.web.readers import reader
from tests.workers import NEXT, drain

# What grows with every clue; months of the log are tables of their own.
GREAT = (
    "cases_clue", "cases_reporter", "cases_clock", "cases_clockwarning", "cases_notice", "cases_attachment",
    "cases_cohandling", "cases_publicfacts", "kernel_event", "kernel_remark", "kernel_delivery",
    "kernel_idempotentanswer",
)  # fmt: skip
# A million rows a page, and nothing known of what stands in them; for as long as the transaction.
FORGET = """
WITH great AS (SELECT oid FROM pg_class WHERE relkind IN ('r', 'p') AND relname LIKE ANY (%s)),
     known AS (DELETE FROM pg_statistic USING great WHERE starelid = great.oid)
UPDATE pg_class SET relpages = 1, reltuples = 1000000 FROM great WHERE pg_class.oid = great.oid
"""
# The first few of many may well be found by reading on until there are enough.
LIMITED = re.compile(r"\s+LIMIT \d+$")
# It compares all complaints of an inspection with what was told of them.
OF_MANY = {("disclosures", "refresh")}
PLANNED = ("SELECT", "UPDATE", "DELETE", "WITH")
BY_CONDITION = ("Index Cond", "TID Cond", "Recheck Cond")


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of a plan."""
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def read_through(statement: str) -> set[str]:
    """The great tables that no condition finds the rows of by an index."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + LIMITED.sub("", statement).replace("%", "%%"))
        (found,) = cursor.fetchone() or (None,)
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND pg_relation_size(oid) = 0")
        empty = {table for (table,) in cursor.fetchall()}
    plans: Any = json.loads(found) if isinstance(found, str) else found
    scans = [node for node in nodes(plans[0]["Plan"]) if "Relation Name" in node and "Scan" in node["Node Type"]]
    return {
        node["Relation Name"]
        for node in scans
        if node["Relation Name"].startswith(GREAT)
        and node["Relation Name"] not in empty
        and not any(way in node for way in BY_CONDITION)
    }


def without_index(queries: CaptureQueriesContext) -> dict[str, set[str]]:
    """Each statement that reads a great table through, and which."""
    asked = dict.fromkeys(told["sql"].strip() for told in queries.captured_queries if told["sql"] != NEXT)
    with transaction.atomic(), connection.cursor() as cursor:
        for way in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(FORGET, [[f"{table}%" for table in GREAT]])
        found = {one[-700:]: read_through(one) for one in asked if one.startswith(PLANNED)}
        transaction.set_rollback(True)
    return {statement: tables for statement, tables in found.items() if tables}


@pytest.mark.parametrize("verb", sorted(set(every_verb()) - OF_MANY), ids="-".join)
def test_a_verb_and_what_follows_from_it_read_no_great_table_through(city: City, verb: tuple[str, str]) -> None:
    plural, name = verb
    with instant_of(plural):
        stage = staged(city, plural, name)
        drain()
        with CaptureQueriesContext(connection) as queries:
            answered = performed(plural, name, stage)
            drain()
        read = without_index(queries)

    assert answered in {200, 204, 302}
    assert read == {}


@pytest.mark.parametrize("verb", every_verb(), ids="-".join)
def test_the_page_of_a_record_reads_no_great_table_through(city: City, verb: tuple[str, str]) -> None:
    plural, name = verb
    with instant_of(plural):
        stage = staged(city, plural, name)
        browser = reader(stage.who)
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(f"/{plural}/{stage.row.pk}")
        read = without_index(queries)

    assert answer.status_code == 200
    assert read == {}
