"""English is read, other languages are skipped with their name, and short texts pass."""

from pathlib import Path

import pytest

from kg.read import Reason
from kg.read.english import language_of

from .conftest import ARTICLE, one, skipped

OTHERS = {
    "de": "Das Verteidigungsministerium hat am Freitag einen Vertrag mit dem Unternehmen geschlossen. Das teilte eine "
    "Sprecherin der Behörde mit. Der Wert des Auftrags wurde nicht genannt, er soll aber über mehrere Jahre laufen.",
    "fr": "Le ministère de la Défense a signé vendredi un contrat avec l'entreprise pour la fourniture de "
    "logiciels. Une "
    "porte-parole a indiqué que les premières unités seraient livrées en juin, sans préciser le montant du marché.",
    "es": "El Ministerio de Defensa firmó el viernes un contrato con la empresa para el suministro de programas. Una "
    "portavoz dijo que las primeras unidades se entregarán en junio, pero no quiso dar el valor del "
    "acuerdo entre ambos.",
    "nl": "Het ministerie van Defensie heeft vrijdag een contract gesloten met het bedrijf voor de "
    "levering van software. "
    "Een woordvoerder zei dat de eerste eenheden in juni worden geleverd, maar wilde niet zeggen hoeveel het kost.",
    "pt": "O Ministério da Defesa assinou na sexta-feira um contrato com a empresa para o fornecimento de "
    "programas. Uma "
    "porta-voz disse que as primeiras unidades serão entregues em junho, mas não quis revelar o valor do acordo.",
    "it": "Il ministero della Difesa ha firmato venerdì un contratto con la società per la fornitura di programmi. Una "
    "portavoce ha detto che le prime unità saranno consegnate a giugno, ma non ha voluto indicare il valore.",
    "pl": "Ministerstwo Obrony podpisało w piątek umowę z firmą na dostawę oprogramowania. Rzeczniczka powiedziała, że "
    "pierwsze egzemplarze zostaną dostarczone w czerwcu, ale nie podała wartości umowy, która jest na kilka lat.",
    "he": "משרד הביטחון חתם ביום שישי על חוזה עם החברה לאספקת תוכנה. דוברת המשרד אמרה כי היחידות הראשונות "
    "יסופקו ביוני.",
    "ar": "وقعت وزارة الدفاع يوم الجمعة عقدا مع الشركة لتوريد البرمجيات. وقالت متحدثة إن الوحدات الأولى "
    "ستسلم في يونيو.",
    "zh": "国防部周五与该公司签署了一份软件供应合同。发言人表示，首批设备将于六月交付，但没有透露合同金额。",
    "ja": "国防総省は金曜日、同社とソフトウェア供給の契約を結んだ。報道官によると、最初の装置は六月に納入される。",
    "ru": "Министерство обороны подписало в пятницу контракт с компанией на поставку программ. Первые "
    "партии поступят в июне.",
    "uk": "Міністерство оборони підписало в п'ятницю контракт із компанією на постачання програм. Перші "
    "партії надійдуть.",
}


@pytest.mark.parametrize("language", OTHERS)
def test_an_article_in_another_language_is_skipped_with_its_name(language: str, folder: Path) -> None:
    (folder / "a.txt").write_text(OTHERS[language], encoding="utf-8")
    assert skipped("a.txt").reason == f"{Reason.NOT_ENGLISH} ({language})"


def test_english_is_named_in_the_document(folder: Path) -> None:
    (folder / "a.txt").write_text(ARTICLE)
    assert one("a.txt").language == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Die Army kaufte Software.",
        "Google, Amazon, Oracle, Palantir, Microsoft, IBM, SAP, Siemens, Thales, Leonardo, Airbus, Indra. " * 5,
        ARTICLE + " „Wir haben nichts zu sagen“, sagte ein Sprecher der Firma in München.",
        "The Chinese name of the ministry, 中华人民共和国国防部, is on the contract. " * 4,
        "HEADLINE: PENTAGON PICKS PALANTIR. " * 20,
    ],
)
def test_short_listed_and_mixed_texts_pass(text: str) -> None:
    assert language_of(text) in {None, "en"}
