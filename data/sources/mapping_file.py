"""Reads the mapping file (TOML) that ``EXTERNAL_MAPPING`` names. Start at ``load_mapping``.

The format is explained by example in ``default_mapping.toml``. Every mistake becomes one sentence: the file, the place in it,
what is wrong and what to write instead.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, StrictBool, StrictStr, ValidationError, field_validator, model_validator

from data.errors import SettingsError
from data.sources.document import check_path, has_list_position
from data.sources.field_value import check_value
from data.sources.mapping import PLACEHOLDER, SCALAR_TYPES, ExternalMapping, FieldMapping, FieldType, ResourceMapping
from data.sources.mapping_mistake import first_mistake, listed, toml_mistake

DEFAULT_MAPPING = Path(__file__).with_name("default_mapping.toml")
"""Describes what the seed puts into the embedded external database."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TAKEN = frozenset({"id", "title"})


def load_mapping(path: str | Path = "") -> ExternalMapping:
    """The mapping in the file *path*; the default mapping if empty.

    Raises:
        SettingsError: The file cannot be read or does not hold a mapping.
    """
    file = Path(path) if str(path) else DEFAULT_MAPPING
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError(f"EXTERNAL_MAPPING: {file} is not text in UTF-8; save it as UTF-8.") from error
    except OSError as error:
        raise SettingsError(
            f"EXTERNAL_MAPPING: {file} cannot be read ({error.strerror or 'unknown reason'}); "
            "name an existing TOML file, or leave it empty for the built-in example."
        ) from error
    return parse_mapping(text, origin=str(file))


def parse_mapping(text: str, *, origin: str = "mapping.toml") -> ExternalMapping:
    """The mapping that the TOML *text* describes; *origin* names it in messages.

    Raises:
        SettingsError: As ``load_mapping``.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"EXTERNAL_MAPPING: {origin}: {toml_mistake(str(error))}") from error
    try:
        content = _MappingTable.model_validate(tables)
    except ValidationError as error:
        raise SettingsError(f"EXTERNAL_MAPPING: {origin}: {first_mistake(error, known_keys=_KNOWN_KEYS)}") from error
    resources = {name: table.mapping(name) for name, table in content.resources.items()}
    return ExternalMapping(resources=resources, origin=origin)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _FieldTable(_Table):
    path: StrictStr
    type: FieldType
    label: StrictStr = ""
    filterable: StrictBool = False
    sortable: StrictBool = False
    searchable: StrictBool = False
    required: StrictBool = False
    choices: list[Any] | None = None
    default: Any = None

    _path = field_validator("path")(check_path)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        self._check_uses()
        self._check_choices()
        self._check_default()
        return self

    def _check_uses(self) -> None:
        wanted = [use for use in ("filterable", "sortable", "searchable") if getattr(self, use)]
        if wanted and self.type not in SCALAR_TYPES:
            raise ValueError(f"`{wanted[0]}` does not go with type {self.type}; only {listed(sorted(SCALAR_TYPES))} can be")
        if wanted and has_list_position(self.path):
            raise ValueError(f"`{wanted[0]}` does not go with a path through a list position; remove it")
        if self.searchable and self.type != "string":
            raise ValueError(f"`searchable` does not go with type {self.type}; only string can be searched")

    def _check_choices(self) -> None:
        if self.choices is None:
            return
        if self.type not in ("string", "integer"):
            raise ValueError(f"`choices` does not go with type {self.type}; only string and integer have choices")
        if not self.choices:
            raise ValueError("`choices` is empty; list the allowed values, or remove it")
        for choice in self.choices:
            if (problem := _mismatch(self.type, choice)) is not None:
                raise ValueError(f"choice {choice!r} does not fit type {self.type} ({problem}); change one of them")
        repeated = next((choice for place, choice in enumerate(self.choices) if choice in self.choices[:place]), None)
        if repeated is not None:
            raise ValueError(f"choice {repeated!r} is listed twice; remove one")

    def _check_default(self) -> None:
        if self.default is None:
            return
        if self.required:
            raise ValueError("`required` and `default` contradict each other; remove one")
        if (problem := _mismatch(self.type, self.default)) is not None:
            raise ValueError(f"`default` does not fit type {self.type} ({problem}); change one of them")
        if self.choices is not None and self.default not in self.choices:
            raise ValueError(f"`default` is none of the choices; use one of {listed(self.choices)}")

    def mapping(self, name: str) -> FieldMapping:
        """The same as a value."""
        return FieldMapping(
            name=name,
            label=self.label or _label(name),
            path=self.path,
            type=self.type,
            is_filterable=self.filterable,
            is_sortable=self.sortable,
            is_searchable=self.searchable,
            is_required=self.required,
            choices=tuple(self.choices) if self.choices is not None else None,
            default=self.default,
        )


class _ResourceTable(_Table):
    collection: StrictStr
    id: StrictStr
    label: StrictStr = ""
    title: StrictStr = ""
    fields: dict[str, _FieldTable]

    _id = field_validator("id")(check_path)

    @field_validator("collection")
    @classmethod
    def _named(cls, collection: str) -> str:
        if not collection.strip() or "\0" in collection or collection.startswith("$"):
            raise ValueError("write the name of a collection, table or view")
        return collection

    @field_validator("title")
    @classmethod
    def _readable(cls, title: str) -> str:
        if "{" in PLACEHOLDER.sub("", title) or "}" in PLACEHOLDER.sub("", title):
            raise ValueError("a brace has no partner; write paths as {location.city}")
        for path in PLACEHOLDER.findall(title) or ([title] if title else []):
            check_path(path)
        return title

    @model_validator(mode="after")
    def _distinguishable(self) -> Self:
        if not self.fields:
            raise ValueError("no field is declared; add at least one, as [resources.<name>.fields.<field>]")
        labels: dict[str, str] = {}
        for name, field in self.fields.items():
            label = (field.label or _label(name)).casefold()
            if label in labels:
                raise ValueError(f"fields `{labels[label]}` and `{name}` have the same label; give one another `label`")
            labels[label] = name
        return self

    def mapping(self, name: str) -> ResourceMapping:
        """The same as a value."""
        fields = tuple(field.mapping(key) for key, field in self.fields.items())
        return ResourceMapping(
            name=name,
            label=self.label or _label(name),
            collection=self.collection,
            id=self.id,
            title=self.title or self.id,
            fields=fields,
        )


class _MappingTable(_Table):
    resources: dict[str, _ResourceTable]

    @model_validator(mode="after")
    def _named(self) -> Self:
        if not self.resources:
            raise ValueError("no resource is declared; add one, as [resources.<name>]")
        for name, resource in self.resources.items():
            _check_name(name, f"[resources.{name}]")
            for field in resource.fields:
                _check_name(field, f"[resources.{name}.fields.{field}]")
                if field in _TAKEN:
                    raise ValueError(f"[resources.{name}.fields.{field}]: every row has `{field}` already; use another name")
        return self


# Under which depth of the file which keys may stand.
_KNOWN_KEYS = {1: tuple(_MappingTable.model_fields), 3: tuple(_ResourceTable.model_fields), 5: tuple(_FieldTable.model_fields)}


def _check_name(name: str, place: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{place}: a name starts with a to z and holds only a to z, digits and _; rename it")


def _mismatch(kind: FieldType, value: Any) -> str | None:
    try:
        check_value(kind, value)
    except ValueError as error:
        return str(error)
    return None


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()
