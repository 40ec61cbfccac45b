"""How a person's name stands in a text: whole, in its parts, and as people speak of somebody."""

import re

# How people are spoken of by their family name.
TITLES = (
    "先生|女士|小姐|某某|某|师傅|师父|老师|同志|大爷|大妈|大伯|大叔|大姐|大哥|阿姨|老板|经理|书记|主任|医生|总|叔|姨|姐|哥"
    "|[×xX*＊]{1,3}"
)
BEFORE = "老|小|阿"
COMPOUND = re.compile(
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|慕容"
    "|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|闾丘|子车|亓官|司寇|令狐"
)
LEAST_OF_A_NAME, GIVEN = 2, 2


def name_patterns(folded: str) -> tuple[re.Pattern[str], ...]:
    """How somebody of this name, its characters folded, may be written: whole, by the family name, by the given one."""
    if len(folded) < LEAST_OF_A_NAME:
        return ()
    family = folded[:2] if COMPOUND.match(folded) and len(folded) > GIVEN else folded[:1]
    given = folded[len(family) :]
    spaced = r"[\s\-·•・._/、]{0,3}"
    patterns = [spaced.join(map(re.escape, folded))]
    if not folded.isascii():
        patterns += [
            rf"{re.escape(family)}{spaced}(?:{TITLES})",
            rf"(?:{BEFORE}){re.escape(family)}(?![\u4e00-\u9fff])",
        ]
    if len(given) == GIVEN and not given.isascii():
        patterns.append(spaced.join(map(re.escape, given)))
    return tuple(re.compile(pattern) for pattern in patterns)
