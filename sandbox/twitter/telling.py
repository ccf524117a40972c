"""What the X Activity API says of posts and private messages.

https://docs.x.com/x-api/activity/event-payloads. Posts stand there as everywhere in API v2;
private messages keep the form of the older Account Activity API, escapes and all.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sandbox.twitter.world import User, World, escaped


def told_message(event: dict[str, Any], sender: User, to: User, world: World) -> dict[str, Any]:
    """The payload of `dm.received`."""
    made = datetime.fromisoformat(event["created_at"])
    content: dict[str, Any] = {
        "text": escaped(event["text"]),
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
    }
    if keys := event.get("attachments", {}).get("media_keys"):
        media = world.media[keys[0]]  # this form holds one
        content["attachment"] = {
            "type": "media",
            "media": {"id_str": keys[0].partition("_")[2], "type": media["type"]},
        }
    return {
        "direct_message_events": [
            {
                "type": "message_create",
                "id": event["id"],
                "created_timestamp": str(int(made.timestamp() * 1000)),
                "message_create": {
                    "target": {"recipient_id": to.id},
                    "sender_id": sender.id,
                    "message_data": content,
                },
            }
        ],
        "users": {user.id: {"data": user.shown()} for user in (sender, to)},
    }


def told_with(post: dict[str, Any], users: Iterable[User]) -> dict[str, Any]:
    """What comes with a post: the people and the post itself, not the one it answers."""
    return {"users": [user.shown() for user in users], "tweets": [post]}
