#!/usr/bin/env python3
"""Makes the packages beside it: small office documents and a book, and some that are up to no good."""
import os, zipfile

here = os.path.dirname(os.path.abspath(__file__))


def package(name, files):
    with zipfile.ZipFile(os.path.join(here, name), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files:
            info = zipfile.ZipInfo(path, (2026, 1, 31, 12, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="urn:r"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def document(body, head=HEAD):
    return f"{head}<w:document {W}><w:body>{body}</w:body></w:document>"


def run(text, properties=""):
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def field(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


TYPES = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="xml" ContentType="application/xml"/></Types>')
BODY = "".join(f"<w:p>{p}</w:p>" for p in [
    run("Cut in") + "<w:proofErr/>" + run("to ", '<w:lang w:val="en-US"/>') + run("runs &amp; pieces."),
    run("Some ") + run("bold", "<w:b/>") + run(" words."),
    run("Name:") + "<w:r><w:tab/><w:t>Its value</w:t></w:r>",
    run("See ") + '<w:hyperlink r:id="r1">' + run("the link", "<w:u/>") + "</w:hyperlink>" + run(" now."),
    run("Page ") + field("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + field("separate") + run("1x")
    + field("end") + run(" of many"),
    "<w:del>" + run("Gone").replace("w:t", "w:delText") + "</w:del>" + "<w:ins>" + run("Added text") + "</w:ins>",
    run("Around ") + "<w:r><w:pict><w:txbxContent><w:p>" + run("Text of the box")
    + "</w:p></w:txbxContent></w:pict></w:r>" + run(" a box"),
])
package("sample.docx", [
    ("[Content_Types].xml", TYPES), ("word/document.xml", document(BODY)),
    ("word/header1.xml", document("<w:p>" + run("Text of the header") + "</w:p>")), ("word/media/a.png", bytes(range(256)))])
A = 'xmlns:a="urn:a" xmlns:p="urn:p"'
package("sample.pptx", [("[Content_Types].xml", TYPES)] + [
    (f"ppt/slides/slide{n}.xml", f'<p:sld {A}><a:p><a:r><a:rPr lang="en-US" dirty="0"/><a:t>Slide number </a:t></a:r>'
     f'<a:r><a:rPr lang="en-GB"/><a:t>{n}</a:t></a:r></a:p></p:sld>') for n in (10, 2)])
package("sample.xlsx", [
    ("[Content_Types].xml", TYPES),
    ("xl/sharedStrings.xml", '<sst xmlns="urn:s"><si><t>A cell</t></si><si><r><t>Some </t></r><r><rPr><b/></rPr>'
     '<t>bold</t></r><r><t> text</t></r></si><si><t>Column</t></si></sst>'),
    ("xl/tables/table1.xml", '<table xmlns="urn:s"><tableColumn name="Column"/></table>')])
O = 'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:style="urn:s" xmlns:officeooo="urn:oo"'
package("sample.odt", [
    ("mimetype", "application/vnd.oasis.opendocument.text"),
    ("content.xml", f'<office:document-content {O}><style:style style:name="T1" style:family="text">'
     '<style:text-properties officeooo:rsid="1"/></style:style><office:body><text:tracked-changes><text:p>Gone</text:p>'
     '</text:tracked-changes><text:h>A heading</text:h><text:p>Cut <text:span text:style-name="T1">in</text:span>to '
     '<text:span text:style-name="T2">bold</text:span> pieces<text:note><text:note-citation>1</text:note-citation>'
     '<text:note-body><text:p>Text of the note</text:p></text:note-body></text:note> here.</text:p>'
     '<text:p>One<text:tab/>Two</text:p></office:body></office:document-content>')])
package("sample.epub", [
    ("mimetype", "application/epub+zip"),
    ("META-INF/container.xml", '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'),
    ("OPS/book.opf", '<package xmlns:dc="urn:dc"><metadata><dc:title>A book</dc:title><dc:language>en</dc:language>'
     '</metadata><manifest><item id="a" href="text/one%201.xhtml" media-type="application/xhtml+xml"/>'
     '<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest></package>'),
    ("OPS/text/one 1.xhtml", '<?xml version="1.0"?><!DOCTYPE html><html><body><p>Text of <i>the</i> chapter</p></body></html>'),
    ("OPS/toc.ncx", "<ncx><navLabel><text>Chapter one</text></navLabel></ncx>")])

package("bomb.docx", [("word/document.xml", document("<w:p>" + run(" " * (8 << 20)) + "</w:p>"))])
package("path.docx", [("../word/document.xml", document(BODY)), ("word/document.xml", document(BODY))])
package("entity.docx", [("word/document.xml", document(
    "<w:p>&a;</w:p>", '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'))])
package("broken.docx", [("word/document.xml", document(BODY)[:-5])])
