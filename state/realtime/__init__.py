"""What other programs and people change, brought to the screens that show it."""
