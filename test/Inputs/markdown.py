"""Reads the examples of pages in Markdown and gives them what they need to run.

A block is fenced by ```LANGUAGE. `file=NAME` behind it is the file that it stands for, `says="COMMAND"` the command
whose output it shows.
"""
import os
import pathlib
import re
from dataclasses import dataclass

FENCE = re.compile(r'^```(\w*)(?: file=(\S+))?(?: says="([^"]+)")?\n(.*?)^```$', re.M | re.S)


@dataclass
class Block:
    language: str
    file: str
    says: str
    text: str

    def is_program(self):
        return self.language == "cortex"


def blocks_of(text):
    """The fenced blocks of a page, in order."""
    return [Block(*found) for found in FENCE.findall(text)]


def environment(cortexc):
    """That of the caller, with this compiler as `cortexc`."""
    path = os.pathsep.join([str(pathlib.Path(cortexc).resolve().parent), os.environ["PATH"]])
    return dict(os.environ, PATH=path)
