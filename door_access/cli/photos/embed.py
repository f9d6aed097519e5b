"""``embed``: vectors of photos into a NumPy archive, for engineers."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from door_access.bootstrap.vision import make_encoder, make_photo_reader
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import note, say
from door_access.cli.site import site_of
from door_access.counts import counted
from door_access.domain.faces.faces import Rgb, Vector
from door_access.errors import BadInput
from door_access.offline.identification import embedded


def embed(
    images: Annotated[list[Path], typer.Argument(help="Photos, or chips with --aligned.")],
    out: Annotated[Path, typer.Option("--out", help="The .npz file to write: arrays files and vectors.")],
    raw: Annotated[bool, typer.Option("--raw", help="No mirror image, no normalisation.")] = False,
    aligned: Annotated[bool, typer.Option("--aligned", help="The input is an aligned chip.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Write the embedding of the largest face of every photo."""
    if out.suffix != ".npz" or out.is_dir() or not out.absolute().parent.is_dir():
        raise BadInput(f"--out needs a name that ends in .npz, in a folder that exists, got {out}.")
    with site_of(data_dir) as site:
        encoder = make_encoder(site.models, site.model, note)
        encode: Callable[[Rgb], Vector] = encoder.raw if raw else lambda rgb: encoder.encode(rgb).vector
        reader = make_photo_reader(site.settings, site.model)
    found = embedded(images, reader, encode, note, is_aligned=aligned)
    count, refused = len(found.vectors), [asdict(one) for one in found.refused]
    if count:
        found.write(out)
    document = {"out": str(out) if count else None, "vectors": count, "refused": refused}
    say(document, [f"{counted(count, 'vector')} written to {out}."] if count else [], as_json=as_json)
    return 0 if count else 2
