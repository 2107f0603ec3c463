"""1 564 real documents of a public MongoDB sample collection, where they are at hand: MongoDB's own notation, one a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from bson import json_util

from data.repositories import Count, CursorCodec, ListQuery, Where
from data.sources import open_source, parse_mapping

THEATERS = Path(__file__).parents[3] / ".." / "shared" / "data" / "theaters.json"

MAPPING = """
[resources.theaters]
collection = "theaters"
id = "_id"
title = "{location.address.city} · {theaterId}"
[resources.theaters.fields]
theater_id = { path = "theaterId", type = "integer", required = true, filterable = true, sortable = true }
state = { path = "location.address.state", type = "string", required = true, filterable = true, sortable = true }
city = { path = "location.address.city", type = "string", required = true, sortable = true, searchable = true }
street1 = { path = "location.address.street1", type = "string", required = true, searchable = true }
street2 = { path = "location.address.street2", type = "string", sortable = true }
zipcode = { path = "location.address.zipcode", type = "string", required = true }
geo = { path = "location.geo", type = "geo_point" }
"""


async def test_all_real_theaters_are_paged_once_with_nothing_rejected(foreign_database):
    if not THEATERS.is_file():
        pytest.skip("the sample documents (theaters.json) are not at hand")
    documents = [json_util.loads(line) for line in THEATERS.read_text(encoding="utf-8").splitlines()]
    foreign_database.fill("theaters", documents)
    source = open_source(foreign_database.url, parse_mapping(MAPPING), codec=CursorCodec(b"s"), driver="pymongo", timeout=10)

    for sort in ("id", "state", "-street2"):
        ids: list[str] = []
        after = None
        while len(ids) < 2_000:
            page = await source.list("theaters", ListQuery(sort=sort, limit=200, after=after))
            assert page.rejected == []
            ids += [item.id for item in page.items]
            if (after := page.next) is None:
                break
        assert len(ids) == len(set(ids)) == 1_564, sort

    bloomington = await source.list("theaters", ListQuery(search="bloomington", where=(Where("theater_id", "eq", "1000"),)))
    states = await source.distinct("theaters", "state")
    warnings = await source.check()
    count = await source.count("theaters", ListQuery(), cap=1_000)
    await source.close()

    assert bloomington.items[0].title == "Bloomington · 1000"
    assert bloomington.items[0].fields["geo"] == {"lat": 44.85466, "lon": -93.24565}
    assert len(states) == len(set(states)) > 40
    assert warnings == []
    assert count == Count(1_000, is_capped=True)
