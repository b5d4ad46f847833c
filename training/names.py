"""What a name alone says of an organisation's kind, for corpora that tell only that it is one."""

from __future__ import annotations

import re

from training.labels import BODY
from training.register import kinds_by_name

_COMPANY = re.compile(
    r"\b(Inc|Corp|Corporation|Ltd|Limited|LLC|L\.L\.C|plc|PLC|AG|GmbH|S\.A|SA|Co|Company|Technologies|Systems|"
    r"Airlines?|Airways|"
    r"Motors?|Holdings|Bancorp|Microsystems|Electronics|Pharmaceuticals|Records|Pictures|Software|Enterprises|"
    r"Industries|"
    r"Capital|Partners|Ventures|Semiconductor|Telecom|Communications|Petroleum|Oil|Energy|Foods|Stores)\.?$|"
    r"^(Google|Microsoft|Apple|IBM|Intel|Sony|Nintendo|Boeing|Airbus|Lockheed Martin|Toyota|Ford|Yahoo!?|"
    r"Facebook|Twitter|Nokia|"
    r"Samsung|Siemens|Enron|Walmart|Amazon|Oracle|HP|Hewlett-Packard|Dell|AOL|Disney|Warner Bros\.?|EMI|Sega|"
    r"Atari|Nike|Reebok|Adidas|"
    r"Motorola|Philips|Honda|Nissan|Volkswagen|BMW|Fiat|Chrysler|General Motors|General Electric|GE|AT&T|"
    r"Verizon|Comcast|Netflix)$"
)
_GOVERNMENT = re.compile(
    r"\b(Department|Ministry|Agency|Bureau|Senate|Congress|Parliament|Army|Navy|Air Force|Marine Corps|"
    r"Coast Guard|Police|"
    r"Supreme Court|Court|Government|Administration|Legislature|Assembly|Cabinet|White House|Pentagon|"
    r"House of Representatives|"
    r"House of Commons|House of Lords|National Guard|Treasury|Federal Reserve|Armed Forces|Knesset|Bundestag|Duma|"
    r"City Council|County Council|Sheriff|FBI|CIA|NSA|NASA|FEMA|FERC|FDA|EPA|FCC|SEC|IRS|DHS|DOJ|DoD|DOD|MoD|FCO)\b"
)
_OTHER = re.compile(
    r"\b(University|College|Party|Union|Association|Institute|Church|League|Club|FC|F\.C|Foundation|School|"
    r"United Nations|UN|NATO|EU|"
    r"European Union|Society|Orchestra|Academy|Museum|Federation|Alliance|Al[- ]Qaeda|Hamas|Hezbollah|Taliban|"
    r"ISIS|ISIL|Daesh|Times|News|"
    r"Reuters|BBC|Tribune|Guardian|Journal|World Bank|IMF|WHO|Amnesty|Red Cross|Front|Movement|Liberals|Labour|"
    r"Democrats|Conservatives|GOP|United)\b"
)
_DEMONYM = re.compile(r"^[A-Z][a-z]+(ish|ese|ian|an|i|ch|eek|iss|ss|utch|ic|elsh)s?$")
_FAITH = re.compile(
    r"^((Roman-)?Catholic|Christian|Protestant|Muslim|Islam|Jew|Anglican|Lutheran|Orthodox|Hindu|Buddhis|Methodis|Presbyterian|"
    r"Evangelical|Pentecostal|Rasta|Republican|Democrat|Conservative|Liberal|Communis|Nazi|Labor|Independent|Aboriginal|"
    r"Viking|Slav|Bantu|Mamluk|Mughal|Allie|Whig|Social)[a-z]*$"
)
_NO_DEMONYM = """Iran Japan Sudan Jordan Pakistan Michigan Mali Miami Afghanistan Kazakhstan Uzbekistan Tajikistan
Turkmenistan Kyrgyzstan Bhutan Oman Taiwan Milan Vatican Rajasthan Hawaii Malawi Brunei Fiji Kiribati Haiti Mississippi
Missouri Delhi Karachi Nairobi Munich Zurich Greenwich Ipswich Norwich Durban Dagestan Manhattan Wuhan Hunan
Texas Kansas Arkansas Catalan Azerbaijan Abu Dhabi Dubai Mumbai Chennai Shanghai Tripoli Helsinki Lodi Bali
Dublin Penang Saipan Saskatchewan Isfahan Tehran Erdogan Islamic Baltic Pacific Atlantic Arctic Adriatic"""


def body_kinds(name: str) -> frozenset[str]:
    """The kinds that an organisation of this name may have; all three if the name does not tell.

    >>> sorted(body_kinds("Ministry of Defence")), sorted(body_kinds("Enron Corp.")), len(body_kinds("Ruritania 1900"))
    (['GovernmentBody'], ['Company'], 3)
    """
    registered = kinds_by_name().get(name, frozenset()) & BODY
    if len(registered) == 1:
        return registered
    told = [
        kind
        for kind, pattern in (("Company", _COMPANY), ("GovernmentBody", _GOVERNMENT), ("Organization", _OTHER))
        if pattern.search(name)
    ]
    return frozenset(told) if len(told) == 1 else BODY


def is_people(name: str) -> bool:
    """Whether a name is a people, a faith or the adherents of a party, none of which is an organisation.

    >>> is_people("Catholics"), is_people("Khitans"), is_people("Islamic"), is_people("NATO")
    (True, True, True, False)
    """
    return " " not in name and bool(_FAITH.match(name) or is_demonym(name) or name.endswith(("ans", "ites", "ese")))


def is_demonym(name: str) -> bool:
    """Whether a name is, by its ending, a people or its adjective: "German", "Swiss".

    >>> is_demonym("Chinese"), is_demonym("Iran")
    (True, False)
    """
    return (bool(_DEMONYM.match(name)) and name not in _NO_DEMONYM.split()) or name in ("German", "Greek", "Dutch")
