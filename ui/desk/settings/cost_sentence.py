"""What the wanted rate of strangers costs, in a sentence for a manager.

Its one rule: it says nothing that does not follow from the people enrolled and the model's own figures.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from door_access.domain.matching.cost import Cost, EntryCosts


class CostSentence(QLabel):
    """Stands below the rate and follows it while it is changed.

    Attributes:
        costs: what they follow from; None, and nothing said, until it is known.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.costs: EntryCosts | None = None
        self.setProperty("role", "muted")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(self.tr("What this costs"))

    def show_rate(self, wanted_fpir: float, *, is_fixed: bool) -> None:
        """Say what this rate costs; a fixed threshold knows no rate."""
        if is_fixed:
            self.setText(self.tr("A fixed threshold is set in config.toml: this rate has no effect."))
        elif self.costs is None or not 0.0 < wanted_fpir < 1.0:
            self.setText("")
        else:
            self.setText(" ".join(self._sentences(self.costs.people, self.costs.at(wanted_fpir))))

    def _sentences(self, people: int, cost: Cost) -> tuple[str, str]:
        let_in = self.tr("About 1 stranger in {number} would be let in, with {people} people enrolled.")
        return let_in.format(number=f"{cost.one_stranger_in:,}", people=f"{people:,}"), self._looks(cost)

    def _looks(self, cost: Cost) -> str:
        if cost.looks_in_a_hundred is None:
            return self.tr("How many entries need a second look was never measured for this model.")
        if cost.looks_in_a_hundred == 0:
            return self.tr("Hardly any entry of a well enrolled person needs a second look.")
        text = (
            self.tr("More than {number} in 100 entries of well enrolled people need a second look.")
            if cost.is_more
            else self.tr("About {number} in 100 entries of well enrolled people need a second look.")
        )
        return text.format(number=cost.looks_in_a_hundred)
