"""Questions about what somebody thinks, fears or wants that are not put with "say": "Why does X oppose Y?", "How many
does X expect?", « Quelles conséquences X redoute-t-elle ? », « Qui s'inquiète de Y ? ».

The patterns match a question in lower case without accents. Groups: `speaker`, `topic`, `before` (the words between
the question word and the speaker), `mixed` (such words and the speaker, which only capitals and articles part in French).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Final, Literal

from qa.question_verbs import ADVERB_FR, AUXILIARY_FR, PRONOUN_FR, SPEAKER_EN, verbs

Patterns = tuple[tuple[Literal["what_said", "who_said", "according_to"], str], ...]

_MOOD_EN: Final = (
    r"(?:worried|concerned|anxious|afraid|angry|unhappy|disappointed|optimistic|pessimistic|confident|hopeful|"
    r"sceptical|skeptical|critical|cautious|against|opposed(?! by)|hostile|in favou?r|convinced|satisfied)"
)
_ABOUT_EN: Final = r"(?:about|of|by|with|to|that|at|over|in|for|on)"
# Of what is felt or wanted, not told: "why did the firm announce …" asks for the firm's reasons, not for its words.
_STANCE_EN: Final = (
    r"(?:want|wish|prefer|expect|hope|fear|oppose|support|critici[sz]e|object|reject|refuse|blame|accuse|regret|doubt|"
    r"defend|welcome|worry|demand|call for|deny|complain|warn|think|believe|consider|dislike|distrust|favou?r|praise|"
    r"condemn|denounce|dismiss|object to|disagree|agree|insist|need)"
)
_FORESEEN_EN: Final = (
    r"(?:expect|hope|want|plan|think|believe|predict|intend|fear|estimate|reckon|wish|propose|suggest|prefer)"
)
_GIVEN_EN: Final = r"foresee|anticipate|seek|favou?r|want|wish|prefer|put forward|point to"
_SEEN_EN: Final = (
    r"(?P<before>(?:\w+ )*?(?:weakness(?:es)?|flaws?|problems?|risks?|dangers?|issues?|concerns?|objections?|questions?|"
    r"points?|doubts?|advantages?|benefits?|threats?|obstacles?|difficult(?:y|ies))(?: (?:in|with|about|of|for|to) .+?)?)"
)
_REASON_EN: Final = (
    r"(?:reasons?|explanations?|arguments?|conditions?|comparisons?|estimates?|figures?|deadlines?|conclusions?|answers?|"
    r"justifications?|examples?)"
)
_MATTER_EN: Final = (
    r"(?:argument|arguments|reasoning|prediction|predictions|forecast|fear|fears|hope|hopes|worry|worries|concern|"
    r"concerns|demand|demands|proposal|proposals|estimate|explanation|criticism|criticisms|objection|objections|wish|"
    r"wishes|advice|complaint|complaints|verdict|assessment|promise|promises|claim|claims|warning|recommendation|"
    r"recommendations|accusation|accusations|regret|regrets)"
)
_UPSETS_EN: Final = (
    r"(?:worr|concern|frighten|anger|bother|alarm|surpris|pleas|troubl|disappoint|upset|annoy|delight|shock)"
    r"(?:s|es|ies|ed|ied|d)?"
)
_MOOD_FR: Final = (
    r"(?:favorables?|oppose(?:e|s|es)?|hostiles?|inquiets?|inquietes?|satisfaite?s?|contre|pour|d'accord|sceptiques?|"
    r"optimistes?|pessimistes?|confiante?s?|decue?s?|convaincue?s?|mecontente?s?)"
)
_STANCE_FR: Final = (
    r"(?:critique|oppose|redoute|craint|refuse|rejette|soutient|defend|conteste|denonce|condamne|regrette|deplore|salue|"
    r"s'inquiete|inquiete|rejouit|felicite|mefie|plaint|veut|voulait|souhaite|souhaitait|reclame|reclamait|demande|exige|"
    r"espere|doute|juge|estime|trouve|accuse|reproche|tient|croit|pense|prefere|insiste|s'alarme|alarme|indigne)"
)
_FELT_FR: Final = (
    r"(?:critique|oppose|redoute|craint|refuse|rejete|soutenu|defendu|conteste|denonce|condamne|regrette|deplore|salue|"
    r"inquiete|rejouit?e?|felicite|voulu|souhaite|reclame|demande|exige|espere|doute|juge|estime|accuse|reproche|cru|"
    r"pense|insiste|alarme|indigne)(?:e|s|es)?"
)
_MATTER_FR: Final = (
    r"(?:l'argument|les arguments|la crainte|les craintes|la demande|les demandes|la proposition|les propositions|"
    r"l'explication|l'estimation|la critique|les critiques|les reproches|l'espoir|le souhait|les souhaits|la promesse|"
    r"les promesses|la prevision|les previsions|l'objection|les objections|la crainte principale|le conseil|les "
    r"regrets|le regret|l'inquietude|les inquietudes|le verdict|les revendications|la revendication)"
)
_UPSETS_FR: Final = (
    r"(?:inquiete|preoccupe|rejouit|agace|gene|choque|etonne|surprend|fache|irrite|indigne|desole|rassure|decoit|"
    r"trouble|tracasse|alarme|effraie|derange|enerve)"
)
_PREPOSITIONS_FR: Final = frozenset("contre pour sur de à dans avec sans sous par vers chez entre envers en".split())
_LINK_FR: Final = r"(?:a |au |aux |de |du |des |d'|que |qu'|sur |dans |pour |en |contre |envers |aupres d[eu] )?"


@cache
def english() -> Patterns:
    """The patterns of English questions, in the order in which they are tried."""
    told, telling = verbs("en", "infinitive", factual=False), verbs("en", "gerund", factual=False)
    speaker = SPEAKER_EN
    does, asked = r"(?:did|does|do|has|had|would|will)", rf"(?: {_ABOUT_EN})?(?: (?P<topic>.+))?"
    return (
        ("what_said", rf"what (?:most )?{_UPSETS_EN} (?P<speaker>.+?)(?: (?:most )?{_ABOUT_EN} (?P<topic>.+))?"
                      r"(?: most)?"),
        ("what_said", rf"why (?:is|was|are|were) {speaker} (?:so |not )?{_MOOD_EN}{asked}"),
        ("what_said", rf"why {does}(?:n't| not)? {speaker} (?:not )?{_STANCE_EN}{asked}"),
        ("what_said", rf"what would {speaker} (?:like|prefer|rather)(?: to)?(?: (?:see|have|do|know))?{asked}"),
        ("what_said", rf"(?:is|was|are|were) {speaker} (?:so |really |still )?{_MOOD_EN}{asked}"),
        ("according_to", rf"(?:who|whom) {does} {speaker} (?:{told}|{_GIVEN_EN}|hold|consider){asked}"),
        ("according_to", rf"(?:when|where) {does} {speaker} {_FORESEEN_EN}{asked}"),
        ("according_to", r"how (?:many|much|long|often|far|old|big|high|soon|likely|well)(?P<before>.*?) "
                         rf"{does} {speaker} (?:{told}|{_GIVEN_EN}){asked}"),
        ("what_said", r"(?:what|which) (?P<before>(?!else\b|would\b|did\b|does\b|do\b|is\b|was\b|has\b|had\b).+?) "
                      rf"{does} {speaker} (?:{told}|{_GIVEN_EN}){asked}"),
        ("what_said", r"(?:what|which)(?: (?P<before>(?!else\b).+?))?(?: else)? (?:is|was|are|were) "
                      rf"{speaker} (?:{telling}|hoping|asking|calling|pushing|pressing|arguing)"
                      r"(?: (?:for|about|of|on))?(?: (?P<topic>.+))?"),
        ("what_said", rf"(?:what|which) {_SEEN_EN} {does} {speaker} (?:raise|identify|see|find){asked}"),
        ("what_said", rf"(?:what|which) (?P<before>{_REASON_EN}) {does} {speaker} (?:give|set|draw|offer|make){asked}"),
        ("what_said", rf"what {does} {speaker} (?:attribute|compare|liken|owe) (?P<topic>.+?)(?: to)?"),
        ("what_said", rf"how {does} {speaker} (?:compare|see|rate|assess|value|interpret|account for) (?P<topic>.+)"),
        ("what_said", r"what(?: is| was| are| were|'s) (?P<speaker>.+?)(?:'s|(?<=s)') "
                      rf"(?:main |biggest |greatest |chief )?{_MATTER_EN}"
                      r"(?: (?:about|against|for|of|on|to|over|that) (?P<topic>.+))?"),
        ("who_said", rf"who (?:is|was|are|were) (?:so |most )?{_MOOD_EN}(?: {_ABOUT_EN})? (?P<topic>.+)"),
        ("who_said", r"who (?:would (?:like|prefer|rather)|compare[sd]|liken(?:s|ed)|(?:sees|saw|feels|felt|finds|found)"
                     r"(?= that )|considers|considered|expects|wants|dislikes|objects|objected|complains|complained) "
                     r"(?:to |that |about |about |it )?(?P<topic>.+)"),
    )  # fmt: skip


@cache
def french() -> Patterns:
    """The patterns of French questions, in the order in which they are tried."""
    told, spoken = verbs("fr", "finite"), verbs("fr", "participle")
    clitic, pronoun = r"(?:s'|se |l'|en |y |lui |leur )?", PRONOUN_FR
    finite = rf"(?:{told}|attribue|compare|prevoit|attend|avance|invoque|justifie|oppose)"
    participle = rf"(?:{spoken}|attribue|compare|prevu|attendu|avance|invoque|justifie)(?:e|s|es)?"
    says = (
        rf"(?:{clitic}(?:{AUXILIARY_FR}{pronoun} {ADVERB_FR}{participle}|{finite}{pronoun})"
        rf"|s'(?:est|sont|etait|etaient){pronoun} {ADVERB_FR}{participle})"
    )
    feels = (
        rf"{clitic}(?:{AUXILIARY_FR}{pronoun} {ADVERB_FR}{_FELT_FR}|est{pronoun} {_FELT_FR}|{_STANCE_FR}{pronoun}"
        rf"|est{pronoun} {_MOOD_FR})"
    )
    about = rf"(?: {_LINK_FR}(?P<topic>.+))?"
    return (
        ("what_said", rf"pourquoi (?:est-ce (?:que |qu'))?(?P<speaker>.+?) {feels}{about}"),
        ("what_said", rf"pourquoi est-ce (?:que |qu')(?P<speaker>.+?) {clitic}(?:{_STANCE_FR}|{AUXILIARY_FR} "
                      rf"{_FELT_FR}){about}"),
        ("what_said", r"(?:comment|en quoi|sur quoi|a quoi|de quoi|contre quoi|par quoi|a propos de quoi) "
                      rf"(?P<speaker>.+?) {says}{about}"),
        ("according_to", rf"(?:a qui|qui|contre qui) (?P<speaker>.+?) {says}{about}"),
        ("according_to", rf"combien (?:de |d')(?P<mixed>.+?) {says}{about}"),
        ("according_to", rf"(?:a |de )?combien (?P<speaker>.+?) {says}{about}"),
        ("what_said", rf"(?:a |de |pour |sur |avec |dans |contre )?quel(?:le)?s? (?P<mixed>.+?) {says}{about}"),
        ("what_said", rf"(?:qu'est-ce qui|ce qui) {_UPSETS_FR} (?:le plus )?(?P<speaker>.+?)(?: (?:dans |a propos de |"
                      r"au sujet de |chez |avec |a propos du |au sujet du )(?P<topic>.+))?"),
        ("what_said", rf"(?P<speaker>.+?) (?:est|sont|etait|etaient){pronoun} (?:plutot |vraiment |toujours )?"
                      rf"{_MOOD_FR}{about}"),
        ("what_said", rf"(?P<speaker>.+?) {clitic}{finite}{pronoun} {_LINK_FR}(?P<topic>.+)"),
        ("what_said", r"(?:que |qu')(?:attend|attendait) (?P<speaker>.+?)(?: (?:de |du |"
                      r"des |d'|pour |a |au |aux )(?P<topic>.+))?"),
        ("what_said", rf"quel(?:le)?s? (?:est|sont|etait|etaient|fut|furent) {_MATTER_FR} (?:de |du |d'|des )"
                      r"(?P<speaker>.+?)(?: (?:sur |a propos de |a propos du |concernant |contre |pour |a |au |aux )"
                      r"(?P<topic>.+))?"),
        ("who_said", r"qui (?:s'inquiete|s'alarme|se plaint|se felicite|se rejouit|s'oppose|s'indigne|s'etonne|"
                     r"se mefie|voit (?=dans |en |comme )|trouve(?= qu)|voudrait|aimerait|souhaiterait|prefererait|"
                     rf"prefere|est {_MOOD_FR}|sont {_MOOD_FR}|se dit {_MOOD_FR}) ?{_LINK_FR}(?P<topic>.+)"),
    )  # fmt: skip


def parted(mixed: str) -> int | None:
    """Where the speaker begins in words such as "conséquences Anna Moreau" or "peine le procureur", as typed: at the last
    article that no preposition goes before, else at the first capital behind the first word, else behind that; None
    where there is but one word."""
    words = list(re.finditer(r"\S+", mixed))
    articles = [
        word.start()
        for before, word in pairwise(words)
        if re.match(r"(?:le|la|les|son|sa|ses)$|l['’]", word.group(), re.IGNORECASE)
        and before.group().lower() not in _PREPOSITIONS_FR
    ]
    capitals = [word.start() for word in words[1:] if word.group()[0].isupper()]
    if articles:
        return articles[-1]
    return capitals[0] if capitals else words[1].start() if len(words) > 1 else None
