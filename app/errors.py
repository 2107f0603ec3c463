"""What a person is told when an event handler fails: the one place where errors become words on the screen."""

# Reflex evaluates the annotations of an exception handler, so they must not be text.
import logging

import reflex as rx

from data.errors import AppError

logger = logging.getLogger(__name__)


def on_backend_error(exception: Exception) -> rx.event.EventSpec:
    """Show our own errors as they are; log every other one and say only that it happened."""
    if isinstance(exception, AppError):
        return rx.toast.error(exception.message)
    logger.error("an event handler failed", exc_info=exception)
    return rx.toast.error("Something went wrong on our side. Please try again.")
