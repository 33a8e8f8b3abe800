"""The closed word lists for splitting and joining text, French and English together (a news text quotes either)."""

from __future__ import annotations

import unicodedata


def _words(listing: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFC", listing).split())


# Followed by a name: never the end of a sentence. Case counts: "me." and "col." end one, "Me." and "Col." do not.
TITLES = _words(
    "M MM Mme Mmes Mlle Mlles Mgr Me Dr Drs Pr Prof St Ste Sts Vve Cdt Cne Cap Gal Gén Col Lt Lieut Sgt Adj Amb Abp "
    "Bp Mr Mrs Ms Messrs Mx Capt Cmdr Cdr Cpl Maj Gen Adm Gov Sen Rep Reps Hon Rev Fr Pres Supt Insp Ald Pvt Mt Ft"
)

# Always followed by more of the same sentence.
CONTINUED = _words(
    "cf vs v env av ap apr lit litt sing feat ph réf ibid viz approx e.g i.e c.-à-d càd resp conf nb dept dépt bd "
    "bld boul"
)

# Abbreviations before a number only ("art. 3", "No. 10"); elsewhere an ordinary word ("He said no.").
NUMBERED = _words(
    "art arts p pp n no nos nr vol vols chap ch t fig figs al alin éd ed sect sec par op ord rés res l r d v tél tel "
    "c ca pl tab ann annexe ligne lig col bk pt"
)

# May end a sentence or not: the word that follows decides.
CLOSING = _words(
    "jr sr inc ltd co corp bros plc llc sarl cie ph.d al esq dept est "
    "janv févr avr juil sept oct nov déc jan feb aug dec"
)

# Capitalised, they begin a sentence; in lower case here. Some also begin names ("J. Le Goff", "R. De Niro").
NAME_ARTICLES = _words("le la l' de du d' el al")
OPENERS = NAME_ARTICLES | _words(
    "les des un une ce cet cette ces c' il ils elle elles on nous vous je j' tu s' n' qu' que qui quand quant "
    "quelque quelques dans en pour selon avec sans sous sur chez entre vers après avant depuis pendant durant lors "
    "lorsque dès malgré grâce faute face outre parmi contre à au aux comme si alors ainsi aussi mais et ou or donc "
    "car cependant toutefois pourtant néanmoins enfin ensuite puis plus plusieurs certains certaines chaque tous "
    "toutes tout aucun aucune autre d'autres leur leurs son sa ses mon ma mes notre nos votre vos mardi lundi "
    "mercredi jeudi vendredi samedi dimanche aujourd'hui hier demain "
    "the this that these those there then thus it he she they we you i his her its their our my your a an in on at "
    "for from with without by under over after before during since until while when where why how what who which "
    "whether if as although though because but and or so yet however moreover meanwhile both each some many most "
    "several all no not nor according despite in"
)

# The openers that show an intertitle run into its paragraph ("… politique Les discussions entre …"). Narrower than
# OPENERS: English titles of works also capitalise With, From, After …
RUN_ON_OPENERS = _words(
    "le la les l' un une des ce cet cette ces c' il ils elle elles dans en pour selon après avant depuis pendant "
    "lors lorsque dès malgré face outre parmi à au aux comme si alors ainsi mais quelques plusieurs "
    "the this these it he she they we but in when while there according despite"
)
# After a capitalised word these may stand inside a name: "Love In the Air", "Parc Des princes".
NAME_OPENERS = _words("in when while despite according des en")
ENGLISH_OPENERS = _words("in when while despite according the this these it he she they we but there")

# An intertitle does not end with one of these: the capital that follows then begins a name or a title.
DANGLING = _words(
    "le la les l un une des de du d à au aux en dans par pour sur sous avec sans chez entre vers contre selon depuis "
    "et ou ni mais que qui dont où comme ce cet cette ces son sa ses leur leurs notre votre "
    "the a an of in on at to for from with without by under over into about and or nor but as than that which who "
    "its his her their our m mm mme mlle mr mrs ms dr monsieur madame mademoiselle maître docteur cher chère"
)

# Names of works and organisations follow these without quotation marks ("le film Les choses de la vie").
NAMING_NOUNS = _words(
    "film films roman romans livre livres journal quotidien hebdomadaire mensuel magazine revue chanson titre pièce "
    "série album essai ouvrage recueil nouvelle émission documentaire spectacle opéra tableau collection chaîne site "
    "blog association collectif mouvement parti groupe ong liste coalition opération campagne projet programme "
    "compagnie société restaurant hôtel café bar théâtre festival exposition intitulé intitulée baptisé baptisée "
    "dit dite nommé nommée appelé appelée surnommé "
    "movie novel book newspaper daily weekly song play series show musical opera painting exhibition band label "
    "channel website association charity movement party group company project programme program campaign called "
    "named titled entitled dubbed"
)

# Finite verbs frequent enough to tell a sentence from a verbless intertitle.
FINITE_VERBS = _words(
    "est sont était étaient fut furent sera seront serait seraient soit a ont avait avaient eut aura auront aurait "
    "ait fait font faisait fera va vont allait peut peuvent pouvait pourra pourrait pourraient doit doivent devait "
    "devra devrait veut veulent voulait dit disent disait déclare affirme estime annonce assure explique ajoute juge "
    "répond raconte demande indique rappelle précise souligne reste restent devient deviennent semble semblent vient "
    "viennent prend prennent met mettent voit voient sait savent reçoit tient tiennent porte publie suis es sommes "
    "êtes ai as avons avez vais vas "
    "is are was were be been has have had do does did will would can could may might must shall should says said "
    "say tells told announces announced added asked replied wrote writes reported reports saw went came made makes "
    "took takes gets got goes read reads called became becomes remains remained seems am"
)
FINITE_ENDINGS = ("aient", "èrent", "irent", "urent", "eront", "iront", "erait", "irait")

# Verbs and pronouns of English attributions after a quoted question: “Are you coming?” Miller asked.
SAYING_VERBS = _words(
    "said says asked asks told tells replied replies added adds wrote writes shouted cried wondered"
)

# French keeps the hyphen before or after these where a line ends at it: "dit-/il", "peut-/être", "vice-/président".
HYPHEN_BEFORE = _words("il ils elle elles on je tu nous vous ce t la le les lui leur y en moi toi là ci même être")
HYPHEN_AFTER = _words("peut vice ex non demi quasi sous celui celle ceux ces cet quelques grand grands haut")
