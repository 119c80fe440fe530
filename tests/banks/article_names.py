"""Every person, body and place that the article names, with a form in which the bank's questions use it."""

PERSONS = {
    "Vladimir Putin": "Putin",
    "Volodymyr Zelenskyy": "Zelenskyy",
    "Matthew Savill": "Savill",
    "Oleksandr Syrskyi": "Syrskyi",
    "Mykhailo Podolyak": "Podolyak",
    "Alexei Smirnov": "Smirnov",
}
BODIES = {
    "ITV News": "ITV News",
    "Royal United Services Institute": "Royal United Services Institute",
    "Russian Defence Ministry": "Russian Defence Ministry",
    "Wagner, a private military company": "Wagner",
    "Border service": "border service",
    "Picture agency AP": "AP",
    "Telegram": "Telegram",
    "Russian military bloggers": "Russian military bloggers",
    "The Kremlin": "Kremlin",
    "Officials in Kursk": "officials in Kursk",
    "Ukraine's allies": "allies",
    "Border guards": "guards",
    "Local authorities": "local authorities",
    "Top security and defence officials": "security and defence officials",
}
PLACES = {
    "Kursk region": "Kursk region",
    "Sudzha": "Sudzha",
    "Belgorod": "Belgorod",
    "Bryansk": "Bryansk",
    "Donetsk": "Donetsk",
    "Donbas": "Donbas",
    "Russia": "Russia",
    "Ukraine": "Ukraine",
    "Moscow": "Moscow",
    "Kyiv": "Kyiv",
    "The border": "border",
    "The front line": "front line",
}
