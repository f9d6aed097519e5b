"""Templates and the reference fused from them: written together, so that one never lags behind the other."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict

import numpy as np
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_or_update

from database.cells import UnreadableCell
from database.keys.keyring import Keyring
from database.people.encryption import Sealed, TemplateCipher
from database.schema import person_references, templates
from database.timestamps import utc_moment
from door_access.domain.enrolment.coverage import Pose
from door_access.domain.enrolment.people import StoredTemplate, Template
from door_access.domain.faces.faces import Embedding, Quality
from door_access.domain.matching.templates import count_differing

Apart = Callable[[str], float]
"""Told a model, ``id@hash8``: how far apart its templates must lie to count as two."""


class TemplateRows:
    """Seals, stores and fuses; works inside the caller's transaction."""

    def __init__(self, keyring: Keyring, apart: Apart) -> None:
        self._keyring = keyring
        self._apart = apart

    def add(
        self, connection: Connection, person_id: str, new: Sequence[Template], *, created_at_utc: str
    ) -> None:
        """Store the templates and fuse the person's references anew."""
        cipher = TemplateCipher(self._keyring.at(connection))
        rows = [_row(cipher, person_id, template, created_at_utc) for template in new]
        connection.execute(insert(templates), rows)
        for model_key in {template.embedding.model_key for template in new}:
            self._fuse(connection, cipher, person_id, model_key)

    def _fuse(self, connection: Connection, cipher: TemplateCipher, person_id: str, model_key: str) -> None:
        embeddings = _embeddings(connection, cipher, person_id, model_key)
        values = _fused(cipher, person_id, model_key, embeddings, apart=self._apart(model_key))
        new = insert_or_update(person_references).values(person_id=person_id, model=model_key, **values)
        connection.execute(new.on_conflict_do_update(index_elements=["model", "person_id"], set_=values))


def new_template_rows(
    cipher: TemplateCipher, person_id: str, new: Sequence[Template], apart: Apart, *, created_at_utc: str
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return what is stored of somebody who has no templates yet: those, and the references fused of them."""
    of_model: dict[str, list[Embedding]] = {}
    for template in new:
        of_model.setdefault(template.embedding.model_key, []).append(template.embedding)
    references = [
        {"person_id": person_id, "model": key} | _fused(cipher, person_id, key, some, apart=apart(key))
        for key, some in of_model.items()
    ]
    return [_row(cipher, person_id, one, created_at_utc) for one in new], references


def _fused(
    cipher: TemplateCipher, person_id: str, model_key: str, embeddings: list[Embedding], *, apart: float
) -> dict[str, object]:
    vectors, mean = np.stack([one.vector for one in embeddings]), Embedding.mean_of(embeddings).vector
    return {
        "vector": cipher.seal(mean, kind=Sealed.REFERENCE, person_id=person_id, model_key=model_key),
        "templates": len(embeddings),
        "differing": count_differing(vectors, apart=apart),
    }


def _row(
    cipher: TemplateCipher, person_id: str, template: Template, created_at_utc: str
) -> dict[str, object]:
    embedding = template.embedding
    sealed = cipher.seal(
        embedding.vector, kind=Sealed.TEMPLATE, person_id=person_id, model_key=embedding.model_key
    )
    return {
        "person_id": person_id,
        "model": embedding.model_key,
        "vector": sealed,
        "quality": json.dumps(_measures(template)),
        "created_at_utc": created_at_utc,
    }


def _embeddings(
    connection: Connection, cipher: TemplateCipher, person_id: str, model_key: str
) -> list[Embedding]:
    columns = templates.c
    query = select(columns.vector).where(columns.person_id == person_id, columns.model == model_key)
    return [
        Embedding(
            cipher.open(sealed, kind=Sealed.TEMPLATE, person_id=person_id, model_key=model_key),
            model_key,
        )
        for sealed in connection.scalars(query.order_by(columns.id))
    ]


def _measures(template: Template) -> dict[str, object]:
    """Return what was measured of a template's sample, with its pose and what was said of glasses."""
    said = {"pose": template.pose, "glasses": template.has_glasses}
    return asdict(template.quality) | {key: value for key, value in said.items() if value is not None}


def stored_templates(
    connection: Connection, person_id: str, model_key: str | None = None
) -> tuple[StoredTemplate, ...]:
    """Return what is told of the person's templates of one model, or of all, the oldest first."""
    columns = templates.c
    query = select(columns.model, columns.created_at_utc, columns.quality)
    if model_key is not None:
        query = query.where(columns.model == model_key)
    rows = connection.execute(query.where(columns.person_id == person_id).order_by(columns.id))
    return tuple(
        StoredTemplate(row.model, utc_moment(row.created_at_utc), *_measured(row.quality)) for row in rows
    )


def _measured(text: str) -> tuple[Quality, Pose | None, bool | None]:
    """Return a stored template's quality, its pose and whether glasses were worn; None where not known."""
    try:
        values = json.loads(text)
        pose, has_glasses = values.pop("pose", None), values.pop("glasses", None)
        return Quality(**values), Pose(pose) if pose else None, has_glasses
    except (ValueError, TypeError, AttributeError) as error:
        raise UnreadableCell(text, "what was measured of a face") from error
