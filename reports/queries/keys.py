"""Keys under which figures are parted: nobody's, and how much of a region's code each level has."""

from agencies.models import Tree

NOBODY = "none"
WIDTHS = {"city": 4, "county": 6, "township": 9}
# An agency with all below it, by the line that directs its trade or by its territory.
TREES = {"agency_line": Tree.LINE, "agency_territory": Tree.TERRITORY}
AGENCIES = ("agency", *TREES)
