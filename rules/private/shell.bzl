"""Quotes text for the shell scripts that rules write."""

def inside_single_quotes(text):
    """Escapes a text for use between the single quotes of a shell.

    Args:
      text: The text.

    Returns:
      The text with its single quotes escaped.
    """
    return text.replace("'", "'\\''")

def single_quoted(text):
    """Quotes a text as one word of a shell.

    Args:
      text: The text.

    Returns:
      The word.
    """
    return "'{}'".format(inside_single_quotes(text))
