"""A reading that the table gives otherwise now is corrected, with both values, and answered where it fails."""

from kernel.models import Event
from supervision.models import Letter, MonitoringSection, SectionReading
from tests.cast import City
from tests.supervision.test_sections import load


def test_a_corrected_reading_comes_in_as_a_correction_with_both_values(city: City) -> None:
    load(city, "2020-04,Ⅲ类")

    told = load(city, "2020-04,Ⅳ类")

    event = Event.objects.get(type="section.corrected")
    assert (told.created, told.corrected, told.unchanged, told.failing) == (0, 1, 0, 1)
    assert (event.data["old"], event.data["new"]) == (3, 4)
    assert (SectionReading.objects.get().water_class, SectionReading.objects.get().target_met) == (4, False)
    assert Letter.objects.count() == 2


def test_a_reading_that_failed_already_drafts_no_second_pair_when_it_is_corrected(city: City) -> None:
    load(city, "2020-04,Ⅳ类")

    told = load(city, "2020-04,劣Ⅴ类")

    assert (told.corrected, told.failing, Letter.objects.count()) == (1, 0, 2)


def test_a_corrected_target_of_the_same_month_is_judged_anew(city: City) -> None:
    load(city, "2020-04,Ⅲ类")

    told = load(city, "S01,城南,九曲河,321181,Ⅱ,2020-04,Ⅲ类")

    assert (told.corrected, SectionReading.objects.get().target_met) == (1, False)
    assert MonitoringSection.objects.get().target == 2


def test_a_correction_of_long_ago_leaves_the_present_target_alone(city: City) -> None:
    load(city, "2020-03,Ⅲ类", "2020-04,Ⅲ类")

    load(city, "S01,城南,九曲河,321181,Ⅱ,2020-03,Ⅱ类")

    assert MonitoringSection.objects.get().target == 3
    assert SectionReading.objects.get(month="2020-03-01").target_met is True
