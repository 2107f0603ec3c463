"""What a sample of documents says about the mapping, as warnings for the operator. Start at ``inspect_sample``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from data.sources.document import MISSING, Document, value_at
from data.sources.mapping import ResourceMapping
from data.sources.row_model import RowReader
from data.sources.shared_resource import RejectedDocument

SAMPLE_SIZE = 200
"""How many documents of each resource are looked at."""


def inspect_sample(
    resource: ResourceMapping, sample: Sequence[Document], *, origin: str, reader: RowReader, read_at: datetime
) -> list[str]:
    """One sentence for each thing in *sample* that the mapping in the file *origin* does not expect."""
    if not sample:
        return [f"{origin}: [resources.{resource.name}]: the collection `{resource.collection}` is empty or does not exist."]
    warnings = [*_absent_paths(resource, sample, origin), *_repeated_ids(resource, sample, reader=reader, origin=origin)]
    rejected = [one for one in (reader.read(one, read_at=read_at) for one in sample) if isinstance(one, RejectedDocument)]
    if rejected:
        warnings.append(
            f"{origin}: [resources.{resource.name}]: {len(rejected)} of the first {len(sample)} documents do not fit; "
            f"the first of them ({rejected[0].id or 'without id'}): {rejected[0].reason}"
        )
    return warnings


def _absent_paths(resource: ResourceMapping, sample: Sequence[Document], origin: str) -> list[str]:
    places = dict.fromkeys((resource.id, *resource.title_paths), f"[resources.{resource.name}]")
    places |= {field.path: f"[resources.{resource.name}.fields.{field.name}]" for field in resource.fields}
    absent = [path for path in places if all(value_at(document, path) is MISSING for document in sample)]
    return [f"{origin}: {places[path]}: none of the first {len(sample)} documents has the path `{path}`." for path in absent]


def _repeated_ids(resource: ResourceMapping, sample: Sequence[Document], *, reader: RowReader, origin: str) -> list[str]:
    ids = [identity for document in sample if (identity := reader.identity(document)) is not None]
    if len(ids) == len(set(ids)):
        return []
    return [f"{origin}: [resources.{resource.name}]: the path `{resource.id}` does not identify a document; values repeat."]
