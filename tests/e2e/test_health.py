"""A running desk sees what is wrong with it, says so, and tells the staff in their chat."""

import json
import signal
from pathlib import Path
from typing import Any

import httpx2
import pytest

pytestmark = pytest.mark.slow


async def test_the_staff_hears_of_what_could_not_be_read(
    make_desk: Any, wait: Any, tmp_path: Path
) -> None:
    desk = make_desk(LOG_FORMAT="json", SANDBOX_CLOCK="0")
    telegram = desk.stage.emulators["telegram"]
    group = telegram.world.group
    (tmp_path / "okpay.toml").write_text(f'[health]\nalert_to = "telegram:{group.id}"\n')
    await desk.start()
    telegram.push_raw({"update_id": 9_999_999, "message": "my password is hunter22x"})

    def told() -> list[str]:
        return [post.text for post in group.posts.values() if post.sender is None]

    (text,) = await wait(told, "the staff was not told")
    zh, en = text.splitlines()
    assert zh.startswith("OKPay 客服系统告警：telegram 有更新无法解析")
    assert en.startswith("OKPay Support, alert: updates of telegram could not be read")

    base = f"http://127.0.0.1:{desk.port}"
    async with httpx2.AsyncClient(base_url=base, trust_env=False) as client:
        ready = (await client.get("/readyz")).json()
        assert ready["status"] == "ready"
        assert ready["alerts"] == ["quarantine telegram: 1"]
        metrics = (await client.get("/metrics")).text
        assert 'okpay_open_alerts{kind="quarantine"} 1.0' in metrics
        assert metrics.count("okpay_channel_up{") == 3
    assert await desk.stop(signal.SIGTERM) == 0
    assert len(told()) == 1
    lines = desk.log.read_text().splitlines()
    assert [line for line in lines if not json.loads(line)["message"]] == []
    assert "hunter22x" not in desk.log.read_text()
    assert desk.stage.environment()["TELEGRAM_BOT_TOKEN"] not in desk.log.read_text()
