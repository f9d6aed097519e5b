"""Words of the window."""

from PySide6.QtCore import QCoreApplication, QTranslator

from door_access.complaints import ENGLISH, Complaint
from door_access.errors import BadInput, BadName
from ui.words import error_words


class German(QTranslator):
    """Knows one sentence."""

    def translate(self, context, text, disambiguation=None, n=-1):
        is_known = (context, text) == ("complaints", ENGLISH[Complaint.NAME_TOO_LONG])
        return "Ein Name hat höchstens {longest} Zeichen, dieser hat {length}." if is_known else ""

    def isEmpty(self):
        return False


def test_an_error_of_the_core_is_said_in_the_windows_language(qapp):
    german = German()
    QCoreApplication.installTranslator(german)
    try:
        error = BadName(Complaint.NAME_TOO_LONG, longest=100, length=123)
        assert error_words(error) == "Ein Name hat höchstens 100 Zeichen, dieser hat 123."
    finally:
        QCoreApplication.removeTranslator(german)
    assert error_words(error) == str(error)


def test_an_error_with_a_sentence_of_its_own_says_it():
    assert error_words(BadInput("No such file.")) == "No such file."
