"""Emulated Telegram, X and Discord that the real client libraries talk to, for demo and tests."""
