"""What several screens show of a line and of whoever holds posts."""

LINE_FIELDS = (
    "number",
    "holder",
    "operation",
    "to_holder",
    "category",
    "posts",
    "label",
    "provisional",
    "effective_on",
    "from_year",
    "to_year",
)
NAMES_OF_HOLDER = ("holder__agency", "holder__pool__locality")
SEARCH_OF_HOLDER = ("holder__agency__search_key", "holder__pool__locality__search_key")
