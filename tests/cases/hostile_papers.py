"""Word files that act, fetch, hide or tell who wrote them."""

from tests.cases import papers
from tests.cases.papers import ELSEWHERE, changed, package, parts_of, relation, sheet, with_body, with_relation, word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RUN = "<w:r>{}</w:r>"
BEGIN, SEPARATE, END = (RUN.format(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end"))
SETTINGS_RELS = "word/_rels/settings.xml.rels"


def told(*pieces: str) -> str:
    """Runs of an instruction, a piece in each."""
    return "".join(RUN.format(f'<w:instrText xml:space="preserve">{piece}</w:instrText>') for piece in pieces)


def shown(words: str) -> str:
    """A run of words."""
    return RUN.format(f"<w:t>{words}</w:t>")


def paragraph(*runs: str) -> str:
    """A paragraph."""
    return f"<w:p>{''.join(runs)}</w:p>"


def a_field(*pieces: str, result: str = "结果") -> str:
    """A paragraph with a field in it."""
    return paragraph(BEGIN, told(*pieces), SEPARATE, shown(result), END)


ACTING_FIELDS = {
    "a program": a_field('DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"'),
    "a program in small letters": a_field("ddeauto secretcmd"),
    "a program in pieces": a_field("D", "DEA", "UTO secretcmd"),
    "a program in character references": a_field("&#68;&#x44;E secretcmd"),
    "a program behind a blank": a_field("\u00a0\u3000 DDE secretcmd"),
    "a picture from elsewhere": a_field(f'INCLUDEPICTURE "{ELSEWHERE}" \\d'),
    "a text from elsewhere": a_field("IncludeText secretfile"),
    "a link to an object": a_field("LINK Excel.Sheet.8 secretfile"),
    "a macro behind a button": a_field("MACROBUTTON secretmacro"),
    "an import": a_field("IMPORT secretfile"),
    "an add-in": a_field("ADDIN secretdata"),
    "a database": a_field("DATABASE secretquery"),
    "a keyword that a field makes": paragraph(
        BEGIN, BEGIN, told('QUOTE "DDE"'), SEPARATE, shown("DDE"), END, told(" secretcmd"), SEPARATE, shown("结果"), END
    ),
    "a field inside a field that counts": paragraph(
        BEGIN, told("PAGE "), BEGIN, told("DDE secretcmd"), SEPARATE, shown("x"), END, SEPARATE, shown("结果"), END
    ),
    "a field that never ends": paragraph(BEGIN, told("DDE secretcmd"), SEPARATE, shown("结果")),
    "an instruction outside a field": paragraph(told("DDE secretcmd"), shown("结果")),
    "a simple field": f'<w:p><w:fldSimple w:instr="DDE secretcmd">{shown("结果")}</w:fldSimple></w:p>',
    "a simple field in small letters": f'<w:p><w:fldSimple w:instr=" &#100;de secretcmd">{shown("结果")}</w:fldSimple></w:p>',
    "a deleted instruction": paragraph(
        BEGIN, "<w:del w:id='1' w:author='演示作者'><w:r><w:delInstrText>DDE secretcmd</w:delInstrText></w:r></w:del>",
        SEPARATE, shown("结果"), END,
    ),
    "a form that runs a macro": paragraph(
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:entryMacro w:val="secretmacro"/></w:ffData></w:fldChar></w:r>',
        told("FORMTEXT"), SEPARATE, shown("结果"), END,
    ),
}  # fmt: skip
QUIET_FIELDS = (
    "PAGE",
    " numpages \\* MERGEFORMAT ",
    'DATE \\@ "yyyy年M月d日"',
    'TOC \\o "1-3" \\h \\z \\u',
    "REF _Ref1 \\h",
)

SPELLINGS = [
    relation("attachedTemplate"),
    relation("attachedTemplate", "file:///\\\\127.0.0.1\\x.dotm"),
    relation("attachedTemplate", "&#104;ttp://127.0.0.1/x"),
    relation("ATTACHEDTEMPLATE"),
    relation("attachedTemplate", mode="TargetMode='external'"),
    relation("attachedTemplate", mode='TargetMode = "EXTERNAL"'),
    f"<r:Relationship xmlns:r='http://schemas.openxmlformats.org/package/2006/relationships' Target='{ELSEWHERE}' TargetMode='External' Id='r' Type='{papers.OFFICE}/attachedTemplate'></r:Relationship>",
    relation("http://purl.oclc.org/ooxml/officeDocument/relationships/attachedTemplate"),
    relation("subDocument"),
    relation("image"),
    relation("oleObject"),
    relation("frame"),
    relation("mailMergeSource"),
    relation("aFChunk", "/word/document.xml", mode=""),
    relation("control", "/word/document.xml", mode=""),
]
STRANGE_NAMES = (
    "../evil.xml", "/evil.xml", "word/../../evil.xml", "word\\evil.xml", "C:/evil.xml", "word/./evil.xml",
    "word//evil.xml", "WORD/document.xml", "word/ev\x01il.xml", "word/evil.xml.",
)  # fmt: skip
FOREIGN = {
    "a macro": ("word/vbaProject.bin", "application/vnd.ms-office.vbaProject"),
    "an object": ("word/embeddings/oleObject1.bin", "application/vnd.openxmlformats-officedocument.oleObject"),
    "a control": ("word/activeX/activeX1.xml", "application/vnd.ms-office.activeX+xml"),
    "a program": ("word/media/run.exe", "application/octet-stream"),
    "a page": ("word/page.html", "text/html"),
    "something nobody declared": ("word/else.dat", ""),
    "a drawing that plays programs": ("word/media/image9.emf", "image/x-emf"),
}


def with_part(content: bytes, name: str, kind: str) -> bytes:
    """The package with one more part."""
    inside = parts_of(content)
    types = inside["[Content_Types].xml"].decode()
    override = f'<Override PartName="/{name}" ContentType="{kind}"/>' if kind else ""
    return package({**inside, name: b"<x/>", "[Content_Types].xml": types.replace("</Types>", f"{override}</Types>")})


def changed_kind(content: bytes, kind: str, other: str) -> bytes:
    """The package with another kind for a part."""
    inside = parts_of(content)
    types = inside["[Content_Types].xml"].decode()
    assert kind in types
    return package(
        {**inside, "[Content_Types].xml": types.replace(f"vnd.openxmlformats-officedocument.{kind}", f"vnd.{other}")}
    )


def _laughing() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    document = f'<!DOCTYPE w:document [<!ENTITY a0 "ha">{entities}]><w:document {W}><w:body>&a9;</w:body></w:document>'
    return changed(word(), word__document_DOT_xml=document)


REFUSED = {
    **{f"a relation: {spelled}": (with_relation(word(), spelled, SETTINGS_RELS), "leads_elsewhere") for spelled in SPELLINGS},
    **{f"a name: {name!r}": (package({**parts_of(word()), name: b"<x/>"}), "strange_part") for name in STRANGE_NAMES},
    **{what: (with_part(word(), name, kind), "active_content") for what, (name, kind) in FOREIGN.items()},
    "entities": (_laughing(), "has_entities"),
    "an outer entity": (
        changed(
            word(),
            word__document_DOT_xml=f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document {W}>&e;</w:document>',
        ),
        "has_entities",
    ),
    "a document type in another coding": (
        changed(word(), word__document_DOT_xml=f"<!DOCTYPE x []><w:document {W}/>".encode("utf-16")),
        "has_entities",
    ),
    "macros by the kind of the main part": (
        changed_kind(word(), "wordprocessingml.document.main+xml", "ms-word.document.macroEnabled.main+xml"),
        "active_content",
    ),
    "another namespace": (
        changed(word(), word__document_DOT_xml='<d:document xmlns:d="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'),
        "broken",
    ),
    "a classified document": (word("机密★10年"), "classified"),
    "a classified workbook": (sheet("绝密"), "classified"),
    "a zip of something": (package({"a.txt": "x"}), "unknown_type"),
}  # fmt: skip

TELLING_BODY = (
    '<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD"><w:ins w:id="1" w:author="演示作者" w:date="2026-01-01T00:00:00Z">'
    f"{shown('增')}</w:ins></w:p>"
    '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/secret" w:storeItemID="{1}"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>'
)


def telling() -> bytes:
    """A document that tells of its makers in every place where one can."""
    return with_body(word(), TELLING_BODY)
