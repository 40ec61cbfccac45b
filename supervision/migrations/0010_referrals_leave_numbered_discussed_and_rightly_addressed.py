"""A referral leaves with a number, discussed, approved by a second person, and to an organ of its direction's kind."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q

ADDRESSED = """
CREATE FUNCTION supervision_refuse_unfit_addressee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM agencies_agency AS agency WHERE agency.code = NEW.addressee_id AND (
            (NEW.direction IN ('hq_to_discipline', 'inspection_to_discipline')
                AND agency.kind IN ('discipline', 'stationed_group'))
            OR (NEW.direction = 'discipline_to_hq' AND agency.kind = 'command_office')
            OR (NEW.direction = 'to_police' AND agency.kind = 'police')
            OR (NEW.direction = 'to_procuratorate' AND agency.kind = 'procuratorate')))
    THEN
        RAISE EXCEPTION 'the addressee is no organ of this direction'
            USING ERRCODE = '23514', CONSTRAINT = 'referral_goes_to_an_organ_of_its_direction';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER referral_goes_to_an_organ_of_its_direction
    BEFORE INSERT OR UPDATE OF direction, addressee_id ON supervision_referral
    FOR EACH ROW EXECUTE FUNCTION supervision_refuse_unfit_addressee();
"""
UNADDRESSED = """
DROP TRIGGER referral_goes_to_an_organ_of_its_direction ON supervision_referral;
DROP FUNCTION supervision_refuse_unfit_addressee();
"""


class Migration(migrations.Migration):
    """Constraints named as the rules they are."""

    dependencies: ClassVar = [
        ("supervision", "0009_the_compartments_logs_are_sealed"),
        ("agencies", "0008_police_and_procuratorates"),
    ]
    operations: ClassVar = [
        migrations.AddConstraint(
            "referral",
            models.CheckConstraint(
                name="referral_approved_was_discussed",
                condition=Q(approved_at__isnull=True) | Q(meeting_on__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            "referral",
            models.CheckConstraint(
                name="referral_is_approved_by_a_second_person",
                condition=Q(approved_by__isnull=True) | Q(drafted_by__isnull=True) | ~Q(approved_by=F("drafted_by")),
            ),
        ),
        migrations.AddConstraint(
            "referral",
            models.CheckConstraint(
                name="referral_leaves_with_its_number",
                condition=Q(sent_at__isnull=True) | Q(letter_number__regex=r"\S"),
            ),
        ),
        migrations.AddConstraint(
            "letter",
            models.CheckConstraint(
                name="letter_leaves_with_its_number",
                condition=~Q(status="signed") | Q(letter_number__regex=r"\S"),
            ),
        ),
        migrations.RunSQL(ADDRESSED, UNADDRESSED),
    ]
