"""Where places stand on a drawing."""

import pytest

from reports.maps import HEIGHT, WIDTH, Box, Frame, Place, frame_around

CORNERS: list[Place] = [(119.2, 31.9), (119.9, 32.3)]


def test_the_corners_of_a_box_are_the_corners_of_its_frame() -> None:
    frame = Frame(Box(119, 31, 121, 33), 800, 400)

    assert [frame.at(place) for place in [(119, 33), (121, 31), (120, 32)]] == [(0, 0), (800, 400), (400, 200)]


@pytest.mark.parametrize("places", [CORNERS, [(119.5, 32.0)], [(119.5, 31.5), (119.5, 32.5)], [(0, 90), (10, 90)]])
def test_every_place_stands_within_the_frame_around_them(places: list[Place]) -> None:
    frame = frame_around(places)

    for place in places:
        x, y = frame.at(place)
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT
        assert frame.box.holds(place)


def test_a_degree_is_as_long_on_the_drawing_as_on_the_ground() -> None:
    frame = frame_around(CORNERS)

    east = frame.at((119.6, 32.1))[0] - frame.at((119.5, 32.1))[0]
    north = frame.at((119.5, 32.1))[1] - frame.at((119.5, 32.2))[1]

    assert east / north == pytest.approx(0.847, abs=0.001)


def test_one_place_alone_stands_in_the_middle_with_room_around_it() -> None:
    frame = frame_around([(119.5, 32.0)])

    assert frame.at((119.5, 32.0)) == pytest.approx((WIDTH / 2, HEIGHT / 2))
    assert frame.box.north - frame.box.south > 0.01
