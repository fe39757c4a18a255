"""Assoc: the window without arguments, or on files that are dropped on the program; the command line otherwise.

Only the standard library is imported here, and in syntax that old Pythons read: the engine's processes import this
file again, and a Python too old must get a sentence, not a syntax error.
"""

import os
import sys

OLDEST = (3, 11)


def main():
    if sys.version_info < OLDEST:
        sys.stderr.write(
            "Assoc needs Python 3.11 or newer and this is %d.%d; get one at https://www.python.org/downloads/ "
            "and use it in place of python3.\n" % sys.version_info[:2]
        )
        return 2
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    if sys.argv[1:] == ["--version"]:  # the README's first words: it must run before anything is installed
        from assoc_engine import __version__

        print("Assoc %s, Python %d.%d.%d" % ((__version__,) + sys.version_info[:3]))
        return 0
    try:
        words = sys.argv[1:]
        if not all(os.path.isfile(word) for word in words):
            _end_as_by_ctrl_c()
            from assoc_cli.commands import main as command_line

            return command_line(words)
        from assoc_gui.main_window import main as window

        return window(*map(os.path.abspath, words))
    except KeyboardInterrupt:  # before or after anything that could say more
        return 130
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0].startswith("assoc_"):
            raise
        sys.stderr.write(
            "Assoc is not installed in this Python yet (%s is missing): run the first command of README.md, "
            "then use .venv/bin/python main.py.\n" % error.name
        )
        return 2


def _end_as_by_ctrl_c():
    """Ended from outside, or its terminal closed: tidy up as after Ctrl-C, from the first moment on."""
    import signal

    def interrupt(number, frame):
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), interrupt)


if __name__ == "__main__":
    sys.exit(main())
