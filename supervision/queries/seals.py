"""The compartment's two logs, sealed as the event log is: what was done, and who of the organ read what."""

from kernel.seals import Log
from kernel.words import Words

DEEDS = Log(
    name="compartment",
    table="supervision_referralevent",
    seals="supervision_referraleventseal",
    marks="supervision_referraleventunsealed",
    sealer="supervision_seal_referral_events",
)
READINGS = Log(
    name="readings",
    table="supervision_reading",
    seals="supervision_readingseal",
    marks="supervision_readingunsealed",
    sealer="supervision_seal_readings",
)
DEED_WORDS = Words(DEEDS, "supervision_referralremark")
