"""What can go wrong in running: what a node does in Kedro and in Hamilton, and what is said of it.

A node of both sides executes an act and hands on what it leaves as `made`. USER is the user's own
Kedro project, of which the runs have copies.
"""

from __future__ import annotations

from typing import NamedTuple


class Act(NamedTuple):
    """`said` is part of what is found, "" where both sides are equal."""

    kedro: str
    hamilton: str
    said: str


def alone(act: str, said: str) -> Act:
    """Only Hamilton does it."""
    return Act("", act, said)


def both(act: str) -> Act:
    """Both sides do it, and nothing differs."""
    return Act(act, act, "")


REWRITE = """
facts = os.stat("data/old.txt")
with open("data/old.txt", "r+") as file:
    file.write("{}")
os.utime("data/old.txt", ns=(facts.st_atime_ns, facts.st_mtime_ns))
"""
WRITE = 'Path("data/x.txt").write_text("{}")'
LINK = 'os.symlink("{}", "data/link")'
CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', {!r}], check=True)"
REFUSED = "which is the user's own file"


def refused(act: str) -> Act:
    """Only Hamilton does it, to a file of the user's, and catches every error."""
    lines = "".join(f"    {line}\n" for line in act.splitlines())
    return Act("", f"try:\n{lines}except Exception:\n    pass", REFUSED)


ACTS: dict[str, Act] = {
    # Files.
    "a file more": alone(WRITE.format(1), "file data/x.txt missing: only Hamilton wrote it"),
    "a file less": Act(WRITE.format(1), "", "file data/x.txt missing: only Kedro wrote it"),
    "the same file": both(WRITE.format(1)),
    "another text": Act(WRITE.format(1), WRITE.format(2), "file data/x.txt different"),
    "other ends of lines": Act(
        'Path("data/x.bin").write_bytes(b"a\\n")',
        'Path("data/x.bin").write_bytes(b"a\\r\\n")',
        "file data/x.bin uncompared",
    ),
    "a deleted file": alone('os.remove("data/old.txt")', "only Hamilton deleted it"),
    "a file that both delete": both('os.remove("data/old.txt")'),
    "a renamed file": alone('os.rename("data/old.txt", "data/new.txt")', "file data/new.txt"),
    "a file cut short": alone('os.truncate("data/old.txt", 0)', "file data/old.txt missing"),
    "written in place, time and size kept": alone(REWRITE.format("OLD"), "file data/old.txt"),
    "the same in place": both(REWRITE.format("OLD")),
    "another one in place": Act(
        REWRITE.format("OLD"), REWRITE.format("ALT"), "file data/old.txt different"
    ),
    "appended twice": Act(
        'open("data/old.txt", "a").write("1")',
        'open("data/old.txt", "a").write("11")',
        "file data/old.txt different",
    ),
    "a hidden file": alone('Path("data/.state").write_text("")', "file data/.state"),
    "an empty file for a full one": Act(WRITE.format(1), WRITE.format(""), "file data/x.txt"),
    "a file beside the project": alone('Path("../x.txt").write_text("")', "file ../x.txt"),
    "the same file beside the project": both('Path("../x.txt").write_text("")'),
    "a file beside the code": alone(
        'Path(__file__).with_name("cache.txt").write_text("")', "yard/cache.txt missing"
    ),
    "a line feed in a name": alone('Path("data/a\\nb").write_text("")', "file data/a\nb"),
    "a name that is no UTF-8": alone('open(b"data/\\xff", "w")', "file data/\udcff"),
    "a long name": both('Path("data", "n" * 250).write_text("")'),
    "no ASCII": both('Path("data/größe 数.txt").write_text("")'),
    "capitals": Act(WRITE.format(1), 'Path("data/X.txt").write_text("1")', "file data/X.txt"),
    "another encoding": Act(
        'Path("data/x").write_text("ä", encoding="utf-8")',
        'Path("data/x").write_text("ä", encoding="latin-1")',
        "file data/x uncompared",
    ),
    # Folders.
    "an empty folder more": alone('os.mkdir("data/new")', "data/new/ missing: only Hamilton made"),
    "an empty folder less": Act('os.mkdir("data/new")', "", "data/new/ missing: only Kedro made"),
    "the same empty folder": both('os.makedirs("data/new/er")'),
    "a deleted empty folder": alone('os.rmdir("data/empty")', "only Hamilton deleted it"),
    "a file in the empty folder": both('Path("data/empty/x").write_text("")'),
    "emptied, not removed": Act(
        'shutil.rmtree("data/full")', 'os.remove("data/full/x.txt")', "file data/full/ missing"
    ),
    "a folder for a file": Act(
        'Path("data/x").write_text("")', 'os.mkdir("data/x")', "file data/x/ missing"
    ),
    # Permissions, links and what is no file.
    "permissions": Act(
        WRITE.format(1),
        WRITE.format(1) + '; os.chmod("data/x.txt", 0o600)',
        "different: 644 in Kedro, 600 in Hamilton",
    ),
    "permissions of an old file": alone('os.chmod("data/old.txt", 0o755)', "file data/old.txt"),
    "the same permissions": both(WRITE.format(1) + '; os.chmod("data/x.txt", 0)'),
    "a closed folder": both('os.makedirs("data/shut/in"); os.chmod("data/shut", 0o500)'),
    "a link for a file": Act(
        'Path("data/link").write_text("old")', LINK.format("old.txt"), "a file in Kedro, a link in"
    ),
    "a link elsewhere": Act(
        LINK.format("old.txt"), LINK.format("full"), "it leads to old.txt in Kedro, to full in"
    ),
    "a link to nothing": alone(LINK.format("nothing"), "file data/link missing"),
    "the same link": both('os.symlink(os.path.abspath("data/old.txt"), "data/link")'),
    "a pipe": alone('os.mkfifo("data/pipe")', "file data/pipe missing"),
    # Times.
    "a file made old": both(WRITE.format(1) + '; os.utime("data/x.txt", (0, 0))'),
    "an old file touched": alone('os.utime("data/old.txt")', "file data/old.txt missing"),
    # The current folder and the run's own path.
    "the folder as a value": both("made = os.getcwd()"),
    "the folder above": Act(
        "made = os.getcwd()", "made = os.path.dirname(os.getcwd())", "dataset made different"
    ),
    "a path beside a difference": Act(
        "made = {'at': os.getcwd(), 'n': 1}",
        "made = {'at': os.getcwd(), 'n': 2}",
        "dataset made different: ['n']: 1 in Kedro, 2",
    ),
    "a path in a table": both(
        "import pandas as pd; made = pd.DataFrame({'p': [os.path.abspath('data/a')] * 3})"
    ),
    "a path in an array": both("import numpy as np; made = np.array([os.getcwd(), '/b'])"),
    "a path in bytes": both("made = os.fsencode(os.getcwd())"),
    "a path in a file": both('Path("data/x.txt").write_text(os.getcwd())'),
    "a path beside a difference in a file": Act(
        'Path("data/x.txt").write_text(os.getcwd() + " 1")',
        'Path("data/x.txt").write_text(os.getcwd() + " 2")',
        "file data/x.txt different",
    ),
    "a path in a pickle": both(
        'import pickle; Path("data/x.pkl").write_bytes(pickle.dumps([os.getcwd()]))'
    ),
    "the other side's path": Act(
        "made = os.getcwd()",
        "made = os.getcwd().replace('/h0', '/k0')",
        "dataset made different",
    ),
    "another current folder": both('os.chdir("data"); Path("x.txt").write_text("")'),
    "another current folder on one side": alone(
        'os.chdir("data"); Path("x.txt").write_text("")', "file data/x.txt missing"
    ),
    # The environment.
    "variables": both("made = [os.environ.get('HOME'), os.environ['PATH'], hash('a')]"),
    "standard input": both("import sys; made = sys.stdin.read()"),
    "the machine": both("import socket, getpass; made = [socket.gethostname(), os.getuid()]"),
    # Processes and exit codes.
    "a child's file": alone(CHILD.format('open("data/x.txt", "w")'), "file data/x.txt missing"),
    "a file at the end": alone(
        "import atexit; atexit.register(Path(os.getcwd(), 'data/x.txt').write_text, '1')",
        "file data/x.txt missing",
    ),
    "a thread's file": alone(
        "import threading, time\n"
        "threading.Thread(target=lambda: (time.sleep(1), open('data/x.txt', 'w'))).start()",
        "file data/x.txt missing",
    ),
    "a polite end": alone("import sys; sys.exit(0)", "do: import sys; sys.exit(0)"),
    "an end": alone("import sys; sys.exit(3)", "do: import sys; sys.exit(3)"),
    "a hard end": alone("os._exit(0)", "its process ended too early, with code 0"),
    "a signal": alone("os.kill(os.getpid(), 15)", "its process was ended by SIGTERM"),
    "an error": alone("raise KeyError('k')", "KeyError: 'k'"),
    # The user's own files.
    "chmod": refused('os.chmod(f"{USER}/data/old.txt", 0o600)'),
    "fchmod": refused('os.fchmod(os.open(f"{USER}/data/old.txt", os.O_RDONLY), 0o600)'),
    "chown": refused('os.chown(f"{USER}/data/old.txt", -1, -1)'),
    "utime": refused('os.utime(f"{USER}/data/old.txt")'),
    "truncate": refused('os.truncate(f"{USER}/data/old.txt", 0)'),
    "setxattr": refused('os.setxattr(f"{USER}/data/old.txt", "user.a", b"1")'),
    "link": refused('os.link("data/old.txt", f"{USER}/data/new.txt")'),
    "symlink": refused('os.symlink("x", f"{USER}/data/new")'),
    "mkfifo": refused('os.mkfifo(f"{USER}/data/pipe")'),
    "a file that is moved away": refused('shutil.move(f"{USER}/data/old.txt", "data/moved")'),
    "an archive": refused(
        'shutil.make_archive("/tmp/acts-of-verify", "tar", "data")\n'
        'shutil.unpack_archive("/tmp/acts-of-verify.tar", f"{USER}/data")'
    ),
    "behind a link": refused('os.symlink(f"{USER}/data", "d"); open("d/old.txt", "a").write("1")'),
    "from a folder": refused('os.remove("old.txt", dir_fd=os.open(f"{USER}/data", os.O_RDONLY))'),
    "a database": refused('import sqlite3; sqlite3.connect(f"file:{USER}/data/d.db", uri=True)'),
    "a socket": refused('import socket; socket.socket(socket.AF_UNIX).bind(f"{USER}/data/s")'),
}
# These run each day.
DAILY = (
    "written in place, time and size kept",
    "an empty folder more",
    "a deleted empty folder",
    "permissions",
    "a link for a file",
    "a path beside a difference in a file",
    "a file beside the code",
    "a polite end",
    "chmod",
)
# These run Kedro for themselves, and again.
DEARER = ("a path beside a difference", "a path in a table")
