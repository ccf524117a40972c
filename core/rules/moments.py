"""Times as people write them, in both languages; kept as written, since only a person can be sure."""

import re

_CLOCK_ZH = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s*点(?:钟|半|一刻|三刻|\d{1,2}分?|[一二三四五][十]?[一二三四五六七八九]?分)?|\d{1,2}[:：]\d{2}(?::\d{2})?"
_PART_ZH = r"凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|午夜|夜晚|朝早|晏昼|夜晚黑|晚"
_DAY_ZH = (
    r"昨儿(?:个)?|今儿(?:个)?|前儿|大前天|前天|昨天|昨日|昨晚|昨夜|今天|今日|今早|今晨|今晚|刚刚|刚才|刚(?=转|付|提|充|被|才)|寻日|噚日|今朝|琴日|前日|(?:上|这|本)(?:个)?(?:周|星期|礼拜)(?:[一二三四五六日天末])?|(?:周|星期|礼拜)[一二三四五六日天末]|(?:上|这|本)个?月(?:初|中|底|末|\d{1,2}[号日])?|去年|前几天|前两天|"
    r"(?:(?:20\d\d|今|去)年)?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号]?|(?<!\d)\d{1,2}\s*[号日](?!码|线|店|楼|元|币)|(?:\d{1,3}|[一二两三四五六七八九十几半]{1,3})\s*(?:多)?(?:个)?(?:天|小时|分钟|钟头|钟|周|星期|礼拜|月|年|日)(?:多)?(?:之)?前"
)
_ISO = r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]\d{1,2}[:：]\d{2}(?::\d{2})?)?|(?<![\d/.\-])\d{1,2}[/]\d{1,2}(?:[/]\d{2,4})?(?![\d/])"
_ZH = re.compile(
    rf"(?:{_ISO}|{_DAY_ZH})(?:的|大概|大约|约|差不多)?\s*(?:(?:{_PART_ZH})(?:的)?\s*)?(?:大概|大约|约|差不多)?\s*(?:{_CLOCK_ZH})?(?:左右|多)?|(?:{_PART_ZH})\s*(?:大概|大约|约)?(?:{_CLOCK_ZH})(?:左右|多)?|(?<![\d:])(?:{_CLOCK_ZH})(?:左右|多)?"
)
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_WEEKDAY_LONG = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_CLOCK_EN = (
    r"\d{1,2}(?::\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|o'?clock)|\d{1,2}:\d{2}(?::\d{2})?|noon|midnight"
)
_NUMBER_EN = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|couple(?: of)?|a couple(?: of)?|few|a few|several|half an)"
_DAY_EN = (
    rf"the day before yesterday|yesterday|yday|ystrday|today|tonight|(?:this|last|earlier this) (?:morning|afternoon|evening|night|week|month|year|weekend|{_WEEKDAY})|earlier today|just now|(?<!by )(?<!before )(?<!until )(?:on |since )?\b{_WEEKDAY_LONG}|"
    rf"\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s20\d\d)?|\b\d{{1,2}}(?:st|nd|rd|th)?(?:\sof)?\s{_MONTH}(?:\s20\d\d)?|\b{_NUMBER_EN}\s(?:full |business |working )?(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?)\s(?:ago|back|earlier)|on the \d{{1,2}}(?:st|nd|rd|th)"
)
_EN = re.compile(
    rf"\b(?:(?:on|since|at|around|about) )?(?:{_ISO}|{_DAY_EN})(?:\s(?:morning|afternoon|evening|night))?(?:,?\s?(?:at|around|about|@|by)?\s?(?:around |about )?(?:{_CLOCK_EN}))?|\b(?:at|around|about|@)?\s?(?:{_CLOCK_EN})(?:\s(?:yesterday|today|this morning|last night|tonight|on {_WEEKDAY_LONG}))?|\b\d{{1,2}} (?:this (?:morning|afternoon|evening)|yesterday|last night|tonight)|{_ISO}",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEAD = re.compile(r"^(?:at|around|about|@)\s+", re.IGNORECASE)
_DEADLINE_ZH = re.compile(
    rf"(?P<when>(?:今天|今晚|今日|明天|明早|明晚|明日|听日|后天|大后天|(?:这|本|下)?(?:个)?(?:周|星期|礼拜)[一二三四五六日天末]|月底|本月底|下周|下个月|\d{{1,2}}月\d{{1,2}}[日号]|\d{{1,2}}[号日])(?:{_PART_ZH})?(?:{_CLOCK_ZH})?)(?:之前|以前|前(?!天)|内|就要|就得|必须|一定要|要(?:交|付|还|用|给|发)|得(?:交|付|还|用)|截止|到期|最后(?:期限|一天)|就(?:到期|截止)|交(?:房)?租|(?:我)?(?:就)?要)"
    rf"|(?:必须|要|得|赶)(?:在)?(?P<when2>(?:今天|今晚|明天|明早|后天|(?:这|本|下)?周[一二三四五六日天末]|月底)(?:{_PART_ZH})?(?:{_CLOCK_ZH})?)"
)
_DEADLINE_EN = re.compile(
    rf"\b(?:by|before|until|till|due(?: on| by)?|deadline(?: is)?|no later than)\s+(?P<when>(?:today|tonight|tomorrow(?: (?:morning|noon|night|evening|afternoon))?|noon|midnight|(?:this |next )?{_WEEKDAY}|(?:the )?end of (?:the )?(?:day|week|month)|eod|(?:{_CLOCK_EN})(?: (?:today|tomorrow|tonight))?|next (?:week|month)|the \d{{1,2}}(?:st|nd|rd|th)|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?))\b"
    rf"|\b(?:rent|bill|payment|tuition|it|fees?|mortgage|loan|invoice)(?:'s| is| are)? due (?P<when2>today|tonight|tomorrow|(?:on )?{_WEEKDAY}|next week|this week)|\bneed (?:it|this|the money|the cash|my money|the funds|them) (?:for )?(?P<when3>today|tonight|tomorrow(?: morning)?|(?:this |on )?{_WEEKDAY_LONG}|now)",
    re.IGNORECASE,
)


_SPAN = re.compile(
    r"(?<!最后)(?<!每)(?:第)?(?:\d{1,3}|(?!半天)[一二两三四五六七八九十半]{1,3}|好几|几)(?:多)?(?:个)?(?:工作日|天|小时|星期|礼拜|周(?!末)|月(?!\d|初|底|份))(?:多|了)?(?!前|之前|以前|内|后|之内)|凌晨|半夜|昨儿"
    rf"|\b(?!an? (?:day|minute|min)\b)(?:{_NUMBER_EN}|half a)\s(?:full |business |working |whole )?(?:hours?|hrs?|days?|weeks?|months?|minutes?|mins?)\b(?! ago)|\bday (?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)


def deadline(text: str) -> tuple[int, int] | None:
    """Where a folded text says until when something is needed."""
    for pattern in (_DEADLINE_ZH, _DEADLINE_EN):
        if found := pattern.search(text):
            name = next(
                group for group in ("when", "when2", "when3") if found.groupdict().get(group)
            )
            return found.span(name)
    return None


def moment(text: str, besides: tuple[int, int] | None = None) -> tuple[int, int] | None:
    """Where a folded text says when it happened: the most exact of the times that are no deadline."""
    best: tuple[int, int] | None = None
    patterns = (_ZH, _EN) if _HAN.search(text) else (_EN,)
    for pattern in patterns:
        for found in pattern.finditer(text):
            start, end = found.span()
            start += len(found[0]) - len(found[0].lstrip())
            if lead := _LEAD.match(text, start) or _LEAD.match(text[start:end]):
                start += len(lead[0]) if lead.start() == 0 else lead.end() - start
            end = start + len(text[start:end].rstrip())
            if besides and start < besides[1] and end > besides[0]:
                continue
            if end > start and (best is None or end - start > best[1] - best[0]):
                best = start, end
    if best is None and (span := _SPAN.search(text)):
        end = span.end() - (span[0][-1] == "了")
        return span.start(), end
    return best
