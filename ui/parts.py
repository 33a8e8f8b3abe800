"""What both tabs are built from."""

from __future__ import annotations

from typing import Any

import gradio as gr


def html(value: str, **options: Any) -> gr.HTML:
    """A piece of the page as written, without Gradio's styles for prose. `value` must be escaped already."""
    return gr.HTML(value, apply_default_css=False, **options)
