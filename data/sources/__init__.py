"""The external database, which somebody else owns and this app only reads.

Start at ``protocols.py`` for what can be read, at ``default_mapping.toml`` for how to say what is shown.
"""

from data.sources.mapping import ExternalMapping, FieldMapping, FieldType, ResourceMapping
from data.sources.mapping_file import DEFAULT_MAPPING, load_mapping, parse_mapping
from data.sources.mongo import MongoSource
from data.sources.protocols import SharedResourceSource
from data.sources.shared_resource import RejectedDocument, ResourcePage, SharedResource
from data.sources.source import open_source
from data.sources.sql import SqlSource

__all__ = [
    "DEFAULT_MAPPING",
    "ExternalMapping",
    "FieldMapping",
    "FieldType",
    "MongoSource",
    "RejectedDocument",
    "ResourceMapping",
    "ResourcePage",
    "SharedResource",
    "SharedResourceSource",
    "SqlSource",
    "load_mapping",
    "open_source",
    "parse_mapping",
]
