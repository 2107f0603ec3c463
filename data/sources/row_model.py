"""Validates documents against a resource's mapping, by a pydantic model built from it. Start at ``RowReader``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any, cast
from uuid import UUID

from bson import ObjectId
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError, create_model

from data.sources.document import MISSING, Document, to_json, value_at
from data.sources.field_value import check_value, shortened
from data.sources.mapping import PLACEHOLDER, FieldMapping, ResourceMapping
from data.sources.shared_resource import RejectedDocument, SharedResource


class RowReader:
    """Turns the documents of one resource into rows, or says why it cannot.

    Args:
        adapt: Turns a value into the declared type where the database has no such type of its own, as SQLite has no
            booleans; returns anything else as it is.
    """

    def __init__(self, resource: ResourceMapping, *, adapt: Callable[[FieldMapping, Any], Any] | None = None) -> None:
        self._resource = resource
        self._adapt = adapt
        self._model = build_row_model(resource)

    def read(self, document: Document, *, read_at: datetime) -> SharedResource | RejectedDocument:
        """The row that *document* holds, or the rejection; never raises for what a document holds."""
        resource, raw = self._resource, cast("dict[str, Any]", to_json(document))
        try:
            identity = _identity(value_at(document, resource.id))
            values = {field.name: self._given(document, field) for field in resource.fields}
            row = self._model.model_validate({name: value for name, value in values.items() if value is not None})
        except ValidationError as error:
            return RejectedDocument(resource.name, self.identity(document) or "", _reason(error), raw)
        except ValueError as error:
            return RejectedDocument(resource.name, "", f"`{resource.id}`, its id, {error}.", raw)
        # Attributes stand in the order of the fields; ``model_dump`` would copy every document once more.
        fields = {field.name: to_json(value) for field, value in zip(resource.fields, vars(row).values(), strict=True)}
        title = _title(document, resource) or identity
        return SharedResource(resource.name, identity, title, fields, raw, read_at)

    def identity(self, document: Document) -> str | None:
        """The id of *document* as text; None if it has none that can be one."""
        try:
            return _identity(value_at(document, self._resource.id))
        except ValueError:
            return None

    def _given(self, document: Document, field: FieldMapping) -> Any:
        value = value_at(document, field.path)
        if value is MISSING or value is None:
            return None
        return self._adapt(field, value) if self._adapt else value


def build_row_model(resource: ResourceMapping) -> type[BaseModel]:
    """A pydantic model with one attribute per field, under the field's name as alias."""
    # Attributes are numbered, since a field may be called like one of BaseModel's own, ``copy`` or ``model_config``.
    columns: dict[str, Any] = {f"f{place}": _column(field) for place, field in enumerate(resource.fields)}
    return create_model(f"{resource.name.title().replace('_', '')}Row", **columns)


def _column(field: FieldMapping) -> Any:
    kind = Annotated[Any, BeforeValidator(partial(check_value, field.type))]
    if field.choices is not None:
        kind = Annotated[kind, AfterValidator(_chosen(field.choices))]
    if field.is_required:
        return (kind, Field(alias=field.name))
    default = None if field.default is None else check_value(field.type, field.default)
    return (kind, Field(default=default, alias=field.name))


def _chosen(choices: tuple[str | int, ...]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if value not in choices:
            raise ValueError(f"expected one of {', '.join(map(str, choices))}, found {shortened(value)}")
        return value

    return check


def _identity(value: Any) -> str:
    if isinstance(value, str) and value:
        return str(to_json(value))
    if isinstance(value, ObjectId | UUID):
        return str(value)
    if value is MISSING or value is None or value == "":
        raise ValueError("is missing")
    try:
        return str(check_value("integer", value))
    except ValueError:
        raise ValueError("is neither text nor an integer") from None


def _reason(error: ValidationError) -> str:
    mistakes = error.errors(include_url=False)
    first = mistakes[0]
    what = "required, but missing" if first["type"] == "missing" else str(first.get("ctx", {}).get("error", first["msg"]))
    more = f" ({len(mistakes) - 1} more after it)" if len(mistakes) > 1 else ""
    return f"`{'.'.join(map(str, first['loc']))}`: {what}{more}."


def _title(document: Document, resource: ResourceMapping) -> str:
    if not PLACEHOLDER.search(resource.title):
        return _title_part(document, resource.title)
    parts = [_title_part(document, path) for path in resource.title_paths]
    if not any(parts):
        return ""
    filled = iter(parts)
    # Separators around a missing part would dangle: "· 1003" reads worse than "1003".
    return PLACEHOLDER.sub(lambda _: next(filled), resource.title).strip(" ·,-/")


def _title_part(document: Document, path: str) -> str:
    value = value_at(document, path)
    if value is MISSING or value is None or isinstance(value, Mapping | list):
        return ""
    return str(to_json(value)).strip()
