"""The words that generated reviews are made of: by category, with what is said often about it, and how it sounds."""

CATEGORIES = {
    "arts": ["the gallery tour", "modern art", "oil painting", "the artist interviews"],
    "arts-books": ["the book club", "the plot twist", "audio book", "the author interview"],
    "business": ["the stock market", "small business", "career advice", "cash flow"],
    "comedy": ["the running joke", "stand up", "improv night", "the guest comedian"],
    "education": ["language learning", "study tips", "the lecture series", "open questions"],
    "fiction": ["the voice acting", "sound design", "the cliff hanger", "audio drama"],
    "government": ["city council", "public policy", "town hall", "the budget debate"],
    "health-fitness": ["the workout plan", "mental health", "sleep better", "guided meditation"],
    "history": ["the roman empire", "world war", "primary sources", "forgotten battles"],
    "kids-family": ["bedtime stories", "long car rides", "the silly songs", "screen time"],
    "leisure": ["board games", "home garden", "road trip", "vintage cars"],
    "music": ["the new album", "live session", "guitar solo", "music theory"],
    "news": ["the morning briefing", "breaking news", "fact check", "press conference"],
    "religion-spirituality": ["daily prayer", "the sunday sermon", "inner peace", "scripture reading"],
    "science": ["black holes", "climate change", "the lab notes", "peer review"],
    "society-culture": ["personal stories", "pop culture", "human nature", "cultural history"],
    "sports": ["fantasy football", "the final score", "trade deadline", "post game"],
    "technology": ["machine learning", "open source", "new gadgets", "data privacy"],
    "true-crime": ["cold case", "the crime scene", "serial killer", "court records"],
    "tv-film": ["season finale", "movie review", "plot holes", "behind the scenes"],
}

# How a review with this many stars sounds.
OPINIONS = {
    1: ["terrible", "a waste of time", "so boring", "awful audio", "annoying hosts", "I hate the ads 😡"],
    2: ["disappointing", "too many ads", "poor sound", "hard to follow", "getting worse"],
    3: ["okay", "not bad", "a mixed bag", "fine for a commute", "could be shorter"],
    4: ["really good", "well researched", "nice hosts", "enjoyable", "worth a listen 👍"],
    5: ["amazing", "I love it ❤️", "the best podcast", "brilliant and funny", "absolutely wonderful 🎧🎉", "perfect"],
}

FRAMES = [
    "I listen every week and {phrase} is {opinion}.",
    "{opinion}! Especially {phrase}.",
    "The part about {phrase} was {opinion}",
    "Came for {phrase}, stayed for the hosts. {opinion}.",
    "If you like {phrase} you know it: {opinion} 🙂",
    "«{phrase}» – {opinion}…",
]

NAMES = ["Rainy", "Sunny", "Honest", "Little", "Great", "Midnight", "Golden", "Curious", "Slow", "Loud"]
THINGS = ["Hour", "Show", "Talk", "Notes", "Café", "Club", "Report", "Stories", "Minutes", "Radio"]
