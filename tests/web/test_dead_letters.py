"""Dead letters on a page: seen, and sent once more."""

from django.utils import timezone

from cases.models import Clue
from kernel.models import Delivery
from kernel.relay import drain
from tests.cast import City, make_clue
from tests.web.readers import reader


def test_a_dead_letter_is_shown_with_its_event_and_sent_again(city: City) -> None:
    clue, client = make_clue(city), reader("sysadmin")
    lying = Delivery.objects.get(subscriber__endswith="route_clue")
    Delivery.objects.filter(pk=lying.pk).update(dead_at=timezone.now(), attempts=8, last_error="OSError: 演示张三")

    shown = client.get("/dead-letters").content.decode()
    client.post(f"/dead-letters/{lying.pk}/replay")
    drain()

    assert ("clue.registered" in shown, "OSError" in shown, "演示张三" in shown) == (True, True, False)
    assert Clue.objects.get(pk=clue.pk).status == "dispatched"
    assert client.post(f"/dead-letters/{lying.pk}/replay").status_code == 404
