"""Words for the days that tests speak of."""

import datetime as dt

NEW_YEAR = dt.date(2024, 1, 1)
MARCH = dt.date(2024, 3, 1)
JULY = dt.date(2024, 7, 1)
YEAR_END = dt.date(2024, 12, 31)
# The decision 2034-QĐ/HU was signed on this day.
SIGNING_DAY = dt.date(2023, 12, 15)
# From this day there is no district level, and 301-QĐ/TW stands for 212-QĐ/TW.
END_OF_DISTRICTS = dt.date(2025, 7, 1)
