"""The live picture: the newest frame, scaled to fit, with what was found in it drawn on top.

It owns its pixels. A frame's memory belongs to the pipeline, so it is copied once.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from door_access.domain.faces.faces import Box, Rgb
from door_access.domain.faces.guidance import Guidance, PresenceZone
from door_access.domain.faces.scene import Scene
from ui import words
from ui.theme import DARK, RADIUS_PX, current_theme

_ZONE_ALPHA = 150
_BADGE_ALPHA = 225
_CORNER_SHARE = 0.24
"""Length of a face mark's corner strokes over the box's side."""
_FACE_STROKE = 0.008
"""Width of a face mark over the picture's height."""
_SENTENCE_LETTERS = 0.05
_LEAST_LETTERS_PX = 13
"""Height of what is written on the picture or in its place, over the picture's, and the least in pixels."""
_SENTENCE_MARGIN = 0.06
"""Free rim around the sentence that stands in place of a picture, over the picture's width."""
_WHOLE = PresenceZone()


def image_of(rgb: Rgb) -> QImage:
    """Return a copy of the picture that Qt owns, in the format that paints fastest."""
    height, width, channels = rgb.shape
    shared = QImage(rgb.data, width, height, channels * width, QImage.Format.Format_RGB888)
    return shared.convertToFormat(QImage.Format.Format_RGB32)


class LivePicture(QWidget):
    """Paints the newest scene. ``is_mirrored`` turns the picture, not what is known of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._scene: Scene | None = None
        self._zone = _WHOLE
        self._badge = ""
        self._is_approving = True
        self._sentence = words.no_picture_yet_words()
        self._is_mirrored = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(self.tr("Live picture"))

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    @property
    def scene(self) -> Scene | None:
        """Return what is shown; None while there is no picture."""
        return self._scene

    @property
    def has_picture(self) -> bool:
        return not self._image.isNull()

    @property
    def badge(self) -> str:
        return self._badge

    def show_scene(self, scene: Scene) -> None:
        """Copy the scene's picture and paint it soon."""
        self._image = image_of(scene.frame.rgb)
        self._scene = scene
        self.update()

    def clear(self) -> None:
        """Show no picture."""
        self._image = QImage()
        self._scene = None
        self.update()

    @property
    def sentence(self) -> str:
        """Return what stands in place of the picture while there is none."""
        return self._sentence

    def say(self, sentence: str) -> None:
        """Say this in place of the picture while there is none."""
        if sentence != self._sentence:
            self._sentence = sentence
            self.update()

    def approve(self, is_approving: bool) -> None:
        """Mark good faces as good, or, while something else is said of them, not."""
        if is_approving != self._is_approving:
            self._is_approving = is_approving
            self.update()

    def show_badge(self, text: str) -> None:
        """Mark the picture in its corner; empty removes the mark."""
        self._badge = text
        self.update()

    def show_zone(self, zone: PresenceZone) -> None:
        """Draw where to stand; a zone that is the whole picture is not drawn."""
        self._zone = zone
        self.update()

    @property
    def is_mirrored(self) -> bool:
        return self._is_mirrored

    def set_mirrored(self, is_mirrored: bool) -> None:
        self._is_mirrored = is_mirrored
        self.update()

    def height_for(self, width: int) -> int:
        """Return how high the picture is when it is so wide."""
        size = self._image_size()
        return round(width * size.height() / size.width())

    def _image_size(self) -> QSize:
        return self._image.size() if self.has_picture else QSize(4, 3)

    def image_place(self) -> QRectF:
        """Return where the picture lies in the widget; 4:3 in the middle while there is none."""
        scaled = self._image_size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - scaled.width()) // 2, (self.height() - scaled.height()) // 2
        return QRectF(left, top, scaled.width(), scaled.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = self.image_place()
        self._paint_image(painter, place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.has_picture:
            self.paint_marks(painter, place)
        self._round_corners(painter, place)
        self._paint_badge(painter, place)

    def paint_marks(self, painter: QPainter, place: QRectF) -> None:
        """Draw the zone and the faces; other pictures draw other marks."""
        zone = self._zone
        if (zone.left, zone.top, zone.right, zone.bottom) != (0.0, 0.0, 1.0, 1.0):
            area = zone.area(self._image.width(), self._image.height())
            self._paint_zone(painter, self.seen_box(area, place))
        for face in self._scene.faces if self._scene else ():
            self._paint_face(painter, self.seen_box(face.box, place), face.is_present)

    def seen_box(self, box: Box, place: QRectF) -> QRectF:
        """Return a box of picture pixels as widget coordinates, mirrored as the picture is."""
        scale = place.width() / max(1, self._image.width())
        left = self._image.width() - box.right if self._is_mirrored else box.left
        top_left = place.topLeft() + QPointF(left, box.top) * scale
        return QRectF(top_left.x(), top_left.y(), box.width * scale, box.height * scale)

    def _paint_image(self, painter: QPainter, place: QRectF) -> None:
        if not self.has_picture:
            painter.fillRect(place, QColor(current_theme().picture))
            self._paint_sentence(painter, place)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._is_mirrored:
            painter.setTransform(QTransform(-1, 0, 0, 1, 2 * place.center().x(), 0), True)
        painter.drawImage(place, self._image)
        painter.restore()

    def _paint_sentence(self, painter: QPainter, place: QRectF) -> None:
        painter.setPen(QColor(DARK.muted))
        font = painter.font()
        font.setPixelSize(max(_LEAST_LETTERS_PX, round(place.height() * _SENTENCE_LETTERS)))
        painter.setFont(font)
        margin = place.width() * _SENTENCE_MARGIN
        wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(place.adjusted(margin, margin, -margin, -margin), int(wrapped), self._sentence)

    def _paint_zone(self, painter: QPainter, seen: QRectF) -> None:
        pen = QPen(QColor(255, 255, 255, _ZONE_ALPHA), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(seen.adjusted(2, 2, -2, -2), RADIUS_PX, RADIUS_PX)

    def _paint_face(self, painter: QPainter, seen: QRectF, is_present: bool) -> None:
        width = max(2.0, _FACE_STROKE * self.height()) * (1.0 if is_present else 0.5)
        pen = QPen(self._face_colour(is_present), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_corners(seen))

    def _face_colour(self, is_present: bool) -> QColor:
        is_good = self._scene is not None and self._scene.guidance is Guidance.GOOD
        if not is_present or self._scene is None or (is_good and not self._is_approving):
            return QColor(255, 255, 255, _ZONE_ALPHA)
        return QColor(DARK.good if is_good else DARK.warn)

    def _round_corners(self, painter: QPainter, place: QRectF) -> None:
        outside = QPainterPath()
        outside.addRect(place)
        inside = QPainterPath()
        inside.addRoundedRect(place, RADIUS_PX, RADIUS_PX)
        painter.fillPath(outside.subtracted(inside), self.palette().window())

    def _paint_badge(self, painter: QPainter, place: QRectF) -> None:
        if not self._badge:
            return
        font = painter.font()
        font.setBold(True)
        font.setPixelSize(max(_LEAST_LETTERS_PX, round(place.height() * _SENTENCE_LETTERS)))
        painter.setFont(font)
        text = painter.fontMetrics().boundingRect(self._badge)
        margin = font.pixelSize() * 0.6
        size = QSize(round(text.width() + 2 * margin), round(text.height() + margin))
        pill = QRectF(place.topLeft() + QPointF(margin, margin), size)
        ground = QColor(DARK.warn)
        ground.setAlpha(_BADGE_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(QColor(DARK.on_accent))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._badge)


def _corners(box: QRectF) -> QPainterPath:
    """Return four corner strokes; they frame a face without covering it."""
    path = QPainterPath()
    arm_x, arm_y = box.width() * _CORNER_SHARE, box.height() * _CORNER_SHARE
    for corner, to_x, to_y in (
        (box.topLeft(), 1, 1),
        (box.topRight(), -1, 1),
        (box.bottomLeft(), 1, -1),
        (box.bottomRight(), -1, -1),
    ):
        path.moveTo(corner + QPointF(arm_x * to_x, 0))
        path.lineTo(corner)
        path.lineTo(corner + QPointF(0, arm_y * to_y))
    return path
