"""Who acts: a person in one post, or an agency's program."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol


class PersonLike(Protocol):
    """A person as the kernel sees one."""

    pk: int
    username: str
    name: str


class AgencyLike(Protocol):
    """An agency as the kernel sees one."""

    @property
    def kind(self) -> str:
        """What sort of agency it is."""

    @property
    def region_id(self) -> str:
        """Where it is."""


class PostLike(Protocol):
    """A post: one role at one agency."""

    pk: int
    agency_id: str
    role: str

    @property
    def agency(self) -> AgencyLike:
        """Where the post is."""


class ClientLike(Protocol):
    """An API client: a program that belongs to one agency."""

    pk: int
    agency_id: str
    name: str

    @property
    def agency(self) -> AgencyLike:
        """Whose program it is."""


@dataclass(frozen=True)
class MarksAnswer:
    """What somebody says of personal marks in words that leave: mask them, or why they stay."""

    mask: bool = False
    stay: str = ""


@dataclass(frozen=True)
class Passed:
    """Which texts left with a personal mark and why, and which were masked, as `/field kind`."""

    left: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    stay: str = ""


@dataclass(frozen=True)
class Actor:
    """Somebody who acts; `person` and `post` stand together, or `client` alone, or none (the system itself)."""

    person: PersonLike | None = None
    post: PostLike | None = None
    client: ClientLike | None = None
    acting_person: tuple[str, str] | None = None
    # A program that may submit and follow its own records, and sees no others of its agency.
    own_only: bool = False
    # When a person last gave a code of their second factor in this session.
    proven_at: datetime | None = None
    # What is said with this deed of personal marks in its words, and what the gate let out by it.
    marks: MarksAnswer = MarksAnswer()
    passed: Passed = Passed()

    def speaking_for(self, acting: dict[str, str] | None) -> "Actor":
        """The same program, naming the person of its own (name and post) who asked it."""
        return (
            replace(self, acting_person=(acting.get("name", ""), acting.get("post", "")))
            if acting and self.client
            else self
        )

    def answering(self, marks: MarksAnswer) -> "Actor":
        """The same, saying this of personal marks."""
        return replace(self, marks=marks)

    @property
    def personal_marks(self) -> dict[str, object]:
        """What an event says of personal marks in the words that left with it."""
        told = {"marks_left": list(self.passed.left), "marks_masked": list(self.passed.masked)}
        return {name: places for name, places in told.items() if places}

    @property
    def own_remarks(self) -> dict[str, str]:
        """The words beside every event of this deed: who of a program's own asked for it, and why marks stay."""
        told = {"acting_person": " ".join(filter(None, self.acting_person or ())), "marks_stay": self.passed.stay}
        return {name: text for name, text in told.items() if text}

    @property
    def agency_id(self) -> str | None:
        """The code of the agency the actor acts for."""
        holder = self.post or self.client
        return holder.agency_id if holder else None

    @property
    def agency_kind(self) -> str:
        """The kind of agency the actor acts for."""
        holder = self.post or self.client
        return holder.agency.kind if holder else ""

    @property
    def post_code(self) -> str:
        """`AGENCY:ROLE`, or nothing for a program or the system."""
        return f"{self.post.agency_id}:{self.post.role}" if self.post else ""


SYSTEM = Actor()
