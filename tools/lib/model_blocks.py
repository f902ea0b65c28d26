"""Reads the comment blocks that describe models: What it computes, Equation, Symbols, ... in src/."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LABELS = ["What it computes", "Equation", "Symbols", "Valid for", "Not modelled", "Source", "Checked by"]
LABEL = re.compile(r"^(" + "|".join(LABELS) + r")(?:\s+(.*))?$")
# In the order of a run; the folders whose headers are models.
FOLDERS = ["catalog", "step", "fabric", "power", "facility", "grid", "reliability", "scheduling", "workload", "campaign",
           "check"]
DECLARATION = re.compile(r"\b(?:class|struct)\s+(\w+)|(\w+)\s*\(")


class Block:
    """One block: its introduction, its parts by label in order, and what it stands above."""

    def __init__(self, file, line, intro, parts, subject):
        self.file = file
        self.line = line
        self.intro = intro
        self.parts = parts
        self.subject = subject

    def part(self, label):
        return next((lines for name, lines in self.parts if name == label), None)

    def text(self, label):
        return " ".join(" ".join(self.part(label) or []).split())


def comment_runs(lines):
    """Runs of lines that are comments of documentation: (first line from 1, texts, the code line below)."""
    run, first = [], 0
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        if stripped.startswith("///") and not stripped.startswith("///<"):
            if not run:
                first = number
            run.append(stripped[3:].removeprefix(" "))
        elif run:
            yield first, run, stripped
            run = []


def block_of(file, first, texts, below):
    intro, parts = [], []
    for text in texts:
        label = LABEL.match(text)
        if label:
            parts.append((label.group(1), [label.group(2) or ""]))
        elif parts:
            parts[-1][1].append(text)
        else:
            intro.append(text.strip())
    if len(parts) < 3:  # a sentence that happens to begin like a label
        return None
    subject = DECLARATION.search(below)
    return Block(file, first, " ".join(t for t in intro if t), parts,
                 next((g for g in subject.groups() if g), "") if subject else "")


def blocks_of_file(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    found = (block_of(str(path.relative_to(ROOT)), *run) for run in comment_runs(lines))
    return [block for block in found if block]


def all_blocks():
    """Every block of src/, by folder, then file, then place; folders without one are left out."""
    for folder in FOLDERS:
        paths = sorted((ROOT / "src" / folder).glob("*.?pp"))
        blocks = [block for path in paths for block in blocks_of_file(path)]
        if blocks:
            yield folder, blocks


def reference_keys():
    text = (ROOT / "models/references.yaml").read_text(encoding="utf-8")
    return set(re.findall(r"\bkey:\s*\"?([\w.+-]+)\"?", text))


def cited_keys(text):
    """Keys in brackets: [hoffmann-2022], [acme-trace, polca]. What has capitals or blanks is something else."""
    for inside in re.findall(r"\[([^\]\[]+)\]", text):
        for word in inside.split(","):
            word = word.strip()
            if re.fullmatch(r"[a-z][a-z0-9.+]*(-[a-z0-9.+]+)*", word):
                yield word
