"""Telegram: private messages and group mentions of one bot, by long polling or by webhook.

Reads `TELEGRAM_BOT_TOKEN` (the platform is on when it is set), `TELEGRAM_API_BASE_URL`,
`TELEGRAM_MODE` and, in webhook mode, `TELEGRAM_WEBHOOK_URL`, `TELEGRAM_WEBHOOK_SECRET`,
`TELEGRAM_WEBHOOK_PORT` and `TELEGRAM_WEBHOOK_LISTEN`.

`channel` listens and sends. Updates come in by `polling` or `webhook`; `patience` says how soon
either tries again, and `intake` stores updates before Telegram is told that we have them. `wire`
says which fields of Telegram's JSON we read, `parse` turns those into what the desk understands,
`presses` acknowledges buttons. `render` turns what the desk says into messages, `sending` sends and
deletes them, `errors` says what a failed call means, `line` opens the connections.
"""
