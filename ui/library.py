"""The tab of the documents: the list, and what changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from index.dates import given_date
from index.errors import InputError
from index.types import Progress
from ui import render
from ui.api import Service, public_message
from ui.messages import EN, Language, texts
from ui.parts import html

_PAGE = 50  # documents shown at once
_CHOSEN = "(ids, offset, language) => [window.depeche.chosen(), offset, language]"
_TICKED = "(ids, date, offset, language) => [window.depeche.ticked(), date, offset, language]"
_PROGRESS = gr.Progress()


class Library:
    """The tab of the documents: the list, and what changes it."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.offset = gr.State(0)
        self.state_line = html("", elem_id="index-state")
        self.table = html("", elem_id="documents")
        with gr.Row(elem_id="paging"):
            self.previous = gr.Button(EN.previous, size="sm", visible=False)
            self.range = html("")
            self.next = gr.Button(EN.next, size="sm", visible=False)
        with gr.Row(elem_id="changes"):
            self.remove = gr.Button(EN.remove, size="sm", elem_id="remove")
            self.reindex = gr.Button(EN.reindex, size="sm", elem_id="reindex")
        with gr.Row(elem_id="dating"):
            self.date = gr.Textbox(
                label=EN.published, placeholder=EN.published_hint, max_lines=1, elem_id="date", scale=0
            )
            self.set_date = gr.Button(EN.set_date, size="sm", elem_id="set-date", scale=0)
        self.report = html("", elem_id="report")
        self.upload = gr.File(label=EN.upload, file_count="multiple", elem_id="upload", height=150)
        self.hint = html(render.note_html(EN.upload_hint))
        self._chosen = gr.Textbox(visible=False)
        self.localised = [
            self.previous,
            self.next,
            self.remove,
            self.reindex,
            self.date,
            self.set_date,
            self.upload,
            self.hint,
        ]
        self.shown = [self.offset, self.state_line, self.table, self.range, self.previous, self.next]

    def labels(self, language: Language) -> list[Any]:
        """Values of `localised`."""
        words = texts(language)
        return [
            words.previous,
            words.next,
            words.remove,
            words.reindex,
            gr.update(label=words.published, placeholder=words.published_hint),
            words.set_date,
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
        dating = [self._chosen, self.date, *present]
        gr.on(
            [self.set_date.click, self.date.submit],
            self._date,
            dating,
            [self.report, *self.shown],
            js=_TICKED,
            **write,
        )
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

    def _date(self, chosen: str, date: str, offset: int, language: Language) -> list[Any]:
        words = texts(language)
        try:
            day = given_date(date) if date.strip() else None
        except InputError:  # the ticks stay where they are
            wrong = render.note_html(words.set_date_wrong.format(date=date.strip()[:20]), error=True)
            return [wrong, *(gr.skip() for _ in self.shown)]

        def change() -> str:
            ids = [int(part) for part in chosen.split(",") if part.isdecimal()]
            if not ids:
                return render.note_html(words.set_date_none)
            count = len(self._service.index.set_date(ids, day))
            return render.note_html((words.dated if day else words.undated).format(date=day, count=count))

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
