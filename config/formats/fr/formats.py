"""French: 1er janv. and 31 mars 2020, 1 234 567,89 with narrow spaces that do not break."""

DATE_FORMAT = SHORT_DATE_FORMAT = "jS N Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "jS N Y, H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "jS F"
SHORT_MONTH_FORMAT = "N"
YEAR_MONTH_FORMAT = "F Y"
FIRST_DAY_OF_WEEK = 1

# The first is what a browser's date field reads.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u202f"
NUMBER_GROUPING = 3
