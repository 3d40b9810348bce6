"""The log as a JSON object a line, and nothing in it of who somebody is or what they typed."""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus

# The request that this thread answers, or answered last; empty where it answers none.
request_named = ContextVar("request_named", default="")
OURS = ("appeal", "config", "tracking")
# What `RequestIdMiddleware` says of each answer.
OF_ANSWERS = ("method", "route", "status", "milliseconds", "read_from")


class JsonLines(logging.Formatter):
    """Writes of an exception its kind and its places: its text may quote what somebody typed."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message(record),
            "request_id": getattr(request, "request_id", "") if request else request_named.get(),
        }
        told |= {name: getattr(record, name) for name in OF_ANSWERS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            told["error"] = record.exc_info[0].__name__
            steps = traceback.walk_tb(record.exc_info[2])
            told["at"] = [f"{frame.f_code.co_filename}:{line}" for frame, line in steps]
        return json.dumps(told)


def message(record: logging.LogRecord) -> str:
    """What happened. What others fill into their sentences may be a path, a name or an address."""
    if hasattr(record, "request"):
        # Django's own, about an answer: it quotes the path, and what was wrong with the request.
        return HTTPStatus(getattr(record, "status_code", 500)).phrase
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    if record.name.partition(".")[0] not in OURS or not isinstance(record.args, tuple):
        return record.msg
    named = (type(it).__name__ if isinstance(it, BaseException) else it for it in record.args)
    return record.msg % tuple(named)
