"""A workspace of small lists made for the purpose: agencies with numbers, and names of partners that mean some of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clerestory.workbench import Workbench

FBI = "ori,data_year,pub_agency_name,state_abbr,county_name,agency_type_name,population,officer_ct,civilian_ct,total_pe_ct,pe_ct_per_1000"
AGENCIES = (
    "AR0230100,2025,Conway,AR,FAULKNER,City,67000,120,40,160,2.4",
    "MO0480000,2025,Jackson,MO,JACKSON,County,700000,100,50,150,0.2",
    "MS0300000,2025,Jackson,MS,JACKSON,County,140000,90,50,140,1.0",
    "MO0160400,2025,Jackson,MO,CAPE GIRARDEAU,City,15000,30,5,35,2.3",
    "CA0331200,2025,Menifee,CA,RIVERSIDE,City,100000,80,20,100,1.0",
    "CA0339900,2021,Menifee,CA,RIVERSIDE,City,90000,0,0,0,0",
    "CA0170000,2025,Lake,CA,LAKE,County,68000,60,30,90,1.3",
)
PARTNERS = (
    "Conway AR PD",
    "AR - Conway PD [Inactive]",
    "Jackson County MO SO",
    "Menifee CA PD",
    "City of Jackson MO",
    "DO NOT USE",
    "Highlands HOA (CA)",
)


def workspace(folder: Path, agencies: Sequence[str] = AGENCIES, partners: Sequence[str] = PARTNERS) -> Workbench:
    """A workspace that holds both lists."""
    files = folder / "files"
    files.mkdir()
    (files / "lee_latest.csv").write_text("\n".join([FBI, *agencies]) + "\n", encoding="utf-8")
    edges = [f"lake-county-ca-so,2026-04-{day:02d},outbound,{name}" for name in partners for day in (1, 8)]
    (files / "sharing_edges.csv").write_text("\n".join(["slug,archived_date,direction,partner_name", *edges]) + "\n", encoding="utf-8")
    bench = Workbench.create(folder / "workspace")
    bench.add(bench.find_files([str(files)]))
    return bench
