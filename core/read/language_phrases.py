"""Words, patterns and forms of notes from which lines for the language model are made."""

from __future__ import annotations

GOODS = str.split(
    "milk eggs bread butter cheese apples bananas oranges tomatoes potatoes onions garlic carrots lettuce rice pasta "
    "flour sugar salt pepper coffee tea juice water beer wine chicken beef pork fish ham yoghurt cream honey jam nuts "
    "cereal soap shampoo toothpaste paper towels batteries stamps envelopes pens pencils notebook light bulbs candles "
    "cat food dog flowers birthday card present tickets medicine bandages olive oil vinegar mustard ketchup beans "
    "lentils peas spinach mushrooms lemons grapes strawberries chocolate biscuits cake ice cream frozen pizza"
)
VERBS = str.split(
    "buy call write send fix clean wash pay book cancel print read finish start check ask email pick up return renew "
    "order visit meet prepare review update test build plan move sell find learn bring take make cook feed walk water"
)
MONTHS = str.split("January February March April May June July August September October November December")
DAYS = str.split("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
TITLES = ("Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "M.", "Mme", "Mr", "Mrs", "Dr")
HEADS = ("To do", "TODO", "To do:", "Shopping list", "Notes", "List", "Ideas", "Homework", "Today", "Tomorrow", "Menu")
PATTERNS = (
    "L D", "LD", "LDD", "LDDD", "LD-DD", "LL-DDD-LL", "DDD LLL DD", "LLL DDD", "LLLDDDD", "DDDD-DDDD", "DDD-DDD-DDDD",
    "L-DD", "DL", "DDL", "LLDD LLL", "LL DDDD", "#DDDD", "DDD/DD", "LDL DLD", "LLLLL", "LLL-LLL", "LDLDLD", "DDDDD",
    "DDDDDDDD", "LLDDDDDD", "DDDD DDDD DDDD DDDD", "LLLL-LLLL", "L.D", "L/D", "L=D", "LLLLLLLL", "LDDDL", "LLD", "L",
    "D", "DD", "DDD", "DDDD", "DDDDDD", "LLLDDD LLLDDD", "D.D.D", "DD:DD:DD", "L L L L", "D D D D", "LL", "LLL",
)  # fmt: skip
NOTES = (
    "Call {first} at {time}", "Dear {first},", "Thanks, {first}", "Meeting with {first} on {day}", "Room {number}",
    "See you at {time}!", "{first}.{last}@{word}.com", "www.{word}.com", "Happy birthday {first}!", "Due {date}",
    "Total: {price}", "{word}: {number}", "{number} x {word}", "{number}% {word}", "{small} + {small} = {number}",
    "{small} x {small} = {number}", "{number} - {small} = {number}", "{word} = {number}", "Love, {first}",
    "Best regards, {first} {last}", "Tel. {phone}", "Phone: {phone}", "Name: {first} {last}", "Date: {date}",
    "{day} {time}: {word}", "P.S. call me", "Where is {first}?", "Who is {first} {last}?", "What is {word}?",
    "How many {word}?", "Page {number}", "Chapter {small}", "Question {small}", "Answer: {word}", "No. {number}",
    "Lunch with {first} & {first}", "{first} and {first}", "{first} + {first}", "From {place} to {place}",
    "{number} {last} Street", "{number} rue {last}", "{number} {place}", "{place}, {place}", "{place} {number}",
    "{number} kg {goods}", "{small} {goods}", "{goods} ({small})", "{price} / {goods}", "Hello {first}!", "Hi {first},",
    "Flight {code} {time}", "Gate {code}", "Order #{number}", "Version {small}.{small}", "{word}? {word}!",
    '{first} said: "{word} {word}"', "Figure {small}: {word} {word}", "{small} of {small}", "Vol. {small}", "{year}",
    "Born {date} in {place}", "{first} {last} ({year}-{year})", "{word}-{word}", "{word}/{word}", "*{word}*",
    "& {word}",
)  # fmt: skip
