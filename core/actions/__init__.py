"""Verbs: one file, one verb, one function, one transaction.

A verb takes the `desk` and opens its transaction; one that only ever is a part of another takes
that one's `session`. Called inside a transaction, a verb joins it.
"""
