"""What the REST door shows of reports."""

from typing import Any

from rest_framework import serializers

from reports.models import Report, TextStatus


class TextOut(serializers.Serializer[Any]):
    """The words of a report beside its frozen figures."""

    status = serializers.ChoiceField(choices=TextStatus.choices)
    version = serializers.IntegerField()
    template = serializers.IntegerField(help_text="the edition of the template it began with")
    body = serializers.CharField()
    despite = serializers.CharField(allow_null=True, help_text="why it was issued against the figure guard")
    issued_at = serializers.DateTimeField(allow_null=True)


class FindingOut(serializers.Serializer[Any]):
    """A number that no figure says: `contradicts` or `mixed` refuse issuing without a reason, `unknown` does not."""

    number = serializers.CharField()
    verdict = serializers.ChoiceField(choices=["contradicts", "mixed", "unknown"])
    sentence = serializers.CharField()


class WordingOut(serializers.Serializer[Any]):
    """One version of the words."""

    version = serializers.IntegerField()
    body = serializers.CharField()
    written_at = serializers.DateTimeField()


class TextDetailOut(TextOut):
    """The words with what the figure guard says, and every version."""

    findings = FindingOut(many=True)
    versions = WordingOut(many=True)


class CheckOut(serializers.Serializer[Any]):
    """What the figure guard says of a text that is not kept."""

    as_of = serializers.CharField()
    numbers = serializers.IntegerField()
    findings = FindingOut(many=True)


class TemplateOut(serializers.Serializer[Any]):
    """One edition of the words that reports of a kind begin with."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Report.Kind.choices)
    edition = serializers.IntegerField()
    body = serializers.CharField()
    written_at = serializers.DateTimeField()


class RecipientsOut(serializers.Serializer[Any]):
    """The posts that receive the issued reports of a kind."""

    kind = serializers.ChoiceField(choices=Report.Kind.choices)
    posts = serializers.ListField(child=serializers.CharField())


class ReceiptOut(serializers.Serializer[Any]):
    """That an issued report came to a post, and who there first opened it."""

    post = serializers.CharField()
    delivered_at = serializers.DateTimeField()
    opened_at = serializers.DateTimeField(allow_null=True)
    opened_by = serializers.CharField(allow_null=True)


class ReportOut(serializers.Serializer[Any]):
    """A report; `content` holds the frozen figures with their definitions, `text` the words: on the single report."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Report.Kind.choices)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    inspection = serializers.UUIDField(allow_null=True)
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    as_of = serializers.DateTimeField()
    position = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField()
    restates = serializers.UUIDField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    taken_at = serializers.DateTimeField()
    content = serializers.DictField(required=False)
    text = TextOut(required=False, allow_null=True)


class TemplateListOut(serializers.Serializer[Any]):
    """The edition in use of every kind."""

    results = TemplateOut(many=True)


class RecipientsListOut(serializers.Serializer[Any]):
    """Who receives each kind."""

    results = RecipientsOut(many=True)


class ReceiptListOut(serializers.Serializer[Any]):
    """Every post that an issued report came to."""

    results = ReceiptOut(many=True)
