"""Aligned chips of one person from a source: the enrolment's flow, its pictures kept instead of templates."""

from door_access.domain.enrolment.enrolment import EnrolmentRules, EnrolmentStage
from door_access.domain.enrolment.enrolment_session import EnrolmentSession
from door_access.domain.faces.faces import Rgb
from door_access.domain.matching.gallery import Gallery
from door_access.ports import FaceEncoder, FrameSource
from door_access.runtime.detection import SceneFinder
from door_access.runtime.enrolment import SENTENCES, template_of


def capture_chips(
    source: FrameSource, finder: SceneFinder, encoder: FaceEncoder, rules: EnrolmentRules, nobody: Gallery
) -> tuple[list[Rgb], str]:
    """Return the chips, or none and the sentence that says why.

    Raises:
        CameraFault: the source gives no pictures.
    """
    session, chips = EnrolmentSession(rules, nobody), list[Rgb]()
    source.open()
    try:
        while session.stage is EnrolmentStage.COLLECTING and (frame := source.read()) is not None:
            sample = session.sample_of(finder.find(frame))
            template = template_of(encoder, sample) if sample else None
            if sample and template:
                session.add(template)
                chips.append(sample.chip_rgb)
    finally:
        source.close()
    session.finish()
    return ([], SENTENCES[session.refusal]) if session.refusal else (chips, "")
