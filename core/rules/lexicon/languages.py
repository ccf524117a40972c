"""Short words that tell English from other languages in Latin letters."""


def _words(text: str) -> list[str]:
    return text.split()


# Spanish, Portuguese, French, Italian, German, Dutch, Indonesian, Malay, Tagalog, Turkish,
# Vietnamese without marks: words that English does not have
FOREIGN = frozenset(
    _words(
        """
        el los las una por para pero con que como está esta mi mis hola gracias dinero cuenta puedo
        tengo porque cuando dónde donde ayuda quiero muy sin hacer não nao uma meu minha obrigado
        obrigada olá ola você voce conta dinheiro fazer je suis mon ma mes votre vous nous est une les
        des pas avec pour bonjour merci compte argent comment pourquoi il lo della sono ciao grazie
        conto perché perche non ho mio mia ich mein meine nicht und der das ist habe wie warum konto
        geld bitte danke hallo kann het een niet mijn saya tidak bisa tolong akun uang bagaimana cara
        sudah belum kenapa dan yang untuk dengan ini itu apa duit boleh macam mana akaun ako ang mga
        hindi po ko na sa ng paano bakit pera wala naman kasi yung pwede salamat magandang nasaan bir ve
        için icin hesap hesabım hesabim nasıl nasil neden merhaba toi khong không tiền tien tài khoản
        làm sao được của tại
        """
    )
)
ENGLISH = frozenset(
    _words(
        """
        the a an is are was were be been am i my me you your it its this that to of in on at for and or
        but not no yes can can't cannot could do does did don't didn't have has had how why what when
        where who will would should please help with from still just get got out up if so need want
        money account password transfer payment withdraw withdrawal login log sign code app card bank hi
        hello hey thanks thank good great ok okay refund failed support service agent human fee fees
        scam urgent someone now all never u pls plz n't im i'm it's ive i've than then there they
        """
    )
)
