"""X: mentions of our account and one-to-one direct messages, read by polling and told by push.

Reads X_BEARER_TOKEN, X_CONSUMER_KEY, X_CONSUMER_SECRET, X_ACCESS_TOKEN, X_ACCESS_TOKEN_SECRET,
X_API_BASE_URL, X_POLL_INTERVAL, X_PUSH and X_WEBHOOK_URL.

Beside the files every platform has:

- `host.py` points the library at X_API_BASE_URL, `errors.py` maps refusals, `budget.py` reads rate
  limit headers, `pace.py` waits in business time, `till.py` pays for what X bills.
- What reaches us: `intake.py` runs everything. `poller.py` reads one feed for ever; `feeds.py`
  knows what to ask for mentions and for messages, `reader.py` asks it, `cursor.py` knows where
  reading stands. `push.py` is told by webhook or stream, for which `enrolment.py` subscribes and
  `activity.py` reads what comes.
- What we say: `sender.py` sends one message, `lookup.py` looks whether an earlier attempt arrived,
  by what `recall.py` recognises, and `withdraw.py` takes back.
"""
