"""How far a printed number may lie from what it stands for."""

from decimal import Decimal

_HALF = Decimal("0.5")
_COUNTED = frozenset("人名件回社戸校台棟基店組冊本個者便") | {
    *("箇所", "団体", "世帯", "事業", "施設", "事業所", "店舗", "路線"),
}


def is_counted(unit: str | None) -> bool:
    """Whether the unit counts whole things, which nobody rounds."""
    return unit in _COUNTED


def half_step(number: Decimal) -> Decimal:
    """Half a unit of the last printed place; trailing zeros of whole numbers are printed places.

    >>> half_step(Decimal("12.3")), half_step(Decimal("1200"))
    (Decimal('0.05'), Decimal('0.5'))
    """
    exponent = number.as_tuple().exponent
    return _HALF.scaleb(min(exponent, 0)) if isinstance(exponent, int) else _HALF


def to_decimal(value: float | None) -> Decimal | None:
    """A float of a table as the decimal that it prints as.

    >>> to_decimal(42.0), to_decimal(0.1)
    (Decimal('42'), Decimal('0.1'))
    """
    if value is None:
        return None
    return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))
