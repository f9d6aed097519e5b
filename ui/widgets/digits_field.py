"""Fields for secrets: a PIN is masked, and nothing typed comes back once it was taken out."""

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QWidget


def digits_field(parent: QWidget, name: str, *, longest: int) -> QLineEdit:
    """Return a masked field that takes up to so many digits and nothing else."""
    field = QLineEdit(parent)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(longest)
    field.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), field))
    field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
    field.setAccessibleName(name)
    return field


def taken_out(field: QLineEdit) -> str:
    """Empty the field and return what stood in it; its undo gives nothing back."""
    text = field.text()
    field.setText("")  # clear() could be undone
    return text
