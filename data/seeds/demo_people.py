"""The people that a new machine can sign in as; they are also the first rows of the seed."""

from __future__ import annotations

from dataclasses import dataclass

from data.models.user import Role


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as without an account anywhere.

    Attributes:
        user_id: The id of the row, and the person's id at the sign-in provider.
        organisation: Identifier of the organisation; ``organisation_name`` is what people call it.
    """

    user_id: str
    name: str
    email: str
    role: Role
    organisation: str
    organisation_name: str


NORTHWIND = ("org_northwind", "Northwind")
CONTOSO = ("org_contoso", "Contoso")

DEMO_PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("user_amara", "Amara Okafor", "amara.okafor@northwind.example", Role.owner, *NORTHWIND),
    DemoPerson("user_jonas", "Jonas Lindqvist", "jonas.lindqvist@northwind.example", Role.admin, *NORTHWIND),
    DemoPerson("user_tomas", "Tomás Herrera", "tomas.herrera@northwind.example", Role.editor, *NORTHWIND),
    DemoPerson("user_oluwaseun", "Oluwaseun Adeyemi", "oluwaseun.adeyemi@northwind.example", Role.viewer, *NORTHWIND),
    DemoPerson("user_sofia", "Sofia Marchetti", "sofia.marchetti@contoso.example", Role.owner, *CONTOSO),
)
