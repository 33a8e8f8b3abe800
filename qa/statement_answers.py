"""Statements made quotes: what a person said on a topic, or what others said where that person did not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.types import Encoder, SearchResult
from qa.attribution import FEATURES, Said, names_speaker, naming, own_statements, people_of, weigh
from qa.confidence import Calibration
from qa.roles import nation_of
from qa.saying import is_plain
from qa.statement_questions import StatementQuestion
from qa.types import Quote

# The least score of a person's statement where all they said was asked for, and where its sentence names the topic:
# cases too rare in the annotated articles for the calibration to learn them.
_WITHOUT_TOPIC, _NAMED = 0.75, 0.6
# The same where a kind of saying was asked for and the statement is of another: "announce" may be "say", but what was
# asked as a promise, a denial or a demand is likely not in it.
_PLAIN, _OTHER_VERB = 0.5, 0.3
# What is left of a statement's score where no name of the topic stands in the article, in any form: across languages
# a name may be another word there, but a country's names are known, and within one language it may not.
_ABSENT_ACROSS, _ABSENT = 0.6, 0.25

_LEAST_WORDS = 4  # of a span that may be somebody's words though no statement was recognised there
_SURE, _AHEAD = 0.8, 0.45  # a chance that needs no comparing; how far ahead others must be to tell it is not there
_UNREAD, _WORTH = 0.7, 0.4  # of a statement's score: left where the reader saw nothing in it; enough for its span


def own_quotes(
    asked: str,
    wanted: StatementQuestion,
    read: Sequence[Quote],
    result: SearchResult,
    encoder: Encoder,
    calibration: Calibration,
) -> list[Quote]:
    """Quotes for a question about who said what, best first.

    The reader's spans (`read`) count only where they are in the statements of the person asked about ("according to
    X"), or where no statement was recognised but the sentence names that person. Others' words are never among them.
    """
    said = weigh(asked, wanted, result, encoder, others=False)
    if wanted.kind == "according_to":
        own = _best_first(_fact(one, read, wanted, calibration) for one in said)
        return _best_first([*own, *_told(wanted, read, result)]) if wanted.stance else own
    own = _best_first(_quote(one, wanted, calibration) for one in said)
    if wanted.stance:
        return _best_first([*own, *_told(wanted, read, result)])
    if not own and wanted.speaker is not None:
        own = [
            one
            for one in read
            if one.speaker is None
            and len(one.text.split()) >= _LEAST_WORDS
            and names_speaker(wanted, result.documents[one.document_id], one.sentence_start, one.sentence_end)
        ]
    return own


def _told(wanted: StatementQuestion, read: Sequence[Quote], result: SearchResult) -> list[Quote]:
    """What the article itself tells of somebody's stance: the reader's spans in sentences that name the person, outside
    of everybody's statements; where the person is sought, any."""
    return [
        one
        for one in read
        if wanted.speaker is None
        or (
            one.speaker is None
            and names_speaker(wanted, result.documents[one.document_id], one.sentence_start, one.sentence_end)
        )
    ]


def is_quoted(wanted: StatementQuestion, result: SearchResult) -> bool:
    """Whether one of the articles found has words of the person asked about."""
    return wanted.speaker is not None and any(
        own_statements(wanted.speaker, result.statements[document.id], document)
        for document in result.documents.values()
    )


def other_quotes(
    asked: str, wanted: StatementQuestion, result: SearchResult, encoder: Encoder, calibration: Calibration
) -> list[Quote]:
    """What everybody else said on the same, best first."""
    said = weigh(asked, wanted, result, encoder, others=True)
    return _best_first(_quote(one, wanted, calibration) for one in said)


def as_known(wanted: StatementQuestion, result: SearchResult) -> StatementQuestion:
    """The question in its other reading where an article knows that one's speaker ("le maire de la ville")."""
    if wanted.otherwise is None or not any(
        people_of(document.text, document.language).holds(wanted.otherwise) for document in result.documents.values()
    ):
        return wanted
    return replace(wanted, speaker=wanted.otherwise, topic=None, otherwise=None)


def is_sure(own: Sequence[Quote]) -> bool:
    """Whether the person's own words fit so well that others' need not be looked at."""
    return bool(own) and own[0].score >= _SURE


def supplants(others: Sequence[Quote], own: Sequence[Quote]) -> bool:
    """Whether somebody else's words fit so much better that the person's own are on something else."""
    if not others or not own or is_sure(own):
        return False
    return others[0].score >= max(_SURE, own[0].score + _AHEAD)


def _fact(said: Said, read: Sequence[Quote], wanted: StatementQuestion, calibration: Calibration) -> Quote:
    """The reader's span in a statement, or the whole of it where the reader saw little there; either speaks for the
    other."""
    whole = _quote(said, wanted, calibration)
    spans = [one for one in read if _inside(one, said)]
    if not spans:
        return replace(whole, score=whole.score * _UNREAD)
    span = max(spans, key=lambda one: one.score)
    shown = span if span.score >= _WORTH * whole.score else whole
    both = 1 - (1 - span.score) * (1 - whole.score)
    return replace(shown, score=both, speaker=whole.speaker, mode=whole.mode, verb=whole.verb, hedged=whole.hedged)


def stated_score(said: Said, wanted: StatementQuestion, calibration: Calibration) -> float:
    """How likely it is that the statement answers; the hand-set shares are of the calibrated chance."""
    if not wanted.topic:
        if said.verb is False:
            return _PLAIN if is_plain(wanted.verbs) else _OTHER_VERB
        return calibration.stated_probability(_WITHOUT_TOPIC)
    fit = calibration.statement_probability(said.features)
    score = calibration.stated_probability(max(fit, _NAMED) if said.named else fit, who=wanted.kind == "who_said")
    if said.features[FEATURES.index("names_missing")] < 1.0:
        return score
    known = said.document.language == wanted.language or nation_of(wanted.topic) is not None
    return score * (_ABSENT if known else _ABSENT_ACROSS)


def _quote(said: Said, wanted: StatementQuestion, calibration: Calibration) -> Quote:
    """The whole statement; for "who said …?" the words that name the speaker."""
    statement, text = said.statement, said.document.text
    start, end = statement.start, statement.end
    first = statement.sentence_start
    if wanted.kind == "who_said":
        start, end = naming(said.document, statement) or (start, end)
        first = min(first, start)
    return Quote(
        document_id=said.document.id,
        revision=said.document.revision,
        sha256=said.document.sha256,
        title=said.document.title,
        source=said.document.source,
        start=start,
        end=end,
        text=text[start:end],
        sentence_start=first,
        sentence_end=statement.sentence_end,
        sentence=text[first : statement.sentence_end],
        score=stated_score(said, wanted, calibration),
        speaker=statement.speaker_resolved or statement.speaker,
        mode=statement.mode,
        verb=statement.verb,
        hedged=statement.hedged,
    )


def _inside(one: Quote, said: Said) -> bool:
    statement = said.statement
    same = one.document_id == said.document.id
    return same and statement.start <= one.start and one.end <= statement.end


def _best_first(quotes: Iterable[Quote]) -> list[Quote]:
    return sorted(quotes, key=lambda one: (-one.score, one.document_id, one.start))
