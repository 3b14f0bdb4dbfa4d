"""QR codes as drawings of vectors, for pages and papers. Knows no word of the domain."""

import segno

CORRECTS = "m"  # 15 of 100 signs may be lost: paper is folded and stamped


def qr_svg(text: str) -> str:
    """The SVG of a text: dark on light whatever the page's colours, with the quiet zone that readers need, no size of its own."""
    code = segno.make(text, error=CORRECTS, micro=False, boost_error=False)
    return str(code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None))
