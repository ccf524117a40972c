"""Discord: private messages, mentions in servers, buttons and the slash command `/support`.

Reads DISCORD_BOT_TOKEN, DISCORD_API_BASE_URL and DISCORD_GATEWAY_URL.

    settings.py  the environment
    host.py      the library's client: our few requests, its own parsing taken out
    line.py      the one client that listening and sending share, and a sender without gateway has
    halt.py      when Discord tells the whole application to pause
    gateway.py   connected again and again: RESUME, a new session, dead connections
    patience.py  how long to wait before Discord is asked again
    parse.py     gateway event -> Inbound
    attachments.py  what came with a message
    intake.py    events to `receive` in order, and what we missed while away
    interact.py  what Discord wants answered: presses and `/support`
    render.py    Outbound -> bodies of "Create Message"
    split.py     long texts in parts, and how Discord counts them
    errors.py    what the library raises -> the port's errors
    channel.py   the Channel that ties them together

Where RESUME no longer works, history is read back: private channels we know (`dm.<person>`) and
every channel with a message for us (`last.<channel>`). What no bot can find are a first private
message, and a first mention in a channel, of such a time.
"""
