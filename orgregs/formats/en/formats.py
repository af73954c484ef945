"""Days and numbers on an English page: read and printed as in Vietnamese.

What is typed, printed on paper and exported has one form. 03/04/2024 is the third of April and 1.149 is 1149 in either
language, so that nobody who changes the language enters another day or number.
"""

from orgregs.formats.vi import formats as own

DATE_FORMAT = own.DATE_FORMAT
SHORT_DATE_FORMAT = own.SHORT_DATE_FORMAT
DATETIME_FORMAT = own.DATETIME_FORMAT
SHORT_DATETIME_FORMAT = own.SHORT_DATETIME_FORMAT
TIME_FORMAT = own.TIME_FORMAT
YEAR_MONTH_FORMAT = "m/Y"
MONTH_DAY_FORMAT = own.MONTH_DAY_FORMAT
FIRST_DAY_OF_WEEK = own.FIRST_DAY_OF_WEEK
DATE_INPUT_FORMATS = own.DATE_INPUT_FORMATS
DATETIME_INPUT_FORMATS = own.DATETIME_INPUT_FORMATS
TIME_INPUT_FORMATS = own.TIME_INPUT_FORMATS
DECIMAL_SEPARATOR = own.DECIMAL_SEPARATOR
THOUSAND_SEPARATOR = own.THOUSAND_SEPARATOR
NUMBER_GROUPING = own.NUMBER_GROUPING
