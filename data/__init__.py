"""The data layer: models, repositories, connections, migrations. Imports nothing of ours and never Reflex."""
