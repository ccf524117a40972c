"""X: mentions of our account and one-to-one direct messages, read by polling.

Reads X_BEARER_TOKEN, X_CONSUMER_KEY, X_CONSUMER_SECRET, X_ACCESS_TOKEN, X_ACCESS_TOKEN_SECRET,
X_API_BASE_URL and X_POLL_INTERVAL.

Beside the files every platform has: `host.py` points the library at X_API_BASE_URL, `reader.py`
asks X and waits out its rate limits, `feeds.py` knows what to ask for mentions and for messages,
`cursor.py` knows where reading stands, `poller.py` reads one feed for ever, `sender.py` sends one
message, `recall.py` knows what was already said, `errors.py` maps refusals and `budget.py` reads
rate limit headers.
"""
