"""create_app: the page (Gradio Blocks) around a Service. Loads no model and launches nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from index.index import Index
from index.types import Progress
from qa.answer import Answerer
from qa.types import Turn
from ui import render
from ui.api import ApiBlocks, Service, public_message, register
from ui.messages import EN, EXAMPLES, LANGUAGES, Language, Texts, preferred, texts
from ui.render import Exchange

Exchanges = tuple[Exchange, ...]

READERS = 2  # questions read at a time: more would share the same cores and make each slower
_PAGE = 50  # documents shown at once
_KEPT = 100  # exchanges kept in a conversation
_REMEMBERED = 10  # turns that a follow-up may refer to
_CHOSEN = "(ids, offset, language) => [window.depeche.chosen(), offset, language]"
_LANGUAGE = "(language) => window.depeche.setLanguage(language)"
_PROGRESS = gr.Progress()


def create_app(answerer: Answerer, index: Index, *, readers: int = READERS) -> gr.Blocks:
    """The page and the API over one index. `readers`: questions that are read at the same time."""
    service = Service(answerer, index, readers=readers)
    app = ApiBlocks(title="Dépêche", analytics_enabled=False, delete_cache=(3600, 3600))
    with app:
        with gr.Row(elem_id="masthead"):
            heading = _html(_heading(EN), elem_id="heading", scale=1, min_width=0)
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
                chat = _Chat(service)
            with gr.Tab(EN.documents_tab, id="documents") as documents_tab:
                library = _Library(service)
        localised = [heading, language, ask_tab, documents_tab, *chat.localised, *library.localised]

        def labels(words: Texts, *, start: Language | None = None) -> list[Any]:
            return [
                _heading(words),
                gr.Radio(label=words.interface_language, value=start)
                if start
                else gr.Radio(label=words.interface_language),
                gr.update(label=words.ask_tab),
                gr.update(label=words.documents_tab),
                *chat.labels(words),
                *library.labels(words),
            ]

        def begin(request: gr.Request) -> list[Any]:
            chosen = preferred(request.headers.get("accept-language"))
            return [*labels(texts(chosen), start=chosen), *library.show(0, chosen)]

        def switch(exchanges: Exchanges, offset: int, chosen: Language) -> list[Any]:
            conversation = render.conversation_html(exchanges, chosen)
            return [*labels(texts(chosen)), conversation, *library.show(offset, chosen)]

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
    return app


def _html(value: str, **options: Any) -> gr.HTML:
    return gr.HTML(value, apply_default_css=False, **options)


def _heading(words: Texts) -> str:
    return f'<h1>Dépêche</h1><p class="tagline">{render.escape(words.tagline)}</p>'


class _Chat:
    """The tab of the questions: the conversation, examples to start from, the question and its buttons."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.exchanges = gr.State((), time_to_live=24 * 3600)
        self.conversation = _html("", elem_id="conversation")
        with gr.Column(elem_id="examples") as self.examples:
            self.examples_title = _html(_examples_title(EN))
            with gr.Row(elem_id="example-questions"):
                self.buttons = [gr.Button(text, size="sm", scale=0, min_width=0) for text in _examples("en")]
        with gr.Row(elem_id="asking"):
            self.question = gr.Textbox(
                label=EN.question_label,
                show_label=False,
                container=False,
                placeholder=EN.question_placeholder,
                lines=1,
                max_lines=5,
                scale=1,
                min_width=0,
                elem_id="question",
                autofocus=True,
            )
            self.send = gr.Button(EN.send, variant="primary", elem_id="send", scale=0, min_width=0)
            self.stop = gr.Button(EN.stop, elem_id="stop", scale=0, min_width=0, visible=False)
            self.clear = gr.Button(EN.clear, elem_id="clear", scale=0, min_width=0)
        self.localised = [self.examples_title, *self.buttons, self.question, self.send, self.stop, self.clear]
        self._outputs = [self.exchanges, self.conversation, self.question, self.examples, self.send, self.stop]

    def labels(self, words: Texts) -> list[Any]:
        return [
            _examples_title(words),
            *_examples("fr" if words.send == texts("fr").send else "en"),
            gr.update(label=words.question_label, placeholder=words.question_placeholder),
            words.send,
            words.stop,
            words.clear,
        ]

    def wire(self, language: gr.Radio) -> None:
        shared: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        asking = [
            gr.on(
                triggers,
                self._ask,
                [source, self.exchanges, language],
                self._outputs,
                concurrency_limit=None,
                **shared,
            )
            for triggers, source in [
                ([self.send.click, self.question.submit], self.question),
                *(([button.click], button) for button in self.buttons),
            ]
        ]
        present = [self.exchanges, language]
        self.stop.click(self._stopped, present, self._outputs, cancels=asking, queue=False, **shared)
        self.clear.click(self._cleared, language, self._outputs, cancels=asking, queue=False, **shared)
        for event in asking:
            event.failure(self._failed, present, self._outputs, queue=False, **shared)

    def _ask(self, question: str, exchanges: Exchanges, language: Language) -> Iterator[tuple[Any, ...]]:
        words = texts(language)
        exchanges = exchanges[-_KEPT + 1 :]
        history = _turns(exchanges)
        yield self._view((*exchanges, Exchange(question)), language, clear=True)
        try:
            answer = self._service.answer(question, history)
            done = Exchange(question, answer)
        except Exception as error:  # whatever went wrong, the page lives on and the next question is answered
            done = Exchange(question, error=public_message(error, words))
        yield self._view((*exchanges, done), language)

    def _stopped(self, exchanges: Exchanges, language: Language) -> tuple[Any, ...]:
        return self._view(_settle(exchanges, stopped=True), language)

    def _failed(self, exchanges: Exchanges, language: Language) -> tuple[Any, ...]:
        return self._view(_settle(exchanges, error=texts(language).busy), language)

    def _cleared(self, language: Language) -> tuple[Any, ...]:
        return self._view((), language, clear=True)

    def _view(self, exchanges: Exchanges, language: Language, *, clear: bool = False) -> tuple[Any, ...]:
        running = bool(exchanges) and exchanges[-1].open
        return (
            exchanges,
            render.conversation_html(exchanges, language),
            "" if clear else gr.skip(),
            gr.update(visible=not exchanges),
            gr.update(visible=not running),
            gr.update(visible=running),
        )


def _settle(exchanges: Exchanges, **changes: Any) -> Exchanges:
    return tuple(replace(exchange, **changes) if exchange.open else exchange for exchange in exchanges)


def _turns(exchanges: Exchanges) -> list[Turn]:
    """What follow-ups may refer to: the stand-alone questions with the words that answered them."""
    answers = [exchange.answer for exchange in exchanges if exchange.answer is not None]
    return [Turn(answer.asked, answer.quotes[0].text if answer.quotes else "") for answer in answers[-_REMEMBERED:]]


def _examples(first: Language) -> list[str]:
    return [text for language in sorted(LANGUAGES, key=lambda one: one != first) for text in EXAMPLES[language]]


def _examples_title(words: Texts) -> str:
    return f'<p class="note">{render.escape(words.try_these)}</p>'


class _Library:
    """The tab of the documents: the list, and what changes it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.offset = gr.State(0)
        self.state_line = _html("", elem_id="index-state")
        self.table = _html("", elem_id="documents")
        with gr.Row(elem_id="paging"):
            self.previous = gr.Button(EN.previous, size="sm", visible=False)
            self.range = _html("")
            self.next = gr.Button(EN.next, size="sm", visible=False)
        with gr.Row(elem_id="changes"):
            self.remove = gr.Button(EN.remove, size="sm", elem_id="remove")
            self.reindex = gr.Button(EN.reindex, size="sm", elem_id="reindex")
        self.report = _html("", elem_id="report")
        self.upload = gr.File(label=EN.upload, file_count="multiple", elem_id="upload", height=150)
        self.hint = _html(render.note_html(EN.upload_hint))
        self._chosen = gr.Textbox(visible=False)
        self.localised = [self.previous, self.next, self.remove, self.reindex, self.upload, self.hint]
        self.shown = [self.offset, self.state_line, self.table, self.range, self.previous, self.next]

    def labels(self, words: Texts) -> list[Any]:
        return [
            words.previous,
            words.next,
            words.remove,
            words.reindex,
            gr.update(label=words.upload),
            render.note_html(words.upload_hint),
        ]

    def show(self, offset: int, language: Language) -> list[Any]:
        """Values of `shown`: the page of the list that starts at `offset`, or the last one there is."""
        words = texts(language)
        status = self._service.index.status()
        offset = max(0, min(offset, (status.documents - 1) // _PAGE * _PAGE))
        listed = self._service.index.documents(offset=offset, limit=_PAGE)
        last = offset + len(listed.documents)
        line = words.index_state.format(
            documents=status.documents, passages=status.passages, generation=status.generation
        )
        more_than_a_page = listed.total > _PAGE
        place = words.page_of.format(first=offset + 1, last=last, total=listed.total) if more_than_a_page else ""
        return [
            offset,
            render.note_html(line),
            render.documents_html(listed.documents, language),
            render.note_html(place) if place else "",
            gr.update(visible=more_than_a_page, interactive=offset > 0),
            gr.update(visible=more_than_a_page, interactive=last < listed.total),
        ]

    def wire(self, language: gr.Radio, tab: gr.Tab) -> None:
        look: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
        write: dict[str, Any] = {
            "concurrency_id": "write",
            "concurrency_limit": 1,
            "show_progress_on": self.report,
            "api_visibility": "private",
        }
        present = [self.offset, language]
        tab.select(self.show, present, self.shown, **look)
        self.previous.click(self._turn(-_PAGE), present, self.shown, **look)
        self.next.click(self._turn(_PAGE), present, self.shown, **look)
        self.upload.upload(self._add, [self.upload, *present], [self.report, self.upload, *self.shown], **write)
        self.remove.click(self._remove, [self._chosen, *present], [self.report, *self.shown], js=_CHOSEN, **write)
        self.reindex.click(self._reindex, present, [self.report, *self.shown], **write)

    def _turn(self, step: int) -> Callable[[int, Language], list[Any]]:
        return lambda offset, language: self.show(offset + step, language)

    def _add(
        self, files: list[str] | None, offset: int, language: Language, progress: gr.Progress = _PROGRESS
    ) -> list[Any]:
        def change() -> str:
            done = self._service.add(files or [], _follow(progress, texts(language).upload))
            return render.files_html(done.files, language)

        result = self._change(change, offset, language)
        return [result[0], None, *result[1:]]

    def _remove(self, chosen: str | None, offset: int, language: Language) -> list[Any]:
        words = texts(language)

        def change() -> str:
            if chosen is None:  # not confirmed
                return ""
            ids = [int(part) for part in chosen.split(",") if part.isdecimal()]
            if not ids:
                return render.note_html(words.remove_none)
            return render.note_html(words.removed.format(count=len(self._service.index.remove(ids))))

        return self._change(change, offset, language)

    def _reindex(self, offset: int, language: Language, progress: gr.Progress = _PROGRESS) -> list[Any]:
        words = texts(language)

        def change() -> str:
            status = self._service.index.reindex(_follow(progress, words.reindexing))
            return render.note_html(words.reindexed.format(generation=status.generation))

        return self._change(change, offset, language)

    def _change(self, change: Callable[[], str], offset: int, language: Language) -> list[Any]:
        try:
            report = change()
        except Exception as error:  # shown where the change was asked for; the page lives on
            report = render.note_html(public_message(error, texts(language)), error=True)
        return [report, *self.show(offset, language)]


def _follow(progress: gr.Progress, title: str) -> Progress:
    def show(done: int, total: int, what: str) -> None:
        progress((done, total), desc=title, unit="documents")

    return show
