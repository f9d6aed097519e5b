"""The visitors of a day as a sheet to print or to keep: plain HTML, in which no name is markup."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from html import escape

from PySide6.QtCore import QCoreApplication

from door_access.desk.visitor_desk import ExpectedVisitor
from ui.desk.visitors.visitors_model import Column, heading, text_of

_PRINTED = (Column.NAME, Column.TIME, Column.COMPANY, Column.HOST, Column.VISIT)
_STYLE = "table{border-collapse:collapse} th,td{border:1px solid #888;padding:4px 8px;text-align:left}"


def list_html(day: date, visitors: Sequence[ExpectedVisitor], zone: tzinfo, now_utc: datetime) -> str:
    """Return the sheet, with an empty column to tick off who has left, which no door knows."""
    title = escape(_tr("Visitors on {day}").format(day=f"{day:%Y-%m-%d}"))
    heads = [*(heading(column) for column in _PRINTED), _tr("Left")]
    rows = [[*(text_of(one, column, day, zone, now_utc) for column in _PRINTED), ""] for one in visitors]
    table = _row("th", heads) + "".join(_row("td", row) for row in rows)
    none = "" if visitors else f"<p>{escape(_tr('Nobody is expected.'))}</p>"
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f'<table border="1" cellspacing="0" cellpadding="4">{table}</table>{none}</body></html>'
    )


def _row(tag: str, cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def _tr(text: str) -> str:
    return QCoreApplication.translate("visitors", text)
