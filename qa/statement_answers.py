"""Statements made quotes: what a person said on a topic, or what others said where that person did not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from index import fulltext
from index.types import Encoder, SearchResult
from qa.attribution import FEATURES, Said, called_elsewhere, names_speaker, naming, own_statements, people_of, weigh
from qa.confidence import EVEN, Calibration
from qa.names import names_alike
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

_SELF = 0.25  # where "who said …?" asks of a sentence about the speaker: people seldom name themselves

_UNREAD = 0.7  # of a statement's score: left where the reader saw nothing in it


def stated_quotes(
    asked: str,
    wanted: StatementQuestion,
    read: Sequence[Quote],
    result: SearchResult,
    encoder: Encoder,
    calibration: Calibration,
) -> tuple[list[Quote], list[Quote]]:
    """Quotes for a question about who said what, and what everybody else said on the same; each best first.

    The reader's spans (`read`) count where the article may tell a view in its own words, and for "according to X".
    Others' words are never among the first. Whose words fit the topic is seen by comparing: the better those of others
    do, the likelier it is theirs.
    """
    said = weigh(asked, wanted, result, encoder, others=False)
    theirs = weigh(asked, wanted, result, encoder, others=True)
    rival = rivals(said, theirs, wanted, calibration)
    own = _best_first(_quote(one, wanted, calibration, rival(_speaker(one))) for one in said)
    against = max((EVEN, *(fit(one, calibration) for one in said)))  # silence makes nobody else's words fit better
    others = _best_first(_quote(one, wanted, calibration, against) for one in theirs)
    if wanted.kind == "according_to":
        own = _best_first(_seen(one, read) for one in own)
    if wanted.stance or (wanted.kind == "according_to" and not own):
        own = _best_first([*own, *_told(wanted, read, result)])
    return own, others


def _told(wanted: StatementQuestion, read: Sequence[Quote], result: SearchResult) -> list[Quote]:
    """What the article itself tells of somebody's view: the reader's spans in sentences that name the person, outside of
    everybody's statements; where the person is sought, any."""
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


def as_known(wanted: StatementQuestion, result: SearchResult, encoder: Encoder) -> StatementQuestion:
    """The question in its other reading where an article knows that one's speaker ("le maire de la ville"), and a body
    by the name that the articles of the other language have for it."""
    if wanted.otherwise is not None and any(
        people_of(document.text, document.language).holds(wanted.otherwise) for document in result.documents.values()
    ):
        return replace(wanted, speaker=wanted.otherwise, topic=None, otherwise=None)
    if wanted.speaker is None:
        return wanted
    return replace(
        wanted, speaker=called_elsewhere(wanted.speaker, result, wanted.language, encoder) or wanted.speaker
    )


def _seen(whole: Quote, read: Sequence[Quote]) -> Quote:
    """The statement with what the reader saw in it: either speaks for the other."""
    spans = [
        one.score
        for one in read
        if one.document_id == whole.document_id and whole.start <= one.start and one.end <= whole.end
    ]
    if not spans:
        return replace(whole, score=whole.score * _UNREAD)
    return replace(whole, score=1 - (1 - max(spans)) * (1 - whole.score))


def fit(said: Said, calibration: Calibration) -> float:
    """How well the statement fits the topic, 0 to 1."""
    found = calibration.statement_probability(said.features)
    return max(found, _NAMED) if said.named else found


def rivals(
    said: Sequence[Said], theirs: Sequence[Said], wanted: StatementQuestion, calibration: Calibration
) -> Callable[[str | None], float]:
    """For each speaker of `said` the best fit of somebody else's words: of all others' (`theirs`) where a person was
    asked about, else of another one's among `said`."""
    if wanted.speaker is not None:
        best = max((fit(one, calibration) for one in theirs), default=0.0)
        return lambda speaker: best
    of: dict[str, float] = {}
    for one in said:
        name = _speaker(one)
        of[name] = max(of.get(name, 0.0), fit(one, calibration))
    return lambda speaker: max((fits for name, fits in of.items() if not _same(name, speaker)), default=0.0)


def _same(name: str, speaker: str | None) -> bool:
    """ "Sergei Lavrov" is no rival of « Sergueï Lavrov »."""
    return speaker is not None and (name == speaker or names_alike(name, speaker))


def _speaker(said: Said) -> str:
    return said.statement.speaker_resolved or said.statement.speaker


def stated_score(said: Said, wanted: StatementQuestion, calibration: Calibration, rival: float = EVEN) -> float:
    """How likely it is that the statement answers; the hand-set shares are of the calibrated chance. `rival`: how well
    the best words of somebody else fit the topic."""
    if not wanted.topic:
        if said.verb is False:
            return _PLAIN if is_plain(wanted.verbs) else _OTHER_VERB
        return calibration.stated_probability(_WITHOUT_TOPIC)
    rival = min(rival, EVEN) if said.named else rival  # what names the topic is on it, whoever else speaks of it
    score = calibration.stated_probability(fit(said, calibration), rival, who=wanted.kind == "who_said")
    if wanted.kind == "who_said" and _is_named(_speaker(said), wanted.topic):
        score *= _SELF
    if said.features[FEATURES.index("names_missing")] < 1.0:
        return score
    known = said.document.language == wanted.language or nation_of(wanted.topic) is not None
    return score * (_ABSENT if known else _ABSENT_ACROSS)


def _is_named(speaker: str, topic: str) -> bool:
    last = fulltext.words(speaker)[-1:]
    return any(
        word[:1].isupper() and fulltext.fold(word) == fulltext.fold(last[0]) for word in fulltext.words(topic) if last
    )


def _quote(said: Said, wanted: StatementQuestion, calibration: Calibration, rival: float) -> Quote:
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
        score=stated_score(said, wanted, calibration, rival),
        speaker=_speaker(said),
        mode=statement.mode,
        verb=statement.verb,
        hedged=statement.hedged,
    )


def _best_first(quotes: Iterable[Quote]) -> list[Quote]:
    return sorted(quotes, key=lambda one: (-one.score, one.document_id, one.start))
