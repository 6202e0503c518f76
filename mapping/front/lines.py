"""What the site logs beside its requests, as lines of JSON."""

import json
import logging
from datetime import UTC, datetime

REFERENCE = "crosswalk.reference"


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON, with the reference that the reader saw on his page."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if reference := getattr(getattr(record, "request", None), "META", {}).get(REFERENCE):
            line["reference"] = reference
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)
