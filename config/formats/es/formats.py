"""Spanish, as most countries of Central America write it: 31 mar 2020, 1,234,567.89."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j b Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j b Y, H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = r"j \d\e F"
SHORT_MONTH_FORMAT = "b"
YEAR_MONTH_FORMAT = r"F \d\e Y"
FIRST_DAY_OF_WEEK = 1

# The first is what a browser's date field reads.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
