"""What a case of a test runner is."""
from dataclasses import dataclass, field


@dataclass
class Case:
    """A small project, the command that tests it, and what is real.

    `real` is one of: `pass` (all that ran passed, at least one did), `fail` (something failed), `none` (nothing ran, or
    all was skipped), `cut short` (it ended before its end, whatever the exit status says), `by status` (the runner says
    nothing that can be read). Names and counts are those a person would give; None leaves them open. `ask` is how a
    report file is asked for, where not as in the suite. `text_counts` are the counts where there is no report file,
    if they are not the same. `build` is a command before the one that tests, whose output is no part of the case.
    """

    name: str
    files: dict
    command: str
    real: str
    counts: tuple | None = None
    text_counts: tuple | None = None
    passed: list | None = None
    failed: list | None = None
    skipped: list | None = None
    ask: dict | None = None
    build: str = ""
    seconds: int = 120
    golden: bool = True


@dataclass
class Suite:
    """A runner as installed, and its cases.

    `unpacked` are Debian's packages of JavaScript that are unpacked into a folder of their own, with what they need of
    the same kind: installed, they would bring a node of their own. `mended` are lines of those that only work, or look as
    elsewhere, with Debian's own node: path, text, and what takes its place.
    """

    name: str
    version: str
    cases: list
    apt: list = field(default_factory=list)
    pip: list = field(default_factory=list)
    unpacked: list = field(default_factory=list)
    mended: list = field(default_factory=list)
    environment: dict = field(default_factory=dict)
    readable: list = field(default_factory=list)
    ask: dict | None = None
