import pytest

from regulations.kinds import RELATION_KINDS, Effect

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("code", "outgoing", "incoming", "effect"),
    [
        ("based_on", "Căn cứ", "Là căn cứ của", Effect.NONE),
        ("refers_to", "Dẫn chiếu", "Được dẫn chiếu trong", Effect.NONE),
        ("implements", "Cụ thể hóa", "Được cụ thể hóa bởi", Effect.NONE),
        ("guides", "Hướng dẫn thực hiện", "Được hướng dẫn thực hiện bởi", Effect.NONE),
        ("amends", "Sửa đổi, bổ sung", "Được sửa đổi, bổ sung bởi", Effect.ENDS_PART),
        ("replaces", "Thay thế", "Bị thay thế bởi", Effect.ENDS),
        ("repeals", "Bãi bỏ", "Bị bãi bỏ bởi", Effect.ENDS),
        ("corrects", "Đính chính", "Được đính chính bởi", Effect.NONE),
        ("consolidates", "Hợp nhất", "Được hợp nhất trong", Effect.NONE),
        ("suspends", "Đình chỉ", "Bị đình chỉ bởi", Effect.SUSPENDS),
        ("no_longer_fits", "Không còn phù hợp với", "Làm cho không còn phù hợp", Effect.NONE),
    ],
)
def test_a_kind_is_read_from_both_ends_and_has_one_effect(
    code: str, outgoing: str, incoming: str, effect: Effect
) -> None:
    kind = RELATION_KINDS[code]

    assert (kind.code, kind.outgoing, kind.incoming, kind.effect) == (code, outgoing, incoming, effect)


def test_no_two_kinds_are_said_alike() -> None:
    labels = [label for kind in RELATION_KINDS.values() for label in (kind.outgoing, kind.incoming)]

    assert len(RELATION_KINDS) == 11
    assert len(set(labels)) == len(labels)
