"""Five cities' cases, built through the actions that people use, with the figures that were printed of them."""

from django.db import transaction

from config.scenarios.anyang import ANYANG
from config.scenarios.cangxi import CANGXI
from config.scenarios.lanzhou import LANZHOU
from config.scenarios.stage import Scenario
from config.scenarios.yanbian import YANBIAN
from config.scenarios.zhenjiang import ZHENJIANG
from kernel.apart import apart
from kernel.events import quietly

SCENARIOS: dict[str, Scenario] = {one.name: one for one in (ANYANG, CANGXI, LANZHOU, YANBIAN, ZHENJIANG)}


def load_scenario(name: str) -> list[tuple[str, object]]:
    """Build the case unless it is there, all of it or nothing, and give its figures as of the city's own dates."""
    scenario = SCENARIOS[name]
    stage = scenario.stage()
    if not scenario.is_played():
        with apart(name):
            with transaction.atomic(), quietly():
                scenario.play(stage)
            with quietly():
                scenario.afterwards(stage)
    return scenario.figures(stage)
