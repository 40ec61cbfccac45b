"""The wall print as a PDF on A3."""

from dataclasses import asdict
from pathlib import Path

from kernel.typesetting import pdf_of
from reports.queries.wall import WallRegion

TEMPLATE = Path(__file__).with_name("wall.typ")


def wall_pdf(title: str, about: str, legend: list[tuple[str, str]], regions: list[WallRegion]) -> bytes:
    """The PDF's bytes."""
    data = {"title": title, "about": about, "legend": legend, "regions": [asdict(region) for region in regions]}
    return pdf_of(TEMPLATE, data)
