"""Public holidays of countries and their parts, from the library that keeps them; nothing else loads it."""

from collections.abc import Collection, Mapping
from datetime import date

from door_access.errors import BadInput

FIRST_YEAR, LAST_YEAR = 1970, 2100
"""Before and after these the library knows too little to be relied on. A guess."""
PREFERRED_LANGUAGE = "en_US"


def public_holidays(
    country: str, part: str | None, years: Collection[int], *, language: str | None = None
) -> dict[date, str]:
    """Return every public holiday of these years by its day.

    Args:
        country: two or three letters, as DE or DEU.
        part: a state or province, as BY; None: only what holds in the whole country.
        language: as de or en_US; None: English where the country has it.

    Raises:
        BadInput: no such country, part or language is known, or the years are out of reach.
    """
    import holidays  # noqa: PLC0415 — slow, and nobody else needs it

    if not years or min(years) < FIRST_YEAR or max(years) > LAST_YEAR:
        raise BadInput(f"Holidays are known of the years {FIRST_YEAR} to {LAST_YEAR}.")
    code = country.strip().upper()
    known = holidays.list_supported_countries()
    if code not in known:
        raise BadInput(f"No holidays are known of a country {country!r}; give two letters, as in DE or US.")
    parts = known[code]
    state = None if part is None else part.strip().upper()
    if state is not None and state not in parts:
        raise BadInput(f"{code} has no part {part!r}; it has {', '.join(parts) or 'none that differ'}.")
    spoken = _language(holidays.country_holidays(code).supported_languages, language)
    found = holidays.country_holidays(code, subdiv=state, years=years, language=spoken)
    return {day: name for day, name in found.items() if day.year in years}


def countries() -> Mapping[str, tuple[str, ...]]:
    """Return the countries whose holidays are known, by their two letters, with their parts."""
    import holidays  # noqa: PLC0415 — slow, and nobody else needs it

    known = holidays.list_supported_countries(include_aliases=False)
    return {code: tuple(parts) for code, parts in sorted(known.items())}


def _language(known: Collection[str], wanted: str | None) -> str | None:
    if wanted is None:
        return PREFERRED_LANGUAGE if PREFERRED_LANGUAGE in known else None
    if wanted not in known:
        names = ", ".join(known) or "one language only"
        raise BadInput(f"These holidays have no names in {wanted!r}; they have {names}.")
    return wanted
