"""The agents' web: sign in, one queue over all platforms, the ticket with its conversation."""
