"""The words that the seed of the primary database is made of: names of people, their work, and projects."""

# ruff: noqa: RUF001 - letters of many alphabets are the point
from __future__ import annotations

from typing import Final

# Given names and family names that go together. Where the e-mail address cannot be read off a name, it stands behind the bar.
NAMES: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    (
        ("Ingrid", "Søren|soren", "Astrid", "Bjørn|bjorn", "Freja", "Håkon", "Linnéa", "Mikkel"),
        ("Ångström", "Østergaard|ostergaard", "Lindqvist", "Bergström", "Nørgaard|norgaard", "Sjöberg", "Halvorsen"),
    ),
    (
        ("Zoë", "Amélie", "Étienne", "Benoît", "François", "Hélène", "Théo", "Solène"),
        ("Lefèvre", "Dubois", "Béranger", "Garnier", "Delacroix", "Moreau", "D'Aubigné"),
    ),
    (
        ("José", "Lucía", "Íñigo", "Marisol", "Andrés", "Ximena", "Joaquín", "Inés"),
        ("Muñoz", "Ibáñez", "de la Cruz|delacruz", "Peña", "Castillo", "Núñez", "Valdés"),
    ),
    (
        ("Łukasz|lukasz", "Zofia", "Wojciech", "Małgorzata|malgorzata", "Stanisław|stanislaw", "Agnieszka"),
        ("Wiśniewski", "Dąbrowska", "Żak", "Wójcik", "Grabowski", "Pawłowska|pawlowska"),
    ),
    (
        ("Chinedu", "Ngozi", "Babatunde", "Ayọ̀délé|ayodele", "Ifeoma", "Kelechi", "Yetunde"),
        ("Okonkwo", "Eze", "Balogun", "Ọláyínká|olayinka", "Nwosu", "Adébáyọ̀|adebayo"),
    ),
    (
        ("Jürgen", "Käthe", "Günther", "Annika", "Matthias", "Lieselotte", "Björn"),
        ("Müller", "Weiß|weiss", "Schröder", "Krämer", "Vogel", "Grünwald", "Bauer"),
    ),
    (
        ("Priya", "Arjun", "Ananya", "Rohan", "Kavya", "Vikram", "Meera"),
        ("Raghunathan", "Iyer", "Chatterjee", "Deshpande", "Kulkarni", "Nair", "Banerjee"),
    ),
    (
        ("Şebnem", "Çağlar", "Özlem", "Emre", "Gülşen", "Deniz", "Yiğit"),
        ("Yıldız|yildiz", "Öztürk", "Çelik", "Aydın|aydin", "Şahin", "Kılıç|kilic"),
    ),
    (
        ("美咲|misaki", "健太|kenta", "さくら|sakura", "大輔|daisuke", "陽子|yoko"),
        ("田中|tanaka", "鈴木|suzuki", "小林|kobayashi", "渡辺|watanabe", "斎藤|saito"),
    ),
    (
        ("Олена|olena", "Дмитро|dmytro", "Катерина|kateryna", "Андрій|andrii", "Юлія|yuliia"),
        ("Шевченко|shevchenko", "Коваленко|kovalenko", "Бондар|bondar", "Мельник|melnyk"),
    ),
    (
        ("Siobhán", "Eoin", "Róisín", "Pádraig", "Aoife", "Cillian"),
        ("O'Brien", "Ní Dhonnchadha|nidhonnchadha", "Gallagher", "Mac Giolla|macgiolla", "Byrne"),
    ),
    (
        ("Nguyễn Minh|nguyen.minh", "Trần Thu|tran.thu", "Phạm Quốc|pham.quoc", "Lê Hồng|le.hong"),
        ("Anh", "Đức|duc", "Hương", "Khánh"),
    ),
)

TITLES: Final[tuple[str, ...]] = (
    "Account manager", "Analyst", "Billing specialist", "Customs agent", "Data engineer", "Designer", "Dispatcher",
    "Finance partner", "Fleet coordinator", "Head of operations", "Inventory planner", "IT support", "Logistics lead",
    "Office manager", "People partner", "Port liaison", "Procurement lead", "Product manager", "Quality auditor",
    "Safety officer", "Site manager", "Software engineer", "Warehouse supervisor",
)  # fmt: skip

PROJECTS: Final[tuple[tuple[str, str], ...]] = (
    ("Cold chain audit", "Find where the temperature log of a shipment stops, and close the gaps."),
    ("Dock scheduling", "One calendar for all docks, so that lorries stop queueing on Mondays."),
    ("Returns portal", "Customers announce a return before it arrives."),
    ("Zollanmeldung 2.0", "Customs declarations without retyping; pilot in Hamburg and Gdańsk."),
    ("Carrier scorecards", "Compare carriers by delay, damage and price each quarter."),
    ("Night shift lighting", "Replace the lamps of three warehouses; measure before and after."),
    ("Pallet pooling", "Share empty pallets between sites in place of buying new ones."),
    ("Master data clean-up", "One record for each supplier."),
    ("Forklift telemetry", "Know which forklifts stand still, and why."),
    ("Supplier onboarding", "From the first call to the first order in ten days."),
    ("Inventory recount", "Count everything once before the fiscal year ends."),
    ("Port of Açu pilot", "First transports through the new port."),
    ("Invoice matching", "Match invoices and deliveries automatically; people see only what does not fit."),
    ("Driver check-in kiosks", "Drivers register in their own language."),
    ("Emissions report", "Numbers for each route, checked by the auditor."),
    ("Spare parts forecast", "Order before it breaks."),
    ("Warehouse map", "Where is what: shelves, aisles and doors of every site."),
    ("Incident reviews", "Write down what happened within two days, without blame."),
    ("Contract renewals", "Nobody is surprised by a deadline."),
    ("Label printers", "Replace the old printers, keep the labels."),
    ("Safety training", "Everybody once a year, with proof."),
    ("Demand planning", "A forecast for twelve weeks that planners trust."),
    ("São Paulo expansion", "Second site, fifty people, opening in spring."),
    ("Handover checklists", "What the next shift has to know."),
    ("Fuel cards", "One provider for all countries."),
    ("Archive migration", "Move the paper archive; destroy what may be destroyed."),
    ("Visitor badges", "Badges that end by themselves."),
    ("Route optimisation", "Fewer empty kilometres between the northern sites."),
    ("Supplier portal", "Suppliers see their own orders and nothing else."),
    ("Quality gates", "Check at the dock in place of at the customer."),
)
