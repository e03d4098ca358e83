"""A report as a card in a notebook: HTML without scripts, in the colours of its theme."""

from __future__ import annotations

import re
from html import escape

from .outline import Line, Outline, Row, Section

# JupyterLab's variables first, then those of VS Code. The last fallback is what reads on white and
# on black alike: the page's own colour, thinned, and tones from the middle of the scale.
_STYLE = """<style>
.modreset {
  --mr-text: var(--jp-content-font-color1, var(--vscode-editor-foreground, inherit));
  --mr-quiet: var(--jp-content-font-color2, var(--vscode-descriptionForeground, #858585));
  --mr-line: var(--jp-border-color2, var(--vscode-panel-border, #80808059));
  --mr-back: var(--jp-layout-color2, var(--vscode-textCodeBlock-background, #8080801a));
  --mr-accent: var(--jp-brand-color1, var(--vscode-textLink-foreground, #2f86d6));
  --mr-warning: var(--jp-warn-color1, var(--vscode-editorWarning-foreground, #c77700));
  --mr-error: var(--jp-error-color1, var(--vscode-errorForeground, #e0443e));
  --mr-code: var(--jp-code-font-family, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace);
  color: var(--mr-text); font-size: var(--jp-ui-font-size1, 13px); line-height: 1.5;
  border-left: 3px solid var(--mr-accent); padding: 1px 0 1px 9px; margin: 2px 0;
  overflow-wrap: anywhere;
}
.modreset.mr-warning { border-left-color: var(--mr-warning); }
.modreset.mr-error { border-left-color: var(--mr-error); }
.modreset code { font-family: var(--mr-code); font-size: .93em; color: inherit; }
.modreset summary { cursor: pointer; }
.modreset summary:focus-visible { outline: 1px solid var(--mr-accent); }
.modreset .mr-quiet { color: var(--mr-quiet); }
.modreset .mr-body { margin: 4px 0 4px 14px; }
.modreset .mr-title { font-weight: 600; margin: 6px 0 1px; }
.modreset div.mr-warning, .modreset span.mr-warning { color: var(--mr-warning); }
.modreset div.mr-error, .modreset span.mr-error { color: var(--mr-error); }
.modreset .mr-row { font-family: var(--mr-code); font-size: .93em; }
.modreset .mr-lead { white-space: pre; color: var(--mr-quiet); }
.modreset .mr-note { color: var(--mr-quiet); margin-left: 1.2em; }
.modreset .mr-source {
  background: var(--mr-back); border-radius: 3px; padding: 3px 0; overflow-x: auto;
}
.modreset .mr-source .mr-row {
  white-space: pre; padding: 0 8px; border-left: 3px solid transparent;
}
.modreset .mr-table { display: grid; grid-template-columns: auto auto 1fr; column-gap: 1.5em; }
.modreset .mr-table .mr-row { display: contents; }
.modreset .mr-table .mr-note { margin: 0; }
.modreset .mr-source .mr-marked { border-left-color: var(--mr-error); font-weight: 600; }
</style>"""


_CODE = re.compile(r"`([^`]+)`")


def render(outline: Outline, *, full: bool) -> str:
    """Make a card of a report.

    Parameters
    ----------
    outline
        What it says.
    full
        Whether it is open from the beginning.

    Returns
    -------
    str
        HTML, all of the report's own words escaped; empty where there is nothing to say.

    Examples
    --------
    >>> "1 &lt; 2" in render(Outline((Line("1 < 2"),)), full=False)
    True
    """
    if not outline.lines:
        return ""
    first, *others = outline.lines
    body = "".join(map(_section, outline.sections))
    head = _head(first)
    if body:
        head = (
            f"<details{' open' if full else ''}><summary>{head}</summary>"
            f'<div class="mr-body">{body}</div></details>'
        )
    else:
        head = f"<div>{head}</div>"
    rest = "".join(f'<div class="mr-{line.tone}">{_marked_up(line.text)}</div>' for line in others)
    return f'<div class="modreset{_worst(outline.lines)}">{_STYLE}{head}{rest}</div>'


def _worst(lines: tuple[Line, ...]) -> str:
    tones = {line.tone for line in lines}
    return next((f" mr-{tone}" for tone in ("error", "warning") if tone in tones), "")


def _head(line: Line) -> str:
    """Set what happened apart from what it happened for."""
    what, dot, cause = line.text.partition(" · ")
    quiet = f'<span class="mr-quiet"> · {escape(cause)}</span>' if dot else ""
    return f'<span class="mr-{line.tone}">{_marked_up(what)}</span>{quiet}'


def _marked_up(text: str) -> str:
    """Escape a line, and set what is to be typed, between backticks, as code."""
    return _CODE.sub(r"<code>\1</code>", escape(text))


def _section(section: Section) -> str:
    rows = "".join(map(_row, section.rows))
    kind = f' class="mr-{section.kind}"'
    title = f'<div class="mr-title mr-{section.tone}">{escape(section.title)}</div>'
    return f"{title if section.title else ''}<div{kind}>{rows}</div>"


def _row(row: Row) -> str:
    marked = " mr-marked" if row.marked else ""
    lead = f'<span class="mr-lead">{escape(row.lead.rstrip())} </span>' if row.lead else ""
    note = f'<span class="mr-note">{escape(row.note)}</span>' if row.note else ""
    return f'<div class="mr-row{marked}">{lead}<span>{escape(row.text)}</span>{note}</div>'
