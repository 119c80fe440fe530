"""What the columns of a table of questions are called, in many languages."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

#: By role: the words of each language. A letter or number after the words of an option says which.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "question": {
        "en": "question|question text|questions|stem|prompt|item",
        "de": "frage|fragetext|fragestellung|aufgabe",
        "es": "pregunta|enunciado|texto de la pregunta",
        "fr": "question posee|enonce|intitule",
        "it": "domanda|testo della domanda|quesito",
        "pt": "pergunta|questao|enunciado da questao",
        "ru": "вопрос|текст вопроса",
        "uk": "питання|запитання",
        "pl": "pytanie|tresc pytania",
        "zh": "题目|题|问题|题干",
        "uz": "savol|savollar",
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
        "zh": "选项|答案选项",
    },
    "key": {
        "en": "correct|correct answer|correct answers|correct option|right answer|answer key|key|solution|correct choice",
        "de": "richtig|richtige antwort|richtige antworten|losung|korrekt|korrekte antwort",
        "es": "correcta|correcto|respuesta correcta|opcion correcta|solucion|clave",
        "fr": "correct reponse|bonne reponse|reponse correcte|reponse juste|solution correcte|corrige",
        "it": "corretta|risposta corretta|risposta esatta|soluzione",
        "pt": "correta|correto|resposta correta|resposta certa|gabarito",
        "ru": "правильный ответ|верный ответ|правильный|ключ",
        "uk": "правильна відповідь|вірна відповідь|правильний",
        "pl": "poprawna|poprawna odpowiedz|prawidlowa odpowiedz|klucz",
        "zh": "正确答案|答案|正确选项",
        "uz": "togri javob|to g ri javob|javob",
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

    @property
    def tells(self) -> bool:
        """Whether questions can be read by these headings."""
        return "question" in self.roles and ("key" in self.roles or "right" in self.roles)


def folded(text: str) -> str:
    """A heading without capitals, accents and marks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
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
    for place, cell in enumerate(row):
        name = folded(cell)
        if not name or len(name) > 60:
            continue
        role, languages = _role(name)
        spoken += languages
        if role == "option":
            names.setdefault(name, len(options))
            options.append(place)
        elif role == "wrong":
            wrong.append(place)
        elif role:
            roles.setdefault(role, place)
    if (
        wrong and "right" not in roles and "key" in roles
    ):  # "correct answer, wrong 1, wrong 2": the text itself
        roles["right"] = roles.pop("key")
    if "right" in roles and "key" not in roles and not wrong:
        roles["key"] = roles.pop("right")
    language = max(sorted(set(spoken)), key=spoken.count, default="")
    return Columns(roles, tuple(options), tuple(wrong), language, names)


def _role(name: str) -> tuple[str, tuple[str, ...]]:
    """What a heading names, and the languages that say it so."""
    for role in ("question", "key", "why", "points", "topic", "tags", "hint", "id"):
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
