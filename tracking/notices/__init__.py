"""What people are told, in the product and by mail: by what happens and by what is due."""

from .delivering import Worker
from .telling import tell, write

__all__ = ["Worker", "tell", "write"]
