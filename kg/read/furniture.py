"""The words of a page around its article: menus, buttons, calls to subscribe, notices.

``MENU`` and ``SECTION`` count beside an article, ``SURE`` and ``SENTENCE`` also within it. All are matched from the
start of a line; ``MENU``, ``SURE`` and ``SECTION`` must be the whole line.
"""

import re

QUOTED = re.compile(r"[\"“”«»]|\b(?:said|says|told|wrote|according)\b")
MENU = re.compile(
    r"for immediate release|"
    r"menu|main menu|(?:open|close|toggle|show|hide)(?: main)? (?:menu|navigation|search)|navigation|search|"
    r"close|home|"
    r"skip to (?:main )?(?:content|navigation|navigation menu)|log ?(?:in|out)|sign ?(?:in|out|up)|register|"
    r"my account|"
    r"subscribe(?: now| today)?|newsletters?|market data|markets data|sections?|sponsored(?: content| by .{1,40})?|"
    r"promoted(?: content)?|print|e-?mail|copy link|save|bookmark|facebook|twitter|linkedin|whatsapp|reddit|telegram|"
    r"instagram|youtube|pinterest|flipboard|rss|comments?|\d+ comments?|(?:leave|post|add|view|"
    r"show) (?:a )?comments?|"
    r"\d+ shares?|\d+ min(?:ute)?s? read|updated \d+ \w+ ago|\d+ \w+ ago|more|see more|show more|view all|"
    r"see all|load more|"
    r"previous|next|back|help|faqs?|careers|jobs|contact(?: us)?|about(?: us)?|advertise(?: with us)?|site ?map|"
    r"privacy(?: policy| notice| settings)?|cookies?(?: policy| settings| preferences| notice)?|"
    r"terms(?: of (?:use|service|sale)|(?: and| &) conditions)?|accessibility|"
    r"do not sell(?: or share)? my (?:personal )?information|"
    r"accept(?: all)?(?: cookies)?|reject(?: all)?(?: cookies)?|manage (?:cookies|preferences|consent|"
    r"options)|i agree|got it|"
    r"listen(?: to (?:this )?(?:article|story))?|play|loading(?:\.\.\.|…)?|tags|topics|font size|text size|"
    r"welcome to .{1,40}|recommended(?: for you| stories| reading)?|trending(?: now| stories)?|popular(?: now|"
    r" stories)?",
    re.I,
)
SURE = re.compile(
    r"advertisement|article continues below(?: advertisement)?|advertisement[ -]+scroll to continue.*|"
    r"story continues below(?: advertisement)?|continue reading(?: below| the main story)?|"
    r"share (?:this|on|via|the)(?: (?:article|story|page|post))?(?: (?:on|via|with) .{1,40})?|share|tweet(?: this)?|"
    r"(?:read|see|watch|also read|read also)(?: more| next| also)?|back to (?:the )?top|follow us(?: on .{1,60})?|"
    r"sign up (?:for|to) (?:our|the|daily|weekly|free|breaking|email) .{0,60}newsletters?.{0,60}|all rights reserved",
    re.I,
)
SECTION = re.compile(
    r"(?:related|most|more|other|similar|further|latest|top|popular|trending|recommended|editor'?s'?|editors[’']|"
    r"you (?:may|might) also)"
    r"(?: (?:articles?|stories|news|content|topics|coverage|links|reading|posts?|headlines|picks?|like|read|"
    r"viewed|popular|"
    r"shared|from .{1,40}|on this(?: story)?|in .{1,30}|for you|by this author))|read more|read next|"
    r"what to read next|up next|"
    r"don[’']t miss|from around the web|around the web|more on this story|related",
    re.I,
)
SENTENCE = re.compile(
    r"sign up (?:for|to|here|now|today|and)\b|subscribe (?:to|now|here|today|for)\b|register (?:now|here|for free)\b|"
    r"(?:get|receive) (?:the latest|our|breaking|daily|weekly|more|all|alerts?|news|updates?)\b.*\b(?:inbox|"
    r"newsletters?|alerts?|email)\b|"
    r"(?:click|tap) here (?:to|for)\b|(?:follow|like|find|join) us on\b|download (?:the|our)\b.{0,40}\bapp\b|"
    r"(?:we|this (?:web)?site|our (?:web)?site|our partners)(?: and our partners)? (?:use|uses|store) cookies?\b|"
    r"by (?:continuing|clicking|using|browsing|signing up|subscribing|submitting)\b.*\b(?:cookies?|terms|"
    r"privacy|consent|agree)\b|"
    r"(?:©|\(c\) ?(?:19|20)\d\d|copyright (?:©|\(c\)|(?:19|20)\d\d))|"
    r"this (?:material|article|content|story) may not be (?:published|reproduced|redistributed)\b|"
    r"(?:read|see|watch|listen)(?: more| also| next| now)? ?[:|»]|(?:related|recommended|also read|read also|"
    r"more on this) ?[:|»]|"
    r"(?:enter|submit) your e-?mail\b|your e-?mail address\b|thank(?:s| you) for (?:signing up|subscribing)\b|"
    r"already (?:a|have) (?:subscriber|member|an? account|an? subscription)\b|to continue reading\b|"
    r"you have (?:\w+ )?(?:free )?articles? (?:left|remaining)\b|"
    r"(?:please )?(?:enable|turn on) (?:javascript|cookies) (?:to|in)\b|please disable your ad ?blocker\b|"
    r"our standards: the thomson reuters trust principles|get unlimited access\b|"
    r"start your (?:free )?(?:trial|subscription)\b",
    re.I,
)
RIGHTS = re.compile(r"\ball rights reserved\.?$", re.I)
BYLINE = re.compile(r"(?:by|from|written by|story by|reporting by)\s+[A-Z]", re.I)
# The words are bounded one by one: nothing here can match a run of names in two ways.
NAMES = re.compile(
    r"(?:[A-Z][\w.'’-]* ){1,2}[A-Z][\w.'’-]+(?:(?:,| and|, and) (?:[A-Z][\w.'’-]* ){1,2}[A-Z][\w.'’-]+)*"
)
