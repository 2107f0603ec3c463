"""What is drawn: pure functions that take vars and event handlers as arguments. Start at ``components.layout.app_shell``."""
