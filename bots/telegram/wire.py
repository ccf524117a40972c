"""The fields of Telegram's updates that we read, checked for their types.

Source: https://core.telegram.org/bots/api#available-types. Fields that are not named here are
ignored, so what Telegram adds later changes nothing; null counts as absent.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator


def _storable(text: str) -> str:
    """The text without what some databases refuse: NUL and halves of a character."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "\N{REPLACEMENT CHARACTER}")


Text = Annotated[str, AfterValidator(_storable)]


class Wire(BaseModel):
    """Base of what comes over the wire: strict types, unknown fields ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: field for name, field in value.items() if field is not None}


class User(Wire):
    """A person or a bot."""

    id: int
    is_bot: bool = False
    first_name: Text = ""
    last_name: Text = ""
    username: Text = ""
    language_code: Text | None = None


class Chat(Wire):
    """A private chat (its id is the person's), a group or a channel."""

    id: int
    type: str


class Entity(Wire):
    """A marked stretch of text; offset and length count UTF-16 units."""

    type: str
    offset: int = Field(ge=0)
    length: int = Field(ge=0)
    user: User | None = None


class File(Wire):
    """Anything with a file id: photo size, document, voice, sticker, …"""

    file_id: Text
    file_name: Text = ""
    mime_type: Text = ""
    file_size: int | None = None


class Quoted(Wire):
    """The message that another one answers."""

    message_id: int
    sender: User | None = Field(None, alias="from")


class Sighting(Wire):
    """A message of ours under which a button was pressed; it may be too old to be readable."""

    message_id: int
    chat: Chat


class Message(Wire):
    """A message in any chat."""

    message_id: int
    date: int
    edit_date: int | None = None
    chat: Chat
    sender: User | None = Field(None, alias="from")
    sender_chat: Chat | None = None
    text: Text = ""
    entities: list[Entity] = []
    caption: Text = ""
    caption_entities: list[Entity] = []
    reply_to_message: Quoted | None = None
    photo: list[File] = []
    video: File | None = None
    animation: File | None = None
    video_note: File | None = None
    voice: File | None = None
    audio: File | None = None
    document: File | None = None
    sticker: File | None = None


class CallbackQuery(Wire):
    """A pressed button. `data` is absent for games, `message` for inline messages."""

    id: Text
    sender: User = Field(alias="from")
    message: Sighting | None = None
    data: Text | None = None


class ChatMember(Wire):
    """What we are in a chat: member, kicked (blocked), …"""

    status: str


class ChatMemberUpdated(Wire):
    """Our own membership changed; in a private chat this is a block or its end."""

    chat: Chat
    sender: User = Field(alias="from")
    new_chat_member: ChatMember


class Update(Wire):
    """One update; of its optional fields Telegram sets exactly one."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: ChatMemberUpdated | None = None
