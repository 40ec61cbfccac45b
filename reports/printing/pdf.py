"""The report as a PDF."""

from pathlib import Path
from typing import Any

from kernel.typesetting import pdf_of
from reports.cells import in_words, signed
from reports.content import lines_of
from reports.differences import CHANGED
from reports.printing.heading import Heading
from reports.prose.paragraphs import paragraphs_of

TEMPLATE = Path(__file__).with_name("report.typ")


def report_pdf(heading: Heading, content: dict[str, Any]) -> bytes:
    """The PDF's bytes."""
    data = {
        "title": heading.title,
        "lines": [f"{heading.office}　{heading.days}", f"{heading.as_of}　{heading.version}"],
        "text": [{"heading": is_heading, "words": line} for is_heading, line in paragraphs_of(content.get("text", ""))],
        "changes": [[one[name] for name in CHANGED] for one in content.get("changes", [])],
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
