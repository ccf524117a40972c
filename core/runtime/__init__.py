"""Everything that runs: channels, turns, deliveries and sweeps, in one task group.

A dead platform never mutes the others: its channel is started again for ever, with back-off.
Bells are hints that something is due; the database is the truth, looked at every second. Any
number of processes may run on one PostgreSQL: work is claimed, and only who holds an account's
lease listens to it.
"""

from core.runtime.running import Runtime

__all__ = ["Runtime"]
