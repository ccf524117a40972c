"""The `support` command: the composition root, the only code that sees all of the rest."""
