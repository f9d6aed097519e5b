"""``dataset``: aligned chips of one person for training, taken as carefully as an enrolment."""

from pathlib import Path
from typing import Annotated

import typer

from door_access.bootstrap.site import Site
from door_access.bootstrap.vision import make_encoder, make_scene_finder, make_source
from door_access.cli.options import Consent, DataDir, Json, Source
from door_access.cli.printing import note, say
from door_access.cli.site import site_of
from door_access.counts import counted
from door_access.demo import DEMO
from door_access.domain.enrolment.enrolment import EnrolmentRules
from door_access.domain.faces.faces import Rgb
from door_access.domain.faces.tracking import Tracker
from door_access.domain.matching.gallery import Gallery
from door_access.errors import BadInput, Refused
from door_access.offline.enrolment import capture_chips, folder_name, write_chips
from door_access.vision.stills import save_chip

app = typer.Typer(pretty_exceptions_enable=False)


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
    if not consent.strip() and source != DEMO:
        raise BadInput("Taking pictures of somebody needs --consent with the words of their agreement.")
    folder = out / folder_name(name)
    with site_of(data_dir, source=source) as site:
        chips = _chips(site, source, wanted)
    files = write_chips(chips, folder, save_chip)
    document = {"images": [str(file) for file in files]}
    say(document, [f"{counted(len(files), 'chip')} written to {folder}."], as_json=as_json)
    return 0


def _chips(site: Site, spec: str, wanted: int) -> list[Rgb]:
    encoder = make_encoder(site.models, site.model, note)
    rules = EnrolmentRules(site.model.curves, wanted=wanted)
    nobody = Gallery.of((), model_key=encoder.model_key, version=0)
    finder = make_scene_finder(site.settings, site.model, Tracker())
    source = make_source(spec, site.settings, is_running=False)
    chips, refusal = capture_chips(source, finder, encoder, rules, nobody)
    if refusal:
        raise Refused(refusal)
    return chips
