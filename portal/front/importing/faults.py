"""What is wrong with a directory, collected so that all of it can be told at once."""


class Faults(list[str]):
    """Lines of the form "file: slug: field: message"."""

    def add(self, file: str, slug: str, field: str, message: str) -> None:
        """Note one fault. Line breaks and characters that no terminal can show are made harmless."""
        line = " ".join(f"{file}: {slug}: {field}: {message}".split())
        self.append(line.encode("utf-8", "backslashreplace").decode("utf-8"))


class CatalogueFaults(Exception):
    """The directory was refused and nothing was changed; `faults` says why."""

    def __init__(self, faults: Faults):
        super().__init__(f"{len(faults)} faults")
        self.faults = faults
