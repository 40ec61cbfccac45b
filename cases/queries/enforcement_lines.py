"""Enforcement cases as a list shows them."""

from decimal import Decimal

from cases.models import EnforcementCase, EnforcementStatus

TONES = {
    EnforcementStatus.FILED: "amber",
    EnforcementStatus.DECIDED: "teal",
    EnforcementStatus.CLOSED: "green",
    EnforcementStatus.WITHDRAWN: "",
}


def yuan(amount: Decimal | None) -> str:
    """Yuan as they are printed, to the fen; a dash where there is no fine."""
    return "—" if amount is None else f"{amount:,.2f}"


def line_of_case(case: EnforcementCase) -> dict[str, object]:
    """A case with what its line and its page print."""
    return {"case": case, "tone": TONES[EnforcementStatus(case.status)], "fine": yuan(case.fine)}
