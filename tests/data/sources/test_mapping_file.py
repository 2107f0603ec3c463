"""The mapping file: what it says when somebody writes it wrong."""

from __future__ import annotations

import pytest

from data.errors import SettingsError
from data.sources import load_mapping, parse_mapping

THEATERS = """
[resources.theaters]
collection = "theaters"
id = "_id"
title = "{location.address.city} · {theaterId}"
[resources.theaters.fields.state]
path = "location.address.state"
type = "string"
filterable = true
"""

FIELD = "[resources.theaters.fields.state]"


def mistake_in(text: str) -> str:
    with pytest.raises(SettingsError) as mistake:
        parse_mapping(text, origin="theaters.toml")
    return mistake.value.message


def with_line(line: str) -> str:
    return f"{THEATERS}{line}\n"


def test_a_mapping_keeps_the_order_of_the_file_and_makes_labels_from_names():
    mapping = parse_mapping(THEATERS + '[resources.theaters.fields.opened_on]\npath = "opened"\ntype = "datetime"\n')

    theaters = mapping.resources["theaters"]

    assert [(field.name, field.label) for field in theaters.fields] == [("state", "State"), ("opened_on", "Opened on")]
    assert theaters.label == "Theaters"
    assert theaters.title_paths == ("location.address.city", "theaterId")
    assert theaters.fields[0].is_filterable
    assert not theaters.fields[0].is_sortable


def test_without_a_title_the_id_is_the_title():
    mapping = parse_mapping(THEATERS.replace('title = "{location.address.city} · {theaterId}"\n', ""))

    assert mapping.resources["theaters"].title == "_id"


MISTAKES = {
    "no TOML": (with_line("label = "), ["not valid TOML", "line 10"]),
    "a table twice": (THEATERS + THEATERS, ["same table or key is written twice", "resources", "theaters", "remove or rename"]),
    "a field twice": (with_line(f'{FIELD}\npath = "x"\ntype = "string"'), ["written twice", "state"]),
    "a key twice": (with_line('type = "integer"'), ["written twice"]),
    "an unknown type": (
        THEATERS.replace('"string"', '"strng"'),
        [FIELD, "unknown type 'strng'", "string, integer, float, boolean, datetime, geo_point, list, object, map"],
    ),
    "no type": (THEATERS.replace('type = "string"\n', ""), [FIELD, "`type` is missing"]),
    "no path": (THEATERS.replace('path = "location.address.state"\n', ""), [FIELD, "`path` is missing"]),
    "no id": (THEATERS.replace('id = "_id"\n', ""), ["[resources.theaters]:", "`id` is missing", "identifies a document"]),
    "an empty id": (THEATERS.replace('id = "_id"', 'id = ""'), ["[resources.theaters]:", "`id`", "path is empty"]),
    "no collection": (THEATERS.replace('collection = "theaters"\n', ""), ["[resources.theaters]:", "`collection` is missing"]),
    "no resource": ("", ["`resources` is missing", "[resources.<name>]"]),
    "empty resources": ("[resources]", ["no resource is declared"]),
    "no fields": ('[resources.a]\ncollection = "a"\nid = "_id"', ["[resources.a]:", "`fields` is missing"]),
    "a misspelt key": (with_line("sortabel = true"), [FIELD, "unknown key `sortabel`", "did you mean `sortable`?"]),
    "a strange key": (with_line("colour = true"), [FIELD, "unknown key `colour`", "known keys are path, type, label"]),
    "a misspelt key of a resource": (THEATERS.replace("title =", "titel ="), ["unknown key `titel`", "did you mean `title`?"]),
    "a misspelt key of the file": ("resource = 1\n" + THEATERS, ["unknown key `resource`", "did you mean `resources`?"]),
    "a word for true": (with_line('sortable = "yes"'), [FIELD, "`sortable` must be true or false"]),
    "a number for text": (with_line("label = 3"), [FIELD, "`label` must be text in quotes"]),
    "text for choices": (with_line('choices = "MN"'), [FIELD, "`choices` must be a list"]),
    "text for a table": ('[resources]\ntheaters = "x"', ["`theaters` must be a table"]),
    "an empty part": (THEATERS.replace("location.address.state", "location..state"), [FIELD, "`path`", "empty part"]),
    "an operator as path": (THEATERS.replace("location.address.state", "$where"), [FIELD, "no name"]),
    "a collection without name": (THEATERS.replace('= "theaters"', '= " "'), ["`collection`", "write the name"]),
    "an open brace": (THEATERS.replace("city}", "city"), ["[resources.theaters]:", "`title`", "no partner"]),
    "no choices": (with_line("choices = []"), [FIELD, "`choices` is empty"]),
    "a choice of another type": (with_line('choices = ["MN", 3]'), [FIELD, "choice 3 does not fit type string"]),
    "a choice twice": (with_line('choices = ["MN", "MN"]'), [FIELD, "choice 'MN' is listed twice"]),
    "choices of times": (
        THEATERS.replace('"string"', '"datetime"') + 'choices = ["a"]',
        [FIELD, "`choices` does not go with type datetime"],
    ),
    "a default of another type": (with_line("default = 3"), [FIELD, "`default` does not fit type string"]),
    "a default that is no choice": (with_line('choices = ["MN"]\ndefault = "CA"'), [FIELD, "none of the choices", "MN"]),
    "a default of what is required": (with_line('required = true\ndefault = "CA"'), [FIELD, "contradict"]),
    "a filter on a list": (THEATERS.replace('"string"', '"list"'), [FIELD, "`filterable` does not go with type list"]),
    "a search in numbers": (
        THEATERS.replace('"string"', '"integer"') + "searchable = true",
        [FIELD, "`searchable` does not go with type integer"],
    ),
    "a filter inside of a list": (
        THEATERS.replace("location.address.state", "lines.0.price"),
        [FIELD, "`filterable` does not go with a path through a list position"],
    ),
    "a label twice": (
        with_line('[resources.theaters.fields.other]\npath = "x"\ntype = "string"\nlabel = "STATE"'),
        ["[resources.theaters]:", "fields `state` and `other` have the same label"],
    ),
    "a name with a space": (THEATERS.replace("fields.state", 'fields."my state"'), ["my state", "a name starts with"]),
    "a name that is taken": (THEATERS.replace("fields.state", "fields.id"), ["[resources.theaters.fields.id]", "another name"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_sentence_with_file_place_and_fix(name):
    text, expected = MISTAKES[name]

    sentence = mistake_in(text)

    assert sentence.startswith("EXTERNAL_MAPPING: theaters.toml: ")
    assert [part for part in expected if part not in sentence] == [], sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_several_mistakes_are_counted_and_the_first_is_told():
    sentence = mistake_in(THEATERS.replace('"string"', '"strng"') + "colour = 1\nsize = 2\n")

    assert "(2 more after it)" in sentence


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "latin.toml").write_bytes(b"label = '\xe9'")

    with pytest.raises(SettingsError, match=r"missing\.toml cannot be read"):
        load_mapping(tmp_path / "missing.toml")
    with pytest.raises(SettingsError, match="UTF-8"):
        load_mapping(tmp_path / "latin.toml")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_mapping(tmp_path)
