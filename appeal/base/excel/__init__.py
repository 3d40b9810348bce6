"""The workbook toolkit of both apps: declare a Book, `write` it. Only it imports openpyxl."""

from .entries import CLEAR, Entry, Kind, Unreadable, in_all_languages
from .filled import Filled, FilledCell, FilledRow, read_filled
from .refusals import Refused
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
