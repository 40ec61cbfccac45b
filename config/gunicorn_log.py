"""Gunicorn's own words in the same form as the program's."""

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from kernel.logs import JsonFormatter


class JsonLogger(Logger):  # type: ignore[misc]
    """What the web server says of its workers, a line of JSON each."""

    def setup(self, cfg: object) -> None:
        """As gunicorn does it, with our form."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())
