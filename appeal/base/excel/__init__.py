"""The workbook toolkit of both apps: declare a Book, `write` it. Only it imports openpyxl."""

from .filled import Filled, FilledCell, FilledRow, read_filled
from .input_cells import CLEAR, InputCell, Kind, UnreadableCell, in_all_languages
from .refusals import UnreadableFile
from .sheets import (
    Book,
    Chart,
    Column,
    Context,
    Control,
    Cover,
    Definition,
    Drawing,
    Fact,
    Format,
    Hue,
    Look,
    Part,
    Parts,
    Sheet,
    Subtotal,
    Tone,
)
from .writing import stream, write
