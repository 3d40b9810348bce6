"""What the machine says in its environment."""

import os
from builtins import str as text

import environ


class Environment(environ.Env):
    """Texts as they are: the library would take one that begins with $ for another's name."""

    def str(self, name: text, default: text = "") -> text:
        return os.environ.get(name, default)
