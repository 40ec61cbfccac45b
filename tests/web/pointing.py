"""What a page's elements point to: every id that one names is on the page, once."""

from collections import Counter
from html.parser import HTMLParser

POINTERS = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "for", "list", "form")


class Pointers(HTMLParser):
    """The ids of a page, whatever its elements point to, and its forms with what they would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.named: set[tuple[str, str]] = set()
        self.forms: list[dict[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in an element."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids[given["id"]] += 1
        self.named |= {(name, one) for name in POINTERS if name in given for one in given[name].split()}
        if tag == "form" and given.get("method") == "post":
            self.forms.append({"action": given.get("action", "")})
        elif tag == "input" and given.get("type") == "hidden" and self.forms and "name" in given:
            self.forms[-1][given["name"]] = given.get("value", "")

    @property
    def dangling(self) -> list[str]:
        """What names an id that is not there, and ids that are there more than once."""
        missing = [f"{name}={one}" for name, one in sorted(self.named) if one not in self.ids]
        return missing + [f"twice: {one}" for one, count in sorted(self.ids.items()) if count > 1]
