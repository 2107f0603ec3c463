"""The nouns of the primary database; each class is both the SQL table and the schema of the Mongo document."""

from data.models.activity import Activity
from data.models.entity import Entity, new_id, to_utc, utc_now
from data.models.project import Project, ProjectCreate, ProjectStatus, ProjectUpdate
from data.models.user import Role, User, UserCreate, UserPublic, UserStatus, UserUpdate

MODELS: tuple[type[Entity], ...] = (User, Project, Activity)

__all__ = [
    "MODELS",
    "Activity",
    "Entity",
    "Project",
    "ProjectCreate",
    "ProjectStatus",
    "ProjectUpdate",
    "Role",
    "User",
    "UserCreate",
    "UserPublic",
    "UserStatus",
    "UserUpdate",
    "new_id",
    "to_utc",
    "utc_now",
]
