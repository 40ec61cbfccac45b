"""Messages that wait together go together, and what one of them comes to is nobody else's affair."""

from kernel.publishing import TOGETHER, Message, bundled


def messages(task: str, *causes: object, queue: str = "notices") -> list[Message]:
    return [Message(task, queue, str(cause)) for cause in causes]


def test_messages_of_one_task_and_queue_go_as_one_in_the_order_they_came() -> None:
    waiting = [*messages("a", 1), *messages("b", 2), *messages("a", 3), *messages("a", 4, queue="routing")]

    assert [[one.cause for one in alike] for alike in bundled(waiting)] == [["1", "3"], ["2"], ["4"]]


def test_no_message_names_more_than_a_few() -> None:
    sizes = [len(alike) for alike in bundled(messages("a", *range(2 * TOGETHER + 1)))]

    assert sizes == [TOGETHER, TOGETHER, 1]


def test_a_mark_never_goes_before_what_was_sent_before_it() -> None:
    waiting = [*messages("a", 1), *messages("mark", "m"), *messages("a", 2), *messages("b", 3)]

    sent = [one.cause for alike in bundled(waiting) for one in alike]

    assert sent.index("1") < sent.index("m")
