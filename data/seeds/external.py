"""Makes the embedded external database: one SQLite file with the table ``sites``. Start at ``seed_external``.

``data/sources/default_mapping.toml`` describes it. The same rows come out every time.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from data.errors import Conflict, Unavailable

DEFAULT_COUNT = 2_000

# Marks a file as ours ("RFTX"), so that no other database is ever replaced; the number beside it changes with the rows.
_APPLICATION_ID = 0x52465458
_EDITION = 1

_TABLE = """
CREATE TABLE sites (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, city TEXT NOT NULL,
    country TEXT NOT NULL, capacity INTEGER, utilisation REAL, is_bonded INTEGER, opened_on TEXT, position TEXT,
    contact TEXT, certificates TEXT, opening_hours TEXT, updated_at TEXT NOT NULL
)"""

_INSERT = "INSERT INTO sites VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

_TODAY = date(2026, 3, 1)

# City, country, ISO code, latitude, longitude, whether ships call there.
_CITIES: tuple[tuple[str, str, str, float, float, bool], ...] = (
    ("Hamburg", "Germany", "DE", 53.546, 9.966, True),
    ("Köln", "Germany", "DE", 50.938, 6.960, False),
    ("München", "Germany", "DE", 48.137, 11.576, False),
    ("Rotterdam", "Netherlands", "NL", 51.948, 4.142, True),
    ("Antwerpen", "Belgium", "BE", 51.281, 4.337, True),
    ("Liège", "Belgium", "BE", 50.633, 5.568, False),
    ("Le Havre", "France", "FR", 49.482, 0.128, True),
    ("Marseille", "France", "FR", 43.310, 5.365, True),
    ("Orléans", "France", "FR", 47.903, 1.909, False),
    ("Zürich", "Switzerland", "CH", 47.377, 8.541, False),
    ("Wien", "Austria", "AT", 48.208, 16.373, False),
    ("Genova", "Italy", "IT", 44.405, 8.921, True),
    ("Bologna", "Italy", "IT", 44.494, 11.343, False),
    ("València", "Spain", "ES", 39.448, -0.317, True),
    ("Zaragoza", "Spain", "ES", 41.649, -0.889, False),
    ("Málaga", "Spain", "ES", 36.713, -4.417, True),
    ("Setúbal", "Portugal", "PT", 38.522, -8.890, True),
    ("Felixstowe", "United Kingdom", "GB", 51.954, 1.313, True),
    ("Leeds", "United Kingdom", "GB", 53.801, -1.549, False),
    ("Dublin", "Ireland", "IE", 53.348, -6.197, True),
    ("Göteborg", "Sweden", "SE", 57.690, 11.855, True),
    ("Malmö", "Sweden", "SE", 55.617, 12.998, True),
    ("Tromsø", "Norway", "NO", 69.650, 18.957, True),
    ("Ålesund", "Norway", "NO", 62.472, 6.155, True),
    ("Århus", "Denmark", "DK", 56.153, 10.217, True),
    ("Turku", "Finland", "FI", 60.435, 22.219, True),
    ("Reykjavík", "Iceland", "IS", 64.148, -21.934, True),
    ("Tallinn", "Estonia", "EE", 59.444, 24.768, True),
    ("Rīga", "Latvia", "LV", 57.010, 24.090, True),
    ("Klaipėda", "Lithuania", "LT", 55.710, 21.128, True),
    ("Gdańsk", "Poland", "PL", 54.380, 18.660, True),
    ("Łódź", "Poland", "PL", 51.759, 19.457, False),
    ("Plzeň", "Czechia", "CZ", 49.747, 13.378, False),
    ("Košice", "Slovakia", "SK", 48.717, 21.261, False),
    ("Győr", "Hungary", "HU", 47.687, 17.634, False),
    ("Koper", "Slovenia", "SI", 45.550, 13.737, True),
    ("Rijeka", "Croatia", "HR", 45.327, 14.437, True),
    ("Niš", "Serbia", "RS", 43.321, 21.896, False),
    ("Constanța", "Romania", "RO", 44.103, 28.646, True),
    ("Πειραιάς", "Greece", "GR", 37.943, 23.630, True),
    ("İzmir", "Türkiye", "TR", 38.440, 27.149, True),
    ("Eskişehir", "Türkiye", "TR", 39.767, 30.526, False),
    ("Одеса", "Ukraine", "UA", 46.490, 30.740, True),
    ("თბილისი", "Georgia", "GE", 41.716, 44.783, False),
    ("Haifa", "Israel", "IL", 32.822, 34.998, True),
    ("الإسكندرية", "Egypt", "EG", 31.187, 29.880, True),
    ("Tanger", "Morocco", "MA", 35.885, -5.500, True),
    ("Abidjan", "Côte d'Ivoire", "CI", 5.290, -4.013, True),
    ("Tema", "Ghana", "GH", 5.640, 0.010, True),
    ("Lagos", "Nigeria", "NG", 6.437, 3.377, True),
    ("Yaoundé", "Cameroon", "CM", 3.848, 11.502, False),
    ("Mombasa", "Kenya", "KE", -4.044, 39.638, True),
    ("Nairobi", "Kenya", "KE", -1.293, 36.822, False),
    ("Durban", "South Africa", "ZA", -29.872, 31.026, True),
    ("Dubai", "United Arab Emirates", "AE", 25.011, 55.061, True),
    ("Salalah", "Oman", "OM", 16.947, 54.008, True),
    ("Mumbai", "India", "IN", 18.949, 72.951, True),
    ("Bengaluru", "India", "IN", 12.972, 77.595, False),
    ("Chennai", "India", "IN", 13.084, 80.297, True),
    ("Colombo", "Sri Lanka", "LK", 6.951, 79.846, True),
    ("Chattogram", "Bangladesh", "BD", 22.310, 91.801, True),
    ("Singapore", "Singapore", "SG", 1.264, 103.820, True),
    ("Đà Nẵng", "Vietnam", "VN", 16.083, 108.221, True),
    ("Laem Chabang", "Thailand", "TH", 13.083, 100.883, True),
    ("Surabaya", "Indonesia", "ID", -7.197, 112.733, True),
    ("Cebu", "Philippines", "PH", 10.307, 123.914, True),
    ("高雄", "Taiwan", "TW", 22.615, 120.286, True),
    ("上海", "China", "CN", 31.366, 121.615, True),
    ("深圳", "China", "CN", 22.512, 113.870, True),
    ("重庆", "China", "CN", 29.563, 106.552, False),
    ("부산", "South Korea", "KR", 35.104, 129.042, True),
    ("横浜", "Japan", "JP", 35.444, 139.663, True),
    ("名古屋", "Japan", "JP", 35.083, 136.882, True),
    ("Brisbane", "Australia", "AU", -27.383, 153.166, True),
    ("Fremantle", "Australia", "AU", -32.052, 115.741, True),
    ("Tauranga", "New Zealand", "NZ", -37.660, 176.178, True),
    ("Los Angeles", "United States", "US", 33.740, -118.270, True),
    ("Houston", "United States", "US", 29.729, -95.265, True),
    ("Savannah", "United States", "US", 32.128, -81.147, True),
    ("Memphis", "United States", "US", 35.150, -90.049, False),
    ("Newark", "United States", "US", 40.684, -74.150, True),
    ("Montréal", "Canada", "CA", 45.553, -73.533, True),
    ("Winnipeg", "Canada", "CA", 49.895, -97.138, False),
    ("Manzanillo", "Mexico", "MX", 19.063, -104.307, True),
    ("Querétaro", "Mexico", "MX", 20.589, -100.389, False),
    ("Colón", "Panama", "PA", 9.359, -79.900, True),
    ("Cartagena", "Colombia", "CO", 10.405, -75.530, True),
    ("Callao", "Peru", "PE", -12.049, -77.146, True),
    ("Valparaíso", "Chile", "CL", -33.037, -71.628, True),
    ("São Paulo", "Brazil", "BR", -23.551, -46.633, False),
    ("Santos", "Brazil", "BR", -23.961, -46.300, True),
    ("Itajaí", "Brazil", "BR", -26.903, -48.662, True),
    ("Montevideo", "Uruguay", "UY", -34.903, -56.212, True),
    ("Córdoba", "Argentina", "AR", -31.420, -64.189, False),
)

# Kind, how often, what a site of it is called, smallest and largest capacity in cubic metres (none for an office).
_KINDS: tuple[tuple[str, int, tuple[str, ...], tuple[int, int] | None], ...] = (
    ("warehouse", 38, ("Warehouse", "Distribution Centre", "Cold Store", "Cross-dock"), (4_000, 180_000)),
    ("port", 14, ("Container Terminal", "Bulk Terminal", "Ro-Ro Berth", "Quay"), (60_000, 900_000)),
    ("depot", 20, ("Depot", "Rail Depot", "Truck Yard", "Parcel Hub"), (1_500, 40_000)),
    ("office", 14, ("Office", "Sales Office", "Customs Office"), None),
    ("factory", 8, ("Assembly Plant", "Bottling Plant", "Works"), (8_000, 120_000)),
    ("store", 6, ("Outlet", "Showroom"), (200, 3_000)),
)

_QUARTERS = ("North", "South", "East", "West", "Airport", "Riverside", "Old Town", "Ring Road", "Harbour", "Park")
_GIVEN = ("Anna", "Bjørn", "Chloé", "Đặng", "Emeka", "Fátima", "Goran", "Hana", "İpek", "João", "Kofi", "Lucía", "Małgorzata",
          "Noor", "Óscar", "Priya", "Søren", "Tariq", "Wei", "Zoë")  # fmt: skip
_FAMILY = ("Andersson", "Böhm", "Čermák", "Dlamini", "Eriksen", "Fernández", "García", "Hoàng", "Ibrahim", "Jovanović",
           "Kowalski", "Lefèvre", "Müller", "Nakamura", "Okonkwo", "Papadopoulos", "Rossi",
           "Şahin", "Tanaka", "Wójcik")  # fmt: skip
_CERTIFICATES = ("ISO 9001", "ISO 14001", "ISO 45001", "AEO", "GDP", "TAPA FSR", "BREEAM", "HACCP")
_HOURS = ("06:00-22:00", "07:00-19:00", "08:00-17:00", "24 h")


def seed_external(path: Path, count: int = DEFAULT_COUNT) -> int:
    """Make the file *path* with *count* sites; return *count*. Does nothing if that is what it holds already.

    The file appears complete or not at all: it is written beside its place and then moved there.

    Raises:
        Conflict: There is a file of this name that the seed did not make.
        Unavailable: The file cannot be written.
    """
    if _is_up_to_date(path, count):
        return count
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        try:
            _write(Path(name), count)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise Unavailable(f"The external database cannot be written to {path}: {error}.") from error
    return count


def _is_up_to_date(path: Path, count: int) -> bool:
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION_ID:
                raise Conflict(_foreign(path))
            if connection.execute("PRAGMA user_version").fetchone()[0] != _EDITION:
                return False
            return bool(connection.execute("SELECT count(*) FROM sites").fetchone()[0] == count)
    except sqlite3.Error as error:
        raise Conflict(_foreign(path)) from error


def _foreign(path: Path) -> str:
    return f"{path} exists and was not made by the seed; move it away, or name another file in EXTERNAL_DATABASE_URL."


def _write(path: Path, count: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # Nobody else sees this file yet, and a crash leaves only the temporary one.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {_EDITION}")
        connection.execute("BEGIN")
        connection.execute(_TABLE)
        connection.executemany(_INSERT, _sites(count))
        connection.execute("COMMIT")


def _sites(count: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(20260301)  # noqa: S311  the same rows every time, and no secret
    weights = [often for _, often, _, _ in _KINDS]
    numbers: dict[str, int] = {}
    for number in range(1, count + 1):
        city, country, iso, latitude, longitude, is_harbour = chance.choice(_CITIES)
        kind, _, names, sizes = chance.choices(_KINDS, weights)[0]
        if kind == "port" and not is_harbour:
            kind, _, names, sizes = _KINDS[0]
        stem = f"{city} {chance.choice(_QUARTERS)} {chance.choice(names)}"
        numbers[stem] = numbers.get(stem, 0) + 1
        name = stem if numbers[stem] == 1 else f"{stem} {numbers[stem]}"
        status = chance.choices(("open", "planned", "closed"), (86, 6, 8))[0]
        capacity = round(chance.uniform(*sizes), -2) if sizes else None
        used = round(chance.betavariate(5, 2) * 100, 1) if sizes and status == "open" else None
        position = {"lat": _near(chance, latitude), "lon": _near(chance, longitude)}
        yield (
            f"{iso}-{number:05d}", name, kind, status, city, country, int(capacity) if capacity else None, used,
            int(kind in ("port", "warehouse") and chance.random() < 0.3), _opened(chance, status), json.dumps(position),
            _contact(chance), json.dumps(sorted(chance.sample(_CERTIFICATES, chance.randrange(4)))), _hours(chance),
            _updated(chance),
        )  # fmt: skip


def _near(chance: random.Random, degrees: float) -> float:
    return round(degrees + chance.gauss(0, 0.03), 5)


def _opened(chance: random.Random, status: str) -> str | None:
    if status == "planned":
        return None
    return (_TODAY - timedelta(days=chance.randrange(60, 365 * 45))).isoformat()


def _contact(chance: random.Random) -> str:
    given, family = chance.choice(_GIVEN), chance.choice(_FAMILY)
    return json.dumps({"manager": f"{given} {family}", "phone": f"+00 555 {chance.randrange(10**6):06d}"}, ensure_ascii=False)


def _hours(chance: random.Random) -> str:
    week = chance.choice(_HOURS)
    return json.dumps(
        {"mon-fri": week, "sat": chance.choice(("closed", "08:00-13:00", week)), "sun": "closed"}, ensure_ascii=False
    )


def _updated(chance: random.Random) -> str:
    moment = datetime(_TODAY.year, _TODAY.month, _TODAY.day, tzinfo=UTC) - timedelta(seconds=chance.randrange(86_400 * 400))
    return moment.isoformat().replace("+00:00", "Z")
