"""What fills the variables of texts: case number, promised moments, hours, official accounts."""

from datetime import datetime

from core.policy import WEEKDAYS, Policy
from core.rules.hours import next_opening
from core.rules.phrase import Voice, moment
from core.rules.wording import category_label, content_language
from core.vocabulary import Category, Language, Priority, TicketStatus

_DAYS = {
    "zh": dict(
        zip(WEEKDAYS, ("周一", "周二", "周三", "周四", "周五", "周六", "周日"), strict=True)
    ),
    "en": dict(zip(WEEKDAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True)),
}


def promised(policy: Policy, priority: Priority, now: datetime) -> datetime:
    """Until when the customer is told they hear from us."""
    promises = policy.desk.promises
    urgent = priority is Priority.URGENT
    return now + (promises.urgent_answer if urgent else promises.first_answer)


def terms(
    voice: Voice,
    policy: Policy,
    language: Language,
    now: datetime,
    *,
    ticket: str = "",
    category: Category | None = None,
    priority: Priority = Priority.NORMAL,
    status: TicketStatus | None = None,
    next_contact: datetime | None = None,
) -> dict[str, str]:
    """Every variable that is known at this moment, in the customer's language."""
    hours = policy.desk.hours
    opening = next_opening(now, hours.weekdays, hours.opens, hours.closes, policy.zone)
    contact = next_contact or promised(policy, priority, now)
    given = {
        "ticket": ticket,
        "missing": "",
        "next_contact": moment(contact, language, policy.zone),
        "next_open": moment(opening or contact, language, policy.zone),
        "hours": _hours(policy, language),
        "official_handles": "\n".join(
            f"{platform}: @{handle}" for platform, handle in policy.desk.brand.handles.items()
        ),
    }
    if category is not None:
        given["category"] = category_label(voice.categories, category, language)
    if status is not None:
        given["status"] = voice.texts.say(f"status_{status.value}", language)
    return given


def _hours(policy: Policy, language: Language) -> str:
    hours = policy.desk.hours
    words = content_language(language)
    names = [_DAYS[words][day] for day in WEEKDAYS if day in hours.weekdays]
    span = WEEKDAYS.index(hours.weekdays[-1]) - WEEKDAYS.index(hours.weekdays[0]) + 1
    if len(names) > 2 and span == len(names):
        days = f"{names[0]}{'至' if words == 'zh' else '–'}{names[-1]}"
    else:
        days = ("、" if words == "zh" else ", ").join(names)
    return f"{days} {hours.opens:%H:%M}–{hours.closes:%H:%M}"
