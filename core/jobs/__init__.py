"""Time: the only code that knows APScheduler. Each job is an idempotent sweep over due rows."""
