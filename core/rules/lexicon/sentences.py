"""Words that no seed phrase holds, so that a row of words among them is a sentence."""


def _words(text: str) -> list[str]:
    return text.split()


# Even where a seed phrase is announced
FUNCTION_WORDS = frozenset(
    _words(
        """
        the and was for not but are has had from been were did does his her who why please my me is it
        in on at to of so or
        """
    )
)
# Where nothing announces one: what messages to a support desk are made of
SENTENCE_WORDS = frozenset(
    _words(
        """
        the and was for not but are has had from been were did does his her how why who please money
        okpay pay paid login bank password transfer failed cannot dont didnt doesnt cant wont isnt its
        ive im you're they their them our out get got getting having being which would could should
        these those where while until still withdraw payment refund hello thanks thank wallet anyone
        nobody says said told want wants wanted need needs trying tried days hours minutes yesterday
        today tomorrow week month times sent send asked asking see seen more most some than too also
        each every here much many never ever lost keep keeps going went came come coming made make took
        take people phrase words seed mnemonic recovery my me is it in on at to of so if or as by be we
        he she us up no an am do go locked frozen pending pls sorry help
        """
    )
)
