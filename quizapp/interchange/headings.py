"""What the columns of a table of questions are called, in many languages."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

#: By role: the words of each language. A letter or number after the words of an option says which.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "question": {
        "en": "question|question text|questiontext|questions|stem|prompt|item|text",
        "de": "frage|fragen|fragetext|fragestellung|aufgabe",
        "es": "pregunta|preguntas|enunciado|texto de la pregunta",
        "fr": "question posee|enonce|intitule",
        "it": "domanda|domande|testo della domanda|quesito",
        "pt": "pergunta|perguntas|questao|questoes|enunciado da questao",
        "ru": "вопрос|вопросы|текст вопроса",
        "uk": "питання|запитання",
        "pl": "pytanie|pytania|tresc pytania",
        "zh": "题目|题|问题|题干|題目|題|題幹",
        "ja": "問題|設問|質問",
        "ko": "문제|질문",
        "uz": "savol|savollar",
        "vi": "câu hỏi|nội dung câu hỏi",
        "id": "pertanyaan|soal",
        "tr": "soru|sorular|soru metni",
    },
    "option": {
        "en": "option|answer|choice|answer option|answer choice|alternative|response",
        "de": "antwort|antwortmoglichkeit|auswahl",
        "es": "opcion|respuesta|alternativa",
        "fr": "reponse|choix|proposition",
        "it": "risposta|opzione|scelta",
        "pt": "opcao|resposta|alternativa|escolha",
        "ru": "вариант|ответ|вариант ответа",
        "uk": "варіант|відповідь|варіант відповіді",
        "pl": "odpowiedz|opcja|wybor",
        "zh": "选项|答案选项|選項",
        "vi": "đáp án|lựa chọn|phương án",
        "id": "pilihan|opsi",
        "tr": "seçenek|şık",
    },
    "list": {
        "en": "options|choices|alternatives|answer options|answer choices",
        "de": "antwortmöglichkeiten|auswahlmöglichkeiten",
        "es": "opciones|alternativas",
        "fr": "propositions|choix possibles",
        "it": "opzioni|scelte",
        "pt": "opções|escolhas",
        "ru": "варианты|варианты ответов|варианты ответа",
        "zh": "选项|選項",
    },
    "key": {
        "en": "correct|correct answer|correct answers|correct option|right answer|answer key|key|solution|correct choice|correct index|correct answer index|correct option index"
        "|answer index|correct answer number|correct option number|correct letter",
        "de": "richtig|richtige antwort|richtige antworten|losung|korrekt|korrekte antwort",
        "es": "correcta|correcto|respuesta correcta|opcion correcta|solucion|clave",
        "fr": "correct reponse|bonne reponse|reponse correcte|reponse juste|solution correcte|corrige",
        "it": "corretta|risposta corretta|risposta esatta|soluzione",
        "pt": "correta|correto|resposta correta|resposta certa|gabarito",
        "ru": "правильный ответ|верный ответ|правильный|ключ",
        "uk": "правильна відповідь|вірна відповідь|правильний",
        "pl": "poprawna|poprawna odpowiedz|prawidlowa odpowiedz|klucz",
        "zh": "正确答案|答案|正确选项|正確答案",
        "ja": "正解|解答|答え",
        "ko": "정답|답",
        "uz": "togri javob|to g ri javob|javob",
        "vi": "đáp án đúng|câu trả lời đúng",
        "id": "jawaban benar|kunci jawaban|jawaban",
        "tr": "doğru cevap|doğru yanıt|cevap",
    },
    "wrong": {
        "en": "distractor|wrong|wrong answer|incorrect|incorrect answer|incorrect option",
        "de": "falsch|falsche antwort|distraktor",
        "es": "incorrecta|respuesta incorrecta|distractor incorrecto",
        "fr": "mauvaise reponse|reponse fausse|distracteur",
        "it": "sbagliata|risposta sbagliata|distrattore",
        "pt": "errada|resposta errada|distrator",
        "ru": "неправильный ответ|неверный ответ",
        "uk": "неправильна відповідь",
        "pl": "bledna odpowiedz|dystraktor",
        "zh": "错误答案|干扰项",
        "uz": "notogri javob|noto g ri javob",
        "vi": "đáp án sai",
        "id": "jawaban salah",
        "tr": "yanlış cevap",
    },
    "why": {
        "en": "explanation|rationale|feedback|general feedback|why|comment",
        "de": "erklarung|begrundung|erlauterung|ruckmeldung",
        "es": "explicacion|retroalimentacion|justificacion",
        "fr": "explication|justification|commentaire",
        "it": "spiegazione|commento|motivazione",
        "pt": "explicacao|justificativa|comentario",
        "ru": "объяснение|пояснение|комментарий",
        "uk": "пояснення|коментар",
        "pl": "wyjasnienie|uzasadnienie|komentarz",
        "zh": "解析|解释|说明",
    },
    "points": {
        "en": "points|marks|score|mark|point value",
        "de": "punkte|punktzahl",
        "es": "puntos|puntuacion|puntaje",
        "fr": "points attribues|bareme",
        "it": "punti|punteggio",
        "pt": "pontos|pontuacao",
        "ru": "баллы|балл",
        "uk": "бали|бал",
        "pl": "punkty",
        "zh": "分值|分数",
    },
    "topic": {
        "en": "topic|category|subject|chapter",
        "de": "thema|kategorie|kapitel",
        "es": "tema|categoria",
        "fr": "theme|categorie|sujet",
        "it": "argomento|capitolo",
        "pt": "assunto|topico",
        "ru": "тема|категория",
        "uk": "категорія",
        "pl": "temat|kategoria",
        "zh": "主题|分类|知识点",
    },
    "tags": {"en": "tags|tag|keywords", "de": "schlagworte|stichworte", "es": "etiquetas", "fr": "mots cles"},
    "hint": {"en": "hint|hints|tip", "de": "hinweis|tipp", "es": "pista", "fr": "indice", "it": "suggerimento", "ru": "подсказка"},
    "id": {"en": "id|identifier|question id", "de": "kennung"},
}  # fmt: skip
#: What says that a number as the key counts from 0.
_FROM_0 = re.compile(r"(.*?)\s*(?:from 0|0 based|ab 0|desde 0|da 0|de 0|с 0)")
_LETTER = re.compile(r"(.*?)[\s_\-.#]*(?:\(?([a-i])\)?|([1-9]))", re.DOTALL)


@dataclass(frozen=True)
class Columns:
    """Which columns of a table hold what, from 0; ``language`` is the one of most headings."""

    roles: Mapping[str, int] = field(default_factory=dict)
    options: tuple[int, ...] = ()
    wrong: tuple[int, ...] = ()
    language: str = ""
    #: The options' headings, folded, by their columns: a key may name one.
    names: Mapping[str, int] = field(default_factory=dict)
    #: The column that holds all options of a row in one cell; -1: there is none.
    listed: int = -1
    #: Whether a number as the key counts from 0: only where the heading says so.
    from_0: bool = False
    #: Headings that mean nothing here, by their columns.
    unknown: Mapping[int, str] = field(default_factory=dict)
    #: Whether nobody named the columns: the rows themselves leave no doubt.
    guessed: bool = False

    @property
    def tells(self) -> bool:
        """Whether questions can be read by these headings."""
        return "question" in self.roles and ("key" in self.roles or "right" in self.roles)


def folded(text: str) -> str:
    """A heading without capitals, accents and marks; ``correctOption`` is two words."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    plain = unicodedata.normalize("NFKD", apart.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign) or sign == "\u0306")
    return " ".join(re.sub(r"[^\w\s]", " ", unicodedata.normalize("NFC", plain).replace("_", " ")).split())


_BY_WORD: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    role: {
        folded(word): tuple(each for each, listed in languages.items() if word in listed.split("|"))
        for words in languages.values()
        for word in words.split("|")
    }
    for role, languages in _WORDS.items()
}


def read_headings(row: Sequence[str]) -> Columns:
    """The columns that a row of headings names; ``tells`` is false where it is no such row."""
    roles: dict[str, int] = {}
    options: list[int] = []
    wrong: list[int] = []
    spoken: list[str] = []
    names: dict[str, int] = {}
    unknown: dict[int, str] = {}
    from_0 = False
    for place, cell in enumerate(row):
        name = folded(cell)
        if not name or len(name) > 60:
            continue
        role, languages = _role(name)
        if not role and (found := _FROM_0.fullmatch(name)):
            role, languages = _role(found[1])
            role, from_0 = ("key", True) if role in ("key", "right") else ("", from_0)
        spoken += languages
        if role == "option":
            names.setdefault(name, len(options))
            options.append(place)
        elif role == "wrong":
            wrong.append(place)
        elif role and role not in roles:
            roles[role] = place
        else:
            unknown[place] = cell.strip()
    if (
        wrong and "right" not in roles and "key" in roles
    ):  # "correct answer, wrong 1, wrong 2": the text itself
        roles["right"] = roles.pop("key")
    if "right" in roles and "key" not in roles and not wrong:
        roles["key"] = roles.pop("right")
    language = max(sorted(set(spoken)), key=spoken.count, default="")
    if not options and not wrong and "list" not in roles:
        options = _numbered(unknown)
        for number, place in enumerate(options):
            names.setdefault(folded(unknown.pop(place)), number)
    listed = -1 if options else roles.pop("list", -1)
    return Columns(roles, tuple(options), tuple(wrong), language, names, listed, from_0, unknown)


def _numbered(unknown: Mapping[int, str]) -> list[int]:
    """The columns of headings that differ in a number or a letter alone: options, by whatever word."""
    series: dict[str, dict[str, int]] = {}
    for place, heading in unknown.items():
        found = _LETTER.fullmatch(folded(heading))
        word = found[1].strip() if found else ""
        if found and word and not any(word in words for words in _BY_WORD.values()):  # "hint 1" is no option
            series.setdefault(word, {}).setdefault(found[2] or found[3], place)
    begun = [
        places for places in series.values() if places.keys() >= {"1", "2"} or places.keys() >= {"a", "b"}
    ]
    return [*max(begun, key=len, default={}).values()]


def _role(name: str) -> tuple[str, tuple[str, ...]]:
    """What a heading names, and the languages that say it so."""
    for role in ("question", "key", "list", "why", "points", "topic", "tags", "hint", "id"):
        if name in _BY_WORD[role]:
            return role, _BY_WORD[role][name]
    if re.fullmatch(r"[a-i]", name):
        return "option", ()
    numbered = _LETTER.fullmatch(name)
    for role in ("wrong", "option"):
        if numbered and (word := numbered[1].strip()) in _BY_WORD[role]:
            return role, _BY_WORD[role][word]
    if name in _BY_WORD["wrong"]:
        return "wrong", _BY_WORD["wrong"][name]
    return ("right", _BY_WORD["option"][name]) if name in _BY_WORD["option"] else ("", ())
