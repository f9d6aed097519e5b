"""Enrolling from a source without the door: one thread, every frame, in order."""

from collections.abc import Callable

from door_access.domain.enrolment.enrolment import EnrolmentProgress, EnrolmentStage
from door_access.ports import FrameSource
from door_access.runtime.detection import SceneFinder
from door_access.runtime.enrolment import EnrolmentJob


def enrol_from_source(
    source: FrameSource, finder: SceneFinder, job: EnrolmentJob, tell: Callable[[EnrolmentProgress], None]
) -> EnrolmentProgress:
    """Show the job every frame until it ends, asks, or the source has no more.

    Raises:
        CameraFault: the source gives no pictures.
        StorageFault: the templates could not be stored; nothing was.
    """
    source.open()
    try:
        while not job.is_over and job.progress.stage is not EnrolmentStage.LOOKALIKE:
            frame = source.read()
            if frame is None:
                return job.finish()
            tell(job.see(finder.find(frame)))
    finally:
        source.close()
    return job.progress
