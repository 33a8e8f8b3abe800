"""create_app: the page (Gradio Blocks) around a Service. Loads no model and launches nothing."""

from __future__ import annotations

from typing import Any

import gradio as gr

from index.index import Index
from qa.answer import Answerer
from ui import render
from ui.api import ApiBlocks, Service, register
from ui.chat import Chat, Exchanges
from ui.library import Library
from ui.messages import EN, Language, Texts, preferred, texts
from ui.parts import html

READERS = 2  # questions read at a time: more would share the same cores and make each slower
_WAITING = 200  # requests in the queue, all endpoints together; more are refused
_LANGUAGE = "(language) => window.depeche.setLanguage(language)"


def create_app(answerer: Answerer, index: Index, *, readers: int = READERS) -> gr.Blocks:
    """The page and the API over one index. `readers`: questions that are read at the same time."""
    service = Service(answerer, index, readers=readers)
    app = ApiBlocks(title="Dépêche", analytics_enabled=False, delete_cache=(3600, 3600))
    with app:
        with gr.Row(elem_id="masthead"):
            heading = html(_heading(EN), elem_id="heading", scale=1, min_width=0)
            language = gr.Radio(
                [("Français", "fr"), ("English", "en")],
                value="en",
                label=EN.interface_language,
                elem_id="language",
                container=False,
                scale=0,
                min_width=0,
                interactive=True,
            )
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(EN.ask_tab, id="ask") as ask_tab:
                chat = Chat(service)
            with gr.Tab(EN.documents_tab, id="documents") as documents_tab:
                library = Library(service)
        localised = [heading, language, ask_tab, documents_tab, *chat.localised, *library.localised]

        def labels(chosen: Language) -> list[Any]:
            words = texts(chosen)
            return [
                _heading(words),
                gr.Radio(label=words.interface_language, value=chosen),
                gr.update(label=words.ask_tab),
                gr.update(label=words.documents_tab),
                *chat.labels(chosen),
                *library.labels(chosen),
            ]

        def begin(request: gr.Request) -> list[Any]:
            chosen = preferred(request.headers.get("accept-language"))
            return [*labels(chosen), *library.show(0, chosen)]

        def switch(exchanges: Exchanges, offset: int, chosen: Language) -> list[Any]:
            conversation = render.conversation_html(exchanges, chosen)
            return [*labels(chosen), conversation, *library.show(offset, chosen)]

        app.load(begin, None, [*localised, *library.shown], queue=False, api_visibility="private").then(
            None, language, None, js=_LANGUAGE, api_visibility="private"
        )
        language.input(
            switch,
            [chat.exchanges, library.offset, language],
            [*localised, chat.conversation, *library.shown],
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        ).then(None, language, None, js=_LANGUAGE, api_visibility="private")
        chat.wire(language)
        library.wire(language, documents_tab)
        register(service, EN, readers=readers)
    app.queue(max_size=_WAITING)
    return app


def _heading(words: Texts) -> str:
    return f'<h1>Dépêche</h1><p class="tagline">{render.escape(words.tagline)}</p>'
