"""What is drawn of the external database."""

from components.resources.resource_detail import resource_detail, resource_detail_skeleton, resource_detail_state
from components.resources.resource_table import resource_table, resource_table_skeleton
from components.resources.source_health import metric, source_health, source_state

__all__ = [
    "metric",
    "resource_detail",
    "resource_detail_skeleton",
    "resource_detail_state",
    "resource_table",
    "resource_table_skeleton",
    "source_health",
    "source_state",
]
