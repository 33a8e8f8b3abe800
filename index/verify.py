"""What can be wrong with an index, found by making anew from its own texts what can be made without a model."""

from __future__ import annotations

import hashlib

import numpy as np

from index import fulltext
from index.chunk import chunk
from index.store import View


def problems(view: View) -> list[str]:
    """Everything found wrong, in words that say what mends it. Raises StoreError where the database cannot be read."""
    found = view.damage()
    for document_id in view.document_keys():
        document = view.document(document_id)
        where = f"document {document_id} ({document.title})"
        if hashlib.sha256(document.text.encode()).hexdigest() != document.sha256:
            found.append(f"{where}: the text is not the one that was added; add it again")
        spans = view.spans(document_id)
        if [(start, end) for _, start, end in spans] != chunk(document.text):
            found.append(f"{where}: its passages are not those of its text; run `depeche reindex`")
        wanted = [fulltext.columns(document.text[start:end], document.language) for _, start, end in spans]
        if [view.terms(passage) for passage, _, _ in spans] != wanted:
            found.append(f"{where}: its full text is not that of its passages; run `depeche reindex`")
    ids, vectors = view.vectors()
    if len(ids) and not np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3):
        found.append("vectors: some are not of length 1; run `depeche reindex`")
    return found
