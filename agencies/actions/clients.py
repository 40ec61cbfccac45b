"""What a client program has settled on."""

from agencies.models import ApiClient


def settled_version_kind(client_id: int, kind: str) -> str:
    """The kind of version this client uses; the first it sends is its kind from then on."""
    ApiClient.objects.filter(pk=client_id, version_kind="").update(version_kind=kind)
    return ApiClient.objects.values_list("version_kind", flat=True).get(pk=client_id)
