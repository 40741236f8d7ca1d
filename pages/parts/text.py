"""Text on pages. Whatever comes from a file goes through `md`, so that it is shown and never interpreted."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:^=&\"'])")


def md(text: object) -> str:
    """Escape everything that Markdown, LaTeX, HTML or Streamlit's own directives would act on.

    >>> print(md("$5 and <b>*x*</b> :red[y]"))
    \\$5 and \\<b\\>\\*x\\*\\</b\\> \\:red\\[y\\]
    """
    return _SPECIAL.sub(r"\\\1", str(text)).replace("\n", " ")


def money_safe(text: str) -> str:
    """Our own sentences: only the dollar signs are escaped, since two of them would become LaTeX."""
    return text.replace("$", "\\$")
