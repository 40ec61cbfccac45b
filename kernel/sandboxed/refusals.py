"""What a sandboxed task says of a file that it does not take."""


class Refused(Exception):
    """The file is not taken; the parent has a sentence for the code, and puts the words into it."""

    def __init__(self, code: str, **words: str | int) -> None:
        self.code = code
        self.words = words
        super().__init__(code)
