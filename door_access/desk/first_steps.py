"""Whether a new site still waits to be set up: a fact of the site, asked at each start of a kiosk."""

from door_access.desk.operator_pin import OperatorPin
from door_access.desk.operators_desk import OperatorsDesk
from door_access.desk.permitted import open_to_all
from door_access.ports import PeopleStore, SiteStore

FACT = "first_steps"
OVER = "over"


class FirstSteps:
    """Due until somebody has gone through them, or left them; never where anything was set up already."""

    def __init__(
        self, facts: SiteStore, people: PeopleStore, *, operators: OperatorsDesk, pin: OperatorPin
    ) -> None:
        self._facts = facts
        self._people = people
        self._operators = operators
        self._pin = pin

    @open_to_all("it says no more than an empty site shows to anybody")
    def are_due(self) -> bool:
        """Say whether nobody has set anything up: no people, no operators, no PIN of the desk."""
        if self._facts.get(FACT) is not None or self._pin.is_set():
            return False
        return not self._operators.who_may_sign_in() and not self._people.names()

    @open_to_all("it only keeps the question from being asked again")
    def end(self) -> None:
        """Remember that somebody has gone through them, or left them."""
        self._facts.set(FACT, OVER)
