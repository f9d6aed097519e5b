"""One readable HTML file that needs nothing else, as it is printed or sent.

One rule: whatever is told is text. A name with markup in it shows its markup, and nothing is ever run or
fetched from elsewhere.
"""

import base64
from collections.abc import Iterable, Sequence
from html import escape

STYLE = (
    "body{font:16px system-ui,sans-serif;max-width:830px;margin:24px auto;padding:0 16px;"
    "color:#1a2233;background:#fff;line-height:1.5}h1{font-size:26px}h2{font-size:19px;margin-top:28px}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:5px 10px;"
    "border-bottom:1px solid #d5dbe5;overflow-wrap:anywhere}th{font-weight:600}"
    "img{height:160px;margin:0 8px 8px 0}.quiet{color:#5a6478}"
)
"""In pixels: Qt, which shows pages before they are saved, knows no other lengths."""
_HEAD = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:;'
    " style-src 'unsafe-inline'\">"
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
)

Cells = Sequence[str]


def page(title: str, parts: Iterable[str]) -> str:
    """Return the whole file; ``parts`` are what the functions below return."""
    body = "\n".join(parts)
    return (
        f"{_HEAD}<title>{escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    )


def section(title: str, parts: Iterable[str]) -> str:
    return f"<h2>{escape(title)}</h2>\n" + "\n".join(parts)


def paragraph(text: str, *, is_quiet: bool = False) -> str:
    mark = ' class="quiet"' if is_quiet else ""
    return f"<p{mark}>{_lines(text)}</p>"


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Return what is told of each thing, one below the other; what is empty is left out."""
    told = (
        f'<tr><th scope="row">{escape(what)}</th><td>{_lines(text)}</td></tr>' for what, text in rows if text
    )
    return f"<table>{''.join(told)}</table>"


def table(heads: Cells, rows: Iterable[Cells], *, empty: str) -> str:
    """Return the rows below their heads, or the sentence that there are none."""
    told = ["".join(f"<td>{_lines(cell)}</td>" for cell in row) for row in rows]
    if not told:
        return paragraph(empty)
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    return f"<table><tr>{head}</tr>" + "".join(f"<tr>{row}</tr>" for row in told) + "</table>"


def pictures(jpegs: Iterable[bytes], *, of: str) -> str:
    """Return JPEGs that lie in the file itself."""
    told = (base64.b64encode(jpeg).decode() for jpeg in jpegs)
    return "".join(f'<img alt="{escape(of)}" src="data:image/jpeg;base64,{one}">' for one in told)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
