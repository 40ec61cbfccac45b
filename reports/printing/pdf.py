"""The report as a PDF."""

from pathlib import Path
from typing import Any

from kernel.typesetting import pdf_of
from reports.content import in_words, lines_of, signed
from reports.printing.heading import Heading

TEMPLATE = Path(__file__).with_name("report.typ")


def report_pdf(heading: Heading, content: dict[str, Any]) -> bytes:
    """The PDF's bytes."""
    data = {
        "title": heading.title,
        "lines": [f"{heading.office}　{heading.days}", f"{heading.as_of}　{heading.version}"],
        "standing": [list(line) for line in lines_of(content)],
        "period": [[one["label"], signed(one["value"])] for one in content["period"]],
        "blocks": content.get("blocks", []),
        "tables": [
            {
                "title": table["title"],
                "note": table["note"],
                "columns": table["columns"],
                "rows": [[row["label"], *(in_words(cell) for cell in row["cells"])] for row in table["rows"]],
            }
            for table in content["tables"]
        ],
    }
    return pdf_of(TEMPLATE, data)
