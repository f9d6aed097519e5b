"""What every card reader must keep; the tests of drivers and of the fake inherit it."""

from collections.abc import Callable

import pytest

from door_access.errors import ReaderFault
from door_access.ports import CardReader
from tests.patience import PATIENCE_S

AT_ONCE_S = 0.01


class CardReaderContract:
    """Sub-classes give the fixtures ``reader``, ``show`` (a card), ``unplug`` and ``plug_in``."""

    def test_it_has_a_name_for_sentences(self, reader: CardReader) -> None:
        assert "card reader" in reader.name

    def test_without_a_card_nothing_is_read(self, reader: CardReader) -> None:
        assert reader.read(AT_ONCE_S) is None

    def test_each_card_is_read_once_and_in_order(
        self, reader: CardReader, show: Callable[[str], None]
    ) -> None:
        show("04A1B2C3")
        show("99887766")

        assert [reader.read(PATIENCE_S), reader.read(PATIENCE_S)] == ["04A1B2C3", "99887766"]
        assert reader.read(AT_ONCE_S) is None

    def test_lost_reader_is_a_fault_until_it_is_back(
        self,
        reader: CardReader,
        show: Callable[[str], None],
        unplug: Callable[[], None],
        plug_in: Callable[[], None],
    ) -> None:
        unplug()
        for _ in range(2):
            with pytest.raises(ReaderFault, match="does not answer"):
                reader.read(AT_ONCE_S)

        plug_in()
        show("04A1B2C3")

        assert reader.read(PATIENCE_S) == "04A1B2C3"

    def test_closing_is_harmless_and_reading_opens_again(
        self, reader: CardReader, show: Callable[[str], None]
    ) -> None:
        reader.close()
        reader.close()
        show("04A1B2C3")

        assert reader.read(PATIENCE_S) == "04A1B2C3"
