"""The stream ends, breaks or falls silent, and is opened anew."""


async def test_a_stream_that_could_not_be_stored_is_opened_anew(there, mei):
    push = await there.start("stream")
    there.refusals = 1
    there.emulator.customer_says(mei, "one", public=False)
    await there.until(lambda: not push.up.is_set())
    assert "could not be stored (OSError)" in push.problem
    await there.until(push.up.is_set)
    there.emulator.customer_says(mei, "two", public=False)
    await there.until(lambda: there.texts() == ["two"])
    assert push.problem == ""


async def test_a_broken_stream_is_opened_anew(there, mei):
    push = await there.start("stream")
    for cut in (there.emulator.activity.end_streams, lambda: setattr(there.emulator, "down", True)):
        cut()
        await there.until(lambda: not push.up.is_set())
        assert push.problem
        there.emulator.down = False
        await there.until(push.up.is_set)
    there.emulator.customer_says(mei, "hello", public=False)
    await there.until(lambda: there.texts() == ["hello"])


async def test_a_stream_that_says_nothing_is_given_up(there, mei):
    there.emulator.keep_alive = 60.0
    push = await there.start("stream", silence=0.2)
    await there.until(lambda: not push.up.is_set())
    there.emulator.keep_alive = 0.05
    await there.until(push.up.is_set)
    there.emulator.customer_says(mei, "hello", public=False)
    await there.until(lambda: there.texts() == ["hello"])
