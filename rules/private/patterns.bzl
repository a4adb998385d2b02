"""Patterns of refs, and texts with names in braces.

tools/base/model/pattern.ts and text_template.ts read the same texts and refuse the same mistakes.
"""

# As for refs: tools/base/model/ref.ts.
_MAX_REF_BYTES = 1024

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"

# Bazel holds text as the bytes of its UTF-8.
_CONTROLS = [chr for chr in (
    "\001\002\003\004\005\006\007\010\011\012\013\014\015\016\017" +
    "\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037\177\000"
).elems()] + ["\302" + last for last in (
    "\200\201\202\203\204\205\206\207\210\211\212\213\214\215\216\217" +
    "\220\221\222\223\224\225\226\227\230\231\232\233\234\235\236\237"
).elems()]
_SPACES = [" ", "\302\240", "\341\232\200", "\342\200\250", "\342\200\251", "\342\200\257", "\342\201\237", "\343\200\200", "\357\273\277"] + [
    "\342\200" + last
    for last in "\200\201\202\203\204\205\206\207\210\211\212".elems()
]

def read_pattern(text):
    """Reads a pattern of refs, such as `delays/day={day}`.

    Args:
      text: The pattern.

    Returns:
      A struct of `names` (the names in braces) and `problem` (what is wrong and how to correct it, to follow the pattern,
      or `None`).
    """
    if not text:
        return _problem("is empty. Write a pattern such as delays/day={day}.")
    names = []
    shortest = []
    for segment in text.split("/"):
        if not segment:
            return _problem("has an empty segment. Put text or a {name} before, between and after its slashes.")
        pieces = segment.split("{")
        if "}" in pieces[0] or [piece for piece in pieces[1:] if piece.count("}") != 1]:
            return _problem("has a stray brace in \"%s\". Write braces only around a name, such as {day}." % segment)
        if len(pieces) > 2:
            return _problem("has two names in the segment \"%s\". Write at most one." % segment)
        if len(pieces) == 2:
            name, _, suffix = pieces[1].partition("}")
            if not _is_name(name):
                return _problem(_bad_name(name))
            if name in names:
                return _problem("has the name \"%s\" twice. Give each its own name." % name)
            names.append(name)
            segment = pieces[0] + "x" + suffix
        shortest.append(segment)
    unfit = _ref_problem("/".join(shortest))
    if unfit:
        return _problem("matches no ref: it %s." % unfit)
    return struct(names = names, problem = None)

def pattern_shape(text):
    """Returns a pattern without its names: patterns of one shape match the same refs.

    Args:
      text: A pattern that `read_pattern` finds no problem with.

    Returns:
      The pattern with `{}` in place of each name.
    """
    for name in read_pattern(text).names:
        text = text.replace("{%s}" % name, "{}")
    return text

def read_text(text, is_ref = False):
    """Reads a text with names in braces, such as `--month={month}`. `{{` and `}}` stand for one brace each.

    Args:
      text: The text.
      is_ref: Whether the text is a ref once the names are filled in.

    Returns:
      As `read_pattern`.
    """
    names = []
    shortest = ""
    begin = None
    skipped = False
    for index in range(len(text)):
        char = text[index]
        if skipped:
            skipped = False
        elif begin != None:
            if char == "{":
                return _problem(_STRAY)
            if char == "}":
                name = text[begin:index]
                if not _is_name(name):
                    return _problem(_bad_name(name))
                names.append(name)
                shortest += "x"
                begin = None
        elif char not in "{}":
            shortest += char
        elif text[index + 1:index + 2] == char:
            shortest += char
            skipped = True
        elif char == "{":
            begin = index + 1
        else:
            return _problem(_STRAY)
    if begin != None:
        return _problem(_STRAY)
    unfit = _ref_problem(shortest) if is_ref else ("contains a NUL character" if "\000" in text else None)
    if unfit:
        return _problem(("is not a ref: it %s." if is_ref else "cannot be passed to a program: it %s.") % unfit)
    return struct(names = names, problem = None)

_STRAY = "has a stray brace. Write {{ or }} for a brace that is part of the text."

def _problem(message):
    return struct(names = [], problem = message)

def _bad_name(name):
    return "has the name \"%s\". Write a letter, then letters, digits and underscores." % name

def _is_name(name):
    return name and name[0] in _LETTERS and not [char for char in name.elems() if char not in _LETTERS + _DIGITS + "_"]

def is_variable_name(name):
    """Tells whether a text is the name of an environment variable.

    Args:
      name: The text.

    Returns:
      Whether it consists of letters, digits and underscores, and does not begin with a digit.
    """
    return _is_name(name.replace("_", "a"))

def _ref_problem(text):
    """Returns why a text is not a ref, or `None`."""
    if not text:
        return "is empty"
    if len(text) > _MAX_REF_BYTES:
        return "has at least %d bytes, more than %d" % (len(text), _MAX_REF_BYTES)
    if [control for control in _CONTROLS if control in text]:
        return "contains a control character"
    if [space for space in _SPACES if text.startswith(space) or text.endswith(space)]:
        return "begins or ends with white space"
    return None
