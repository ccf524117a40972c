"""The last labels of host names: what makes a word with a dot in it a link.

After the root zone database of IANA (iana.org/domains/root/db): every country, and the general ones
that people meet. The reserved names of RFC 2606 are among them, so that examples are read as links.
"""


def _words(text: str) -> list[str]:
    return text.split()


COUNTRIES = frozenset(
    _words(
        """
        ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw
        by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et
        eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie
        il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv
        ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr
        nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl
        sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz
        va vc ve vg vi vn vu wf ws ye yt za zm zw
        """
    )
)
GENERAL = frozenset(
    _words(
        """
        com net org info biz name pro mobi asia tel xxx edu gov mil int aero coop jobs museum travel
        app dev page web top xyz vip shop store online site website space tech cloud host hosting link
        click live life world today news blog club fun icu win bid loan loans date review trade party
        science work works agency company center group team zone network systems solutions services
        support help care guru expert tips wiki media video games game casino bet poker cash money bank
        banking finance financial fund fyi pay credit creditcard cards exchange market markets trading
        forex tax insurance investments capital holdings ventures business ltd llc inc gmbh limited
        social chat email mail direct one ninja rocks cool gift gifts sale deals discount promo
        download software digital domains codes computer security secure safe protection bot ink art
        design studio photo photos pics pictures tube stream porn sex adult dating sbs cfd cyou bond
        quest monster buzz beauty hair skin makeup autos boats homes lol mom rest bar cafe pub pizza
        city land estate house rent lat ooo kim men wang ren luxe ltda cam zip mov foo nexus
        google amazon example test invalid localhost local onion
        """
    )
)
WORDS = frozenset(
    _words(
        """
        ad am an as at be by do go id in is it la me ms my no of pm re so st to us vs pay page name help
        work works one today here life live team date review party world news care cash money bank fund
        support chat email mail direct cards market business link click win info gift sale
        group company code codes safe secure security rest bar art fun
        """
    )
)
"""Of these, words that begin a sentence: "done.So we" lacks a blank and is no link."""

SCRIPTS = frozenset(
    _words(
        "中国 公司 网络 网址 网站 商城 商店 集团 在线 移动 信息 我爱你 香港 台湾 рф онлайн сайт орг ком 한국 みんな"
    )
)
"""Last labels in other scripts, Chinese ones in simplified characters."""
