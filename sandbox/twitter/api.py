"""The part of X's API v2 that a support desk uses, put together.

https://docs.x.com/x-api. Anything else is not found, in X's form.
"""

from collections.abc import Callable

from starlette.applications import Starlette

from sandbox.twitter.activity import Activity
from sandbox.twitter.asking import HANDLERS
from sandbox.twitter.bill import Bill
from sandbox.twitter.reading import Reading
from sandbox.twitter.subscribing import Subscribing
from sandbox.twitter.switches import Switches
from sandbox.twitter.world import World
from sandbox.twitter.writing import Accepted, Writing


def application(
    world: World,
    activity: Activity,
    bill: Bill,
    switches: Switches,
    accepted: Callable[[Accepted], None],
) -> Starlette:
    """The routes, relative to where they are mounted."""
    routes = [
        *Reading(world, bill, switches).routes(),
        *Writing(world, bill, accepted).routes(),
        *Subscribing(world.us.id, activity, switches).routes(),
    ]
    return Starlette(routes=routes, exception_handlers=HANDLERS)
