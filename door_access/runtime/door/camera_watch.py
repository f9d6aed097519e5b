"""Whether pictures come, as the door knows it: from reports, and from frames that stop coming."""

from door_access.domain.faces.faces import SourceKind
from door_access.runtime.events import CameraChanged, EventHub
from door_access.runtime.messages import CameraReport, CameraState, FrameRecognised

SILENT_AFTER_S = 2.0
"""A camera whose read blocks reports nothing; after this long without a frame it counts as lost."""


class CameraWatch:
    """Keeps the one state of the camera. The door thread owns it."""

    def __init__(self, hub: EventHub) -> None:
        self._hub = hub
        self._state = CameraState.STARTING
        self._source = ""
        self._frame_s = 0.0
        self.kind = SourceKind.LIVE

    @property
    def source(self) -> str:
        """Return the kind of the source for the record, and what ails it when no picture comes."""
        is_well = self._state in (CameraState.STREAMING, CameraState.STARTING)
        return str(self.kind) if is_well else f"{self.kind}, {self._state}"

    @property
    def is_streaming(self) -> bool:
        return self._state is CameraState.STREAMING

    def take(self, report: CameraReport) -> None:
        """Believe the report."""
        self._source, self.kind = report.source, report.kind
        self._enter(report.state, report.at_s, report.detail)

    def saw_frame(self, message: FrameRecognised, now_s: float) -> None:
        """Note that a frame came through; a new source's first frame may have outrun the report of it."""
        is_another = (message.source, message.kind) != (self._source, self.kind)
        self._source, self.kind = message.source, message.kind
        self._frame_s = now_s
        if is_another or not self.is_streaming:
            self._enter(CameraState.STREAMING, now_s)

    def tick(self, now_s: float) -> None:
        """Count the camera as lost when no frame has come for too long."""
        if self.is_streaming and now_s - self._frame_s > SILENT_AFTER_S:
            self._enter(CameraState.LOST, now_s, "The camera gives no picture.")

    def _enter(self, state: CameraState, at_s: float, detail: str = "") -> None:
        self._state = state
        self._hub.publish(CameraChanged(state, self._source, self.kind, detail, at_s))
