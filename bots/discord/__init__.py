"""Discord: private messages, mentions in servers, buttons and the slash command `/support`.

Reads DISCORD_BOT_TOKEN, DISCORD_API_BASE_URL and DISCORD_GATEWAY_URL.

    settings.py  the environment
    host.py      the library's client, pointed at a host and stripped of its own parsing
    parse.py     gateway event -> Inbound
    attachments.py  what came with a message
    intake.py    events to `receive` in order, and what we missed while away
    interact.py  what Discord wants answered: presses and `/support`
    render.py    Outbound -> bodies of "Create Message"
    split.py     long texts in parts, and how Discord counts them
    errors.py    what the library raises -> the port's errors
    channel.py   the Channel that ties them together
"""
