"""Telegram: private messages and group mentions of one bot, by long polling.

Reads `TELEGRAM_BOT_TOKEN` (the platform is on when it is set) and `TELEGRAM_API_BASE_URL`.

`channel` listens and sends, `intake` stores updates before Telegram is told that we have them,
`wire` says which fields of Telegram's JSON we read, `parse` turns those into what the desk
understands, `render` turns what the desk says into messages, `errors` says what a failed call
means, `line` opens the connections.
"""
