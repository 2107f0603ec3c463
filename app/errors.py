"""What a person is told when an event handler fails: the one place where errors become words on the screen."""

# Reflex evaluates the annotations of an exception handler, so they must not be text.
import logging

import reflex as rx

from data.errors import AppError
from state.binding import notice

logger = logging.getLogger(__name__)


LONGEST_REPORT = 2_000


def on_frontend_error(exception: Exception) -> None:
    """Note what failed in a browser. It is whatever that browser chose to send, so it stays one line and short."""
    logger.warning("a browser reported: %s", repr(str(exception))[:LONGEST_REPORT])


def on_backend_error(exception: Exception) -> rx.event.EventSpec:
    """Show our own errors as they are; log every other one and say only that it happened."""
    if isinstance(exception, AppError):
        return notice.failed(exception.message)
    logger.error("an event handler failed", exc_info=exception)
    return notice.failed("Something went wrong on our side. Please try again.")
