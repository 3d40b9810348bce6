"""The workbook toolkit of both apps: declare a Book, `write` it. Only it imports openpyxl."""

from .any_list import read_any_list
from .columns import Column, Control, Format, Hue, Look, Tone
from .filled import Filled, FilledCell, FilledRow, read_filled
from .input_cells import CLEAR, InputCell, Kind, UnreadableCell, in_all_languages
from .refusals import UnreadableFile
from .sheets import (
    Book,
    Chart,
    Context,
    Cover,
    Definition,
    Drawing,
    Fact,
    Part,
    Parts,
    Sheet,
    Subtotal,
)
from .writing import stream, write
