"""A corpus folder: its cases, and what URLs answer. Nothing else answers, and nothing asks the network."""

import json
import pathlib


class Corpus:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        index = json.loads((self.folder / "index.json").read_text("utf-8"))
        self.cases = index["cases"]
        self.entries = index["documents"]

    def bytes_of(self, case):
        return (self.folder / case["file"]).read_bytes()

    def document(self, url):
        """The bytes that answer at a URL."""
        entry = self.entries.get(url)
        if entry is None:
            raise OSError(f"{url} is out of reach")
        return (self.folder / entry["file"]).read_bytes()

    def media_type(self, url):
        return self.entries[url]["type"]
