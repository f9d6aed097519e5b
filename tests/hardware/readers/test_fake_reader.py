"""The tests' card reader keeps the contract of the real ones."""

import pytest

from tests.fake_reader import FakeReader
from tests.hardware.readers.port_card_reader import CardReaderContract


class TestFakeReader(CardReaderContract):
    @pytest.fixture
    def reader(self):
        return FakeReader()

    @pytest.fixture
    def show(self, reader):
        return reader.show

    @pytest.fixture
    def unplug(self, reader):
        return lambda: setattr(reader, "is_lost", True)

    @pytest.fixture
    def plug_in(self, reader):
        return lambda: setattr(reader, "is_lost", False)
