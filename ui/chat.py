"""The tab of the questions: the conversation, examples to start from, the question and its buttons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from qa.answer import MAX_QUESTION
from qa.types import Turn
from ui.answer_json import answer_to_json
from ui.api import Service, public_message
from ui.messages import EN, EXAMPLES, LANGUAGES, Language, Texts, texts
from ui.parts import html
from ui.render import Exchange, conversation_html, escape

Exchanges = tuple[Exchange, ...]

_KEPT = 100  # exchanges kept in a conversation
_REMEMBERED = 10  # turns that a follow-up may refer to
_TO_SAVE = "(place, exchanges) => [window.depeche.toSave(), exchanges]"


class Chat:
    """The tab of the questions: the conversation, examples to start from, the question and its buttons."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.exchanges = gr.State((), time_to_live=24 * 3600)
        self.conversation = html("", elem_id="conversation")
        with gr.Column(elem_id="examples") as self.examples:
            self.examples_title = html(_examples_title(EN))
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
            self.clear = gr.Button(EN.clear, elem_id="clear", scale=0, min_width=0, visible=False)
        self._save_answer = gr.Button(elem_id="save-answer", visible="hidden")  # clicked by the page's script
        self._place, self._saved = gr.Textbox(visible=False), gr.Textbox(visible=False)
        self.localised = [self.examples_title, *self.buttons, self.question, self.send, self.stop, self.clear]
        self._outputs = [
            self.exchanges,
            self.conversation,
            self.question,
            self.examples,
            self.send,
            self.stop,
            self.clear,
        ]

    def labels(self, language: Language) -> list[Any]:
        """Values of `localised`."""
        words = texts(language)
        return [
            _examples_title(words),
            *_examples(language),
            gr.update(label=words.question_label, placeholder=words.question_placeholder),
            words.send,
            words.stop,
            words.clear,
        ]

    def wire(self, language: gr.Radio) -> None:
        shared: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        present = [self.exchanges, language]
        ways = [
            ([self.send.click, self.question.submit], self.question),
            *(([button.click], button) for button in self.buttons),
        ]
        # No limit here: a question shows at once, and Service lets so many be read at a time. "multiple", because a
        # stopped event counts as running until its thread ends, and the next question must not wait for that.
        options = {**shared, "concurrency_limit": None, "trigger_mode": "multiple"}
        asking = [
            gr.on(triggers, self._ask, [source, *present], self._outputs, **options) for triggers, source in ways
        ]
        self.stop.click(self._stopped, present, self._outputs, cancels=asking, queue=False, **shared)
        self.clear.click(self._cleared, language, self._outputs, cancels=asking, queue=False, **shared)
        saving = self._save_answer.click(
            _answer_to_save, [self._place, self.exchanges], self._saved, js=_TO_SAVE, queue=False, **shared
        )
        saving.then(None, self._saved, None, js="(text) => window.depeche.saved(text)", api_visibility="private")

    def _ask(self, question: str, exchanges: Exchanges, language: Language) -> Iterator[tuple[Any, ...]]:
        if exchanges and exchanges[-1].open:  # one at a time: the words stay in the box until it is answered
            yield tuple(gr.skip() for _ in self._outputs)
            return
        words = texts(language)
        history = _turns(exchanges)
        exchanges = exchanges[-_KEPT + 1 :]
        if problem := _problem(question, words):
            yield self._view((*exchanges, Exchange(question, error=problem)), language)
            return
        yield self._view((*exchanges, Exchange(question)), language, clear=True)
        try:
            done = Exchange(question, self._service.answer(question, history))
        except Exception as error:  # whatever went wrong, the page lives on and the next question is answered
            done = Exchange(question, error=public_message(error, words))
        yield self._view((*exchanges, done), language)

    def _stopped(self, exchanges: Exchanges, language: Language) -> tuple[Any, ...]:
        settled = tuple(replace(one, stopped=True) if one.open else one for one in exchanges)
        return self._view(settled, language)

    def _cleared(self, language: Language) -> tuple[Any, ...]:
        return self._view((), language, clear=True)

    def _view(self, exchanges: Exchanges, language: Language, *, clear: bool = False) -> tuple[Any, ...]:
        running = bool(exchanges) and exchanges[-1].open
        return (
            exchanges,
            conversation_html(exchanges, language),
            "" if clear else gr.skip(),
            gr.update(visible=not exchanges),
            gr.update(visible=not running),
            gr.update(visible=running),
            gr.update(visible=bool(exchanges)),
        )


def _problem(question: str, words: Texts) -> str | None:
    """What is wrong with a question, in the language of the page."""
    if not question.strip():
        return words.empty_question
    if len(question) > MAX_QUESTION:
        return words.long_question.format(length=len(question), limit=MAX_QUESTION)
    return None


def _turns(exchanges: Exchanges) -> list[Turn]:
    """What follow-ups may refer to: the stand-alone questions with the words that answered them."""
    answers = [exchange.answer for exchange in exchanges if exchange.answer is not None]
    return [Turn(answer.asked, answer.quotes[0].text if answer.quotes else "") for answer in answers[-_REMEMBERED:]]


def _answer_to_save(place: str, exchanges: Exchanges) -> str:
    """The JSON of the answer at a place of the conversation, as the API and `depeche ask --json` give it."""
    chosen = exchanges[int(place)].answer if place.isdecimal() and int(place) < len(exchanges) else None
    return json.dumps(answer_to_json(chosen), ensure_ascii=False, indent=2) if chosen is not None else ""


def _examples(first: Language) -> list[str]:
    return [text for language in sorted(LANGUAGES, key=lambda one: one != first) for text in EXAMPLES[language]]


def _examples_title(words: Texts) -> str:
    return f'<p class="note">{escape(words.try_these)}</p>'
