"""Which codes of `check` keep which of the Digital Agency's rules for machine-readable data.

https://www.digital.go.jp/ : 行政データにおける機械可読性に関するルール. The rules for Excel files alone
(L1-10 to L1-13, L2-06) do not apply to CSV; those `BY_SCHEMA` hold by the columns, which `check`
compares with the schema's.
"""

RULES = {
    "L1-01": ("K101", "K102"),
    "L1-02": ("K104", "K107"),
    "L1-03": ("K107",),
    "L1-04": ("K107",),
    "L1-05": ("K104", "K116"),
    "L1-06": ("K112",),
    "L1-08": ("K113",),
    "L1-14": ("K103", "K109"),
    "L1-15": ("K107",),
    "L2-01": ("K106", "K108"),
    "L2-03": ("K104",),
    "L2-04": ("K111", "K117"),
    "L2-05": ("K111",),
    "L3-01": ("K104",),
    "L3-02": ("K111", "K117"),
    "L3-03": ("K108",),
    "L3-05": ("K108", "K114"),
    "L3-06": ("K302",),
    "L3-07": ("K104", "K106"),
    "L3-08": ("K103", "K116"),
}

BY_SCHEMA = dict.fromkeys(("L1-07", "L1-09", "L1-12", "L2-02", "L3-04", "L3-09"), ("K104",))
"""Rules that hold where the columns are those of the schema; CSV knows no merged cells (L1-12)."""
