"""Photos to enrol from in place of the camera: dropped or chosen, counted, and put aside again."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from door_access.runtime.enrolment import MOST_PHOTOS
from ui.widgets.buttons import Button, label
from ui.widgets.questions import choose_files
from ui.words import counted

PHOTO_FILTER = "*.jpg *.jpeg *.png *.heic *.heif *.webp *.bmp *.tif *.tiff *.avif"


class PhotosRow(QWidget):
    """Emits ``changed`` whenever there are other photos; what is in a file is judged by whoever reads it."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.photos: tuple[Path, ...] = ()
        self.choose_button = Button(self.tr("From p&hotos…"), self)
        self.camera_button = Button(self.tr("Use the camera"), self)
        self.told = label("", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.told)
        row.addWidget(self.camera_button)
        row.addStretch(1)
        row.addWidget(self.choose_button)
        self.choose_button.setToolTip(self.tr("Photos of this person can also be dropped anywhere here."))
        self.choose_button.clicked.connect(self._on_choose_clicked)
        self.camera_button.clicked.connect(self.put_aside)
        self._show()

    def take(self, photos: tuple[Path, ...]) -> None:
        """Use these photos, unless they are too many."""
        if len(photos) > MOST_PHOTOS:
            told = self.tr("At most {most} photos are taken of one person; these are {count}.")
            self.refused.emit(told.format(most=MOST_PHOTOS, count=f"{len(photos):,}"))
            return
        self.photos = photos
        self._show()
        self.changed.emit()

    def take_dropped(self, dropped: QMimeData) -> None:
        """Use the files that were dropped."""
        urls = dropped.urls()
        if not all(url.isLocalFile() for url in urls):
            self.refused.emit(self.tr("Only photos that lie on this computer can be dropped: save it first."))
            return
        self.take(tuple(Path(url.toLocalFile()) for url in urls))

    @Slot()
    def put_aside(self) -> None:
        """Use the camera after all."""
        self.take(())

    def _show(self) -> None:
        count = len(self.photos)
        self.told.setText(counted(count, self.tr("{count} photo"), self.tr("{count} photos")))
        for part in (self.told, self.camera_button):
            part.setVisible(bool(count))
        self.choose_button.setVisible(not count)

    @Slot()
    def _on_choose_clicked(self) -> None:
        filters = self.tr("Photos ({kinds})").format(kinds=PHOTO_FILTER) + ";;" + self.tr("All files (*)")
        choose_files(self, self.tr("Photos of this person"), filters=filters, then=self.take)
