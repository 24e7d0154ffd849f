"""Redaction: personal details in a message, each replaced by what it is, before anything is made of the message.

E-mail addresses, phone numbers, card numbers (ISO/IEC 7812, with their check digit) and IBANs (ISO 13616, likewise)
are known by their form. A phone number is one with a country code, one with a leading 0, or a North American one.
Years, dates, versions, amounts and ISBNs are no such form. What is replaced can be in nothing that is understood,
answered or stored, for it was gone before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.messages import Utterance

E_MAIL, PHONE, CARD, IBAN = "[e-mail]", "[phone]", "[card]", "[IBAN]"
_LABEL = re.compile("|".join(map(re.escape, (E_MAIL, PHONE, CARD, IBAN))))

_ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]++@(?:[\w-]{1,63}\.){1,8}(?:xn--[\w-]{2,59}|[^\W\d_]{2,24})")
_ACCOUNT = re.compile(r"(?<![^\W_])([A-Za-z]{2})\d{2}(?=[ -]?[A-Za-z0-9])")
_COUNTRIES = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 "
    "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 "
    "LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 "
    "PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 "
    "YE30"
)
_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _COUNTRIES.split()}
"""How long an IBAN of each country is, by the registry of ISO 13616."""
# What is looked ahead to is not taken apart again, as by `*+`, which Python up to 3.11.4 gets wrong behind a group.
_RUN = re.compile(r"(?:\+\(?|(?<![\w@])(?<!\d[.,])(?<!\w-)\(?)(?=(\d+(?:[ \u00a0\u2009\u202f.\-‐‑–/()]{1,3}\d+)*))\1")
_GROUP = re.compile(r"\d+")
_LAST = re.compile(r"(?<!\d)\D*\d++$")
_BOOK = re.compile(r"\bISBN(?:-1[03])?[:\s]*$", re.IGNORECASE)
_DATE = re.compile(
    r"\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d|\1\d)|\d{4}([./-])\d{1,2}\2\d{1,2}(?!\d)"
    r"|\d{1,2}[./-](?:19|20)\d\d(?![./-]?\d)"
)
_ISSUED = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|(?:5[1-5]|2[2-7]\d\d)\d{12,14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35\d{14,17}"
    r"|(?:50|5[6-9]|6\d)\d{11,17}"
)
"""What card numbers begin with, and how long they are, by network."""
_NORTH_AMERICAN = re.compile(r"(?:1\D?)?\(?[2-9]\d\d(?:\D{1,3}\d{3}\D{1,3}|[2-9]\d\d)\d{4}")
_TRUNK = re.compile(r"00?[1-9]\d{6,13}")
_COUNTRY = re.compile(r"[1-9]\d{7,14}")
_SHORTEST_PHONE, _LONGEST_PHONE, _LONGEST_CARD = 8, 15, 19


def redacted(text: str) -> str:
    """The text with each personal detail replaced by `[e-mail]`, `[phone]`, `[card]` or `[IBAN]`; twice is as once."""
    while (found := _once(text)) != text:
        text = found
    return text


def concealed(utterance: Utterance) -> Utterance:
    """The utterance with its text, and all text in its metadata, redacted."""
    return replace(utterance, text=redacted(utterance.text), metadata=_within(utterance.metadata))


def veiled(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """An event of the log with all text in it redacted, if a visitor said it."""
    if event.get("event") != "user":
        return event
    return {**event, **{key: _within(event[key]) for key in ("text", "parse_data", "metadata") if key in event}}


def unlabelled(text: str) -> str:
    """The text with dashes for what was redacted: a pause says least. Every other place stays the same."""
    return _LABEL.sub(lambda found: "-" * len(found[0]), text) if "[" in text else text


def _within(data: Any) -> Any:
    if isinstance(data, str):
        return redacted(data)
    if isinstance(data, dict):
        return {redacted(key) if isinstance(key, str) else key: _within(value) for key, value in data.items()}
    return [_within(value) for value in data] if isinstance(data, list | tuple) else data


def _once(text: str) -> str:
    if "@" in text:
        text = _ADDRESS.sub(E_MAIL, text)
    if _GROUP.search(text) is None:
        return text
    return _RUN.sub(_numbers, _accounts(text))


def _accounts(text: str) -> str:
    parts, done = [], 0
    for found in _ACCOUNT.finditer(text):
        rest = _LENGTHS.get(found[1].upper(), 0) - len(found[0])
        if found.start() < done or rest < 0:
            continue
        whole = re.compile(rf"(?:[ -]?[A-Za-z0-9]){{{rest}}}(?![^\W_])").match(text, found.end())
        if whole and _checked(text[found.start() : whole.end()]):
            parts += [text[done : found.start()], IBAN]
            done = whole.end()
    return "".join((*parts, text[done:]))


def _checked(shown: str) -> bool:
    """Whether an account number has the remainder that ISO 13616 asks for."""
    account = "".join(filter(str.isalnum, shown))
    return int("".join(str(int(character, 36)) for character in account[4:] + account[:4])) % 97 == 1


def _numbers(run: re.Match[str]) -> str:
    """A run of digits with cards replaced wherever they stand, and phone numbers where one may begin."""
    shown, glued = run[0], ""
    if run.string[run.end() : run.end() + 1].isalnum():  # "030 1234567 2a": the last group belongs to a word.
        shown = _LAST.sub("", run[0])
        glued = run[0][len(shown) :]
    if len(shown) < _SHORTEST_PHONE or _BOOK.search(run.string, max(0, run.start() - 16), run.start()):
        return run[0]
    parts, done = [], 0
    for start, end in _cards(shown):
        parts += [_phones(shown[done:start]), CARD]
        done = end
    return "".join((*parts, _phones(shown[done:]), glued))


def _cards(run: str) -> Iterator[tuple[int, int]]:
    groups, done = [found.span() for found in _GROUP.finditer(run)], 0
    for place, (start, end) in enumerate(groups):
        if (
            start < done
            or run[start] not in "23456"
            or end - start < 2
            or run[max(0, start - 2) : start].rstrip("(").endswith("+")
        ):
            continue
        ends = [end for digits, end in _joined(run, groups[place : place + 8], _LONGEST_CARD) if _card(digits)]
        if ends:
            done = ends[-1]
            yield start, done


def _joined(run: str, groups: list[tuple[int, int]], longest: int) -> Iterator[tuple[str, int]]:
    """The digits of the first group, of the first two, and so on, each with where they end."""
    digits = ""
    for start, end in groups:
        digits += run[start:end]
        if len(digits) > longest:
            return
        yield digits, end


def _card(digits: str) -> bool:
    """Whether a card may have the number: by its network, and by Luhn's check digit."""
    if _ISSUED.fullmatch(digits) is None:
        return False
    doubled = (2 * digit - 9 * (digit > 4) for digit in map(int, digits[-2::-2]))
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _phones(run: str) -> str:
    parts, done = [], 0
    while group := _GROUP.search(run, done):
        start = group.start()
        if date := _DATE.match(run, start):
            parts.append(run[done : date.end()])
            done = date.end()
            continue
        end = _phone_end(run, start, done)
        if not end:
            break
        parts += [run[done:start].rstrip("+("), PHONE]
        done = end
    return "".join((*parts, run[done:]))


def _phone_end(run: str, start: int, done: int) -> int:
    """Where the phone number that begins there ends, as far as it may reach; 0 where none begins."""
    groups = [found.span() for found, _ in zip(_GROUP.finditer(run, start), range(_LONGEST_PHONE), strict=False)]
    abroad = run[done:start].rstrip("(").endswith("+")
    if not abroad and _NORTH_AMERICAN.fullmatch(run, start):
        return len(run)
    end = 0
    for place, (digits, at) in enumerate(_joined(run, groups, _LONGEST_PHONE), 1):
        sizes = [last - first for first, last in groups[:place]]
        if _COUNTRY.fullmatch(digits) if abroad else _TRUNK.fullmatch(digits) and not _counted(run[start:at], sizes):
            end = at
    return end


def _counted(shown: str, sizes: list[int]) -> bool:
    """Whether digits that begin with a 0 rather are an amount, a time, or the number of a book."""
    pairs = set(sizes) == {2} and len(sizes) < 5
    return sizes[0] < 2 or pairs or (len(sizes) == 2 and "." in shown)
