# SPDX-License-Identifier: Apache-2.0
"""Which parts of a Word, Excel or PowerPoint file are needed to read it, and what are the others?"""

_OPEN = "application/vnd.openxmlformats-officedocument."
MAIN_TYPES = {
    "docx": f"{_OPEN}wordprocessingml.document.main+xml",
    "xlsx": f"{_OPEN}spreadsheetml.sheet.main+xml",
    "pptx": f"{_OPEN}presentationml.presentation.main+xml",
}
PICTURES = {"image/jpeg": "jpg", "image/jpg": "jpg", "image/png": "png"}
_MAIN_WORDS = {
    "docx": ("wordprocessingml.document", "ms-word.document", "ms-word.template"),
    "xlsx": (
        "spreadsheetml.sheet",
        "spreadsheetml.template",
        "ms-excel.sheet",
        "ms-excel.template",
    ),
    "pptx": ("presentationml", "ms-powerpoint"),
}
_KEPT = frozenset(
    _OPEN + name + "+xml"
    for name in (
        *(
            f"wordprocessingml.{part}"
            for part in ("styles", "settings", "webSettings", "fontTable", "numbering",
                         "footnotes", "endnotes", "comments", "header", "footer")
        ),
        *(
            f"spreadsheetml.{part}"
            for part in ("worksheet", "chartsheet", "sharedStrings", "styles", "table")
        ),
        *(
            f"presentationml.{part}"
            for part in ("slide", "slideLayout", "slideMaster", "notesSlide", "notesMaster",
                         "handoutMaster", "presProps", "viewProps", "tableStyles")
        ),
        *(
            f"drawingml.{part}"
            for part in ("chart", "chartshapes", "diagramData", "diagramLayout", "diagramStyle",
                         "diagramColors")
        ),
        "theme", "themeOverride", "drawing",
    )
)  # fmt: skip
_CODES = (
    ("metadata", ("docprops/", "thumbnail")),
    ("macros", ("vba", "macro", "xlm", "dialogsheet", "intlmacrosheet")),
    ("activex", ("activex", "ctrlprop")),
    ("ole", ("oleobject", "embeddings/", "package", "bin")),
    ("custom_xml", ("customxml",)),
    ("outside_content", ("externallink", "connections", "querytable", "webextension")),
    ("media", ("media/", "audio/", "video/")),
)


def is_kept(kind: str) -> bool:
    """Whether a part of this type comes along."""
    return kind in _KEPT


def is_main(kind: str, ending: str) -> bool:
    """Whether this is the type of a main part of such a file, with macros or without."""
    return kind.endswith("main+xml") and any(word in kind for word in _MAIN_WORDS[ending])


def dropped_code(name: str, kind: str) -> str:
    """Under which code the clerk is told of a part that stays behind."""
    words = f"{name} {kind.partition('officedocument.')[2] or kind}".lower()
    for code, marks in _CODES:
        if any(mark in words for mark in marks):
            return code
    return "other_parts"
