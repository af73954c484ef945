"""How one document may stand to another, and what that does to the other. Pure: no Django."""

from dataclasses import dataclass
from enum import StrEnum

from orgregs.foundation.vietnamese import marked as _


class Effect(StrEnum):
    """What a relation does to the document it points at."""

    ENDS = "ends"
    ENDS_PART = "ends_part"
    SUSPENDS = "suspends"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class RelationKind:
    """One way of standing to another document: stored once, as a directed edge, and read from both of its ends."""

    code: str
    outgoing: str
    incoming: str
    effect: Effect


# "no_longer_fits" runs from the older document to the newer one; a named source declares it, and it ends nothing.
RELATION_KINDS: dict[str, RelationKind] = {
    kind.code: kind
    for kind in (
        RelationKind("based_on", _("Căn cứ"), _("Là căn cứ của"), Effect.NONE),
        RelationKind("refers_to", _("Dẫn chiếu"), _("Được dẫn chiếu trong"), Effect.NONE),
        RelationKind("implements", _("Cụ thể hóa"), _("Được cụ thể hóa bởi"), Effect.NONE),
        RelationKind("guides", _("Hướng dẫn thực hiện"), _("Được hướng dẫn thực hiện bởi"), Effect.NONE),
        RelationKind("amends", _("Sửa đổi, bổ sung"), _("Được sửa đổi, bổ sung bởi"), Effect.ENDS_PART),
        RelationKind("replaces", _("Thay thế"), _("Bị thay thế bởi"), Effect.ENDS),
        RelationKind("repeals", _("Bãi bỏ"), _("Bị bãi bỏ bởi"), Effect.ENDS),
        RelationKind("corrects", _("Đính chính"), _("Được đính chính bởi"), Effect.NONE),
        RelationKind("consolidates", _("Hợp nhất"), _("Được hợp nhất trong"), Effect.NONE),
        RelationKind("suspends", _("Đình chỉ"), _("Bị đình chỉ bởi"), Effect.SUSPENDS),
        RelationKind("no_longer_fits", _("Không còn phù hợp với"), _("Làm cho không còn phù hợp"), Effect.NONE),
    )
}
