"""What exists: regions, agencies, people, posts, API clients, the calendar and routing rules."""

from agencies.models.agency import DISCIPLINE_KINDS, ORGAN_KINDS, Agency
from agencies.models.api_client import GRAVE_SCOPES, ApiClient, ApiToken, Scope, SourceSystem, VersionKind
from agencies.models.approval import Approval
from agencies.models.calendar import CalendarDay, CalendarYear
from agencies.models.directory_version import DirectoryVersion
from agencies.models.parentage import Parentage, Tree
from agencies.models.person import Person
from agencies.models.post import Post, Role
from agencies.models.region import Region
from agencies.models.reminder import Reminder
from agencies.models.routing_rule import RoutingRule
from agencies.models.sign_in import SecondFactor, SignInTry
from agencies.models.validity import ALWAYS, Validity

__all__ = [
    "ALWAYS",
    "DISCIPLINE_KINDS",
    "GRAVE_SCOPES",
    "ORGAN_KINDS",
    "Agency",
    "ApiClient",
    "ApiToken",
    "Approval",
    "CalendarDay",
    "CalendarYear",
    "DirectoryVersion",
    "Parentage",
    "Person",
    "Post",
    "Region",
    "Reminder",
    "Role",
    "RoutingRule",
    "Scope",
    "SecondFactor",
    "SignInTry",
    "SourceSystem",
    "Tree",
    "Validity",
    "VersionKind",
]
