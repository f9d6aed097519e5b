"""``dataset``: aligned chips of one person for training, taken as carefully as an enrolment."""

from pathlib import Path
from typing import Annotated

import typer

from door_access.bootstrap import Site, make_encoder, make_eyes, make_source
from door_access.cli.options import Consent, DataDir, Json, Source
from door_access.cli.printing import note, say
from door_access.cli.site import site_of
from door_access.domain.enrolment import EnrolmentRules
from door_access.domain.faces import Rgb
from door_access.domain.gallery import Gallery
from door_access.domain.people import checked_name
from door_access.domain.tracking import Tracker
from door_access.errors import BadInput, Refused
from door_access.services.capture_chips import capture_chips
from door_access.vision.chip_file import save_chip

app = typer.Typer(help="Pictures for training.", pretty_exceptions_enable=False)


@app.callback()
def _dataset() -> None:
    """Keep ``capture`` a word of its own."""


@app.command("capture")
def capture(
    name: Annotated[str, typer.Argument(help="Whose chips; the folder below --out is named so.")],
    source: Source,
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")],
    consent: Consent = "",
    wanted: Annotated[int, typer.Option("--wanted", min=1, max=1000, help="How many chips.")] = 20,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Write aligned chips of one person, after their consent; all of them or none."""
    if not consent.strip() and source != "demo":
        raise BadInput("Taking pictures of somebody needs --consent with the words of their agreement.")
    folder = out / checked_name(name)
    with site_of(data_dir, source=source) as site:
        chips = _chips(site, source, wanted)
    files = _write(chips, folder)
    document = {"images": [str(file) for file in files]}
    say(document, [f"{len(files)} chips written to {folder}."], as_json=as_json)
    return 0


def _chips(site: Site, spec: str, wanted: int) -> list[Rgb]:
    encoder = make_encoder(site.card, note)
    rules = EnrolmentRules(site.card.curves, wanted=wanted)
    nobody = Gallery.of((), model=encoder.model, version=0)
    eyes = make_eyes(site.settings, site.card, Tracker())
    source = make_source(spec, site.settings, is_running=False)
    chips, refusal = capture_chips(source, eyes, encoder, rules, nobody)
    if refusal:
        raise Refused(refusal)
    return chips


def _write(chips: list[Rgb], folder: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    taken = len(list(folder.glob("*.png")))
    files = [folder / f"{folder.name}_{taken + n:04d}.png" for n in range(1, len(chips) + 1)]
    for file, chip_rgb in zip(files, chips, strict=True):
        save_chip(chip_rgb, file)
    return files
