"""The disclosure as a page for the official site: one file, no script, nothing fetched from elsewhere."""

from django.template.loader import render_to_string

from reports.publishing.sheet import Sheet


def disclosure_html(sheet: Sheet) -> bytes:
    """The page's bytes."""
    return render_to_string("reports/disclosures/published.html", {"sheet": sheet}).encode()
