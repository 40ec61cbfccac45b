"""The parts of a workbook: cells and how they look. What a formula came to is kept, the formula is not."""

from lxml import etree

from kernel.sandboxed.texts import Element, Leads, remove, tidy

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = {"workbookPr", "bookViews", "sheets"}
PARTS = {
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells",
    "phoneticPr", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "drawing",
}  # fmt: skip


# What people may miss of what is not kept, by the name it is told under; each child of it counts, or itself.
TOLD = {
    "hyperlinks": "links", "conditionalFormatting": "conditional_formats", "dataValidations": "validations",
    "definedNames": "names", "tableParts": "tables", "sheetProtection": "protection",
    "workbookProtection": "protection", "protectedRanges": "protection", "scenarios": "scenarios",
}  # fmt: skip
# What nobody sees: how the program counts, its own version, the frames of remarks that are counted by themselves.
UNSEEN = {
    "fileVersion", "fileRecoveryPr", "calcPr", "sheetCalcPr", "extLst", "ignoredErrors", "legacyDrawing",
    "AlternateContent", "revisionPtr", "customWorkbookViews", "functionGroups", "absPath",
}  # fmt: skip


def clean_book(root: Element, leads: Leads) -> None:
    """The list of sheets and how dates are counted; no names that hold formulas, no path of the author's."""
    _keep_children(root, BOOK, leads)
    tidy(root, leads)


def clean(root: Element, leads: Leads) -> None:
    """A sheet; a formula without a result stays as words, for nothing in a cell is lost."""
    _keep_children(root, PARTS, leads)
    for setup in root.iter(f"{{{SHEET}}}pageSetup"):
        for name in [name for name in setup.attrib if name.endswith("}id")]:
            del setup.attrib[name]
    for formula in list(root.iter(f"{{{SHEET}}}f")):
        _as_value(formula)
        leads.left["formulas"] += 1
    tidy(root, leads)


def _keep_children(root: Element, kept: set[str], leads: Leads) -> None:
    for element in list(root):
        name = etree.QName(element).localname
        if name not in kept:
            remove(element)
        if name not in kept | UNSEEN:
            leads.left[TOLD.get(name, "others")] += max(1, len(element)) if name.endswith("s") else 1


def _as_value(formula: Element) -> None:
    cell = formula.getparent()
    if cell is None:
        return
    words = (formula.text or "").strip()
    remove(formula)
    if words and not (cell.findtext(f"{{{SHEET}}}v") or ""):
        for child in list(cell):
            remove(child)
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{{{SHEET}}}is"), f"{{{SHEET}}}t").text = f"={words}"
