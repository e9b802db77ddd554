"""How much a file may hold. Each limit is far beyond any department's file, and far below harm."""

LARGEST_CONTENT = 1024 * 1024 * 1024  # bytes of a file, unpacked
LARGEST_RATIO = 250  # bytes unpacked for each packed one; tables reach thirty
RATIO_CHECKED_FROM = 8 * 1024 * 1024  # unpacked bytes; below, nothing can do harm
LARGEST_OLD_WORKBOOK = 64 * 1024 * 1024  # bytes; an XLS ends at 65,536 rows and is read as a whole
LARGEST_SHARED_TEXT = 256 * 1024 * 1024  # bytes of all texts that a workbook's cells share
LAST_ROW = 1_048_576  # of a sheet, in Excel and in OpenDocument
MOST_COLUMNS = 2_000  # the widest form has sixty
MOST_PARTS = 10_000  # files within a workbook
LONGEST_CELL = 16 * 1024 * 1024  # characters of a cell or a line; a report travels with 1 MiB
LONGEST_ELEMENT = 16 * 1024 * 1024  # characters of an object within a JSON list
SAMPLE = 256 * 1024  # bytes by which encoding and delimiter are recognised
CHUNK = 256 * 1024  # bytes or characters that are read at once
