"""The commands that documents show: reads Markdown, prints one command a line, as `file:line<TAB>command`.

    docs_commands.py README.md docs/tutorial-analyst.md

A command is a line of an indented or fenced block that begins with the program or with tools/run; a line that ends with
a backslash goes on in the next one, and what follows two blanks and a # is a comment.
"""
import re
import sys

COMMAND = re.compile(r"^(?:build/release/bin/)?aifactory |^tools/run |^source <\(aifactory |^generate-\S+ \| aifactory ")


def blocks(lines):
    """Lines of code with their numbers; the indentation of indented blocks is taken off."""
    fenced = False
    for number, line in enumerate(lines, start=1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced:
            yield number, line
        elif line.startswith("    "):
            yield number, line[4:]


def commands(lines):
    pending, start = "", 0
    for number, line in blocks(lines):
        line = line.rstrip()
        if not pending and not COMMAND.match(line):
            continue
        start = start if pending else number
        pending = f"{pending} {line.strip()}".strip()
        if pending.endswith("\\"):
            pending = pending[:-1].strip()
            continue
        yield start, re.sub(r"\s{2,}#.*$", "", pending).strip()
        pending = ""


def main(names):
    for name in names:
        with open(name, encoding="utf-8") as file:
            for number, command in commands(file.read().split("\n")):
                print(f"{name}:{number}\t{command}")


if __name__ == "__main__":
    main(sys.argv[1:])
