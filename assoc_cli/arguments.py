"""What can be called: commands and options, in the user's language."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from assoc_engine.errors import SettingError
from assoc_engine.files import check_target
from assoc_engine.io.header_words import READINGS, ROLES
from assoc_engine.memory import parse_size
from assoc_engine.models.catalogue import names_of_models
from assoc_engine.names import TASK_TITLES
from assoc_engine.rules.ranking import NAMES, check_measure
from assoc_engine.rules.verdicts import KINDS as KINDS_ASIDE
from assoc_engine.text import N_, Text

LANGUAGES_SAID = ("zh", "zh_CN", "en")
TASKS = tuple(TASK_TITLES)
MODELS = ", ".join(names_of_models())
KINDS = ("pairs", "rules", "sets", "anti")
ROLE_NAMES = (*ROLES, *READINGS, "none")
MOST_COUNTED = 1_000_000  # orders or products

# argparse says its reasons in English; these are the ones a user can meet.
REASONS = {
    r"the following arguments are required: (?P<names>.*)": N_("The call lacks {names}."),
    r"unrecognized arguments: (?P<names>.*)": N_("{names} is no option here. Several values of one option are joined by commas: a,b."),
    r"argument (COMMAND|命令): invalid choice: '(?P<name>.*?)'": N_("There is no command {name}."),
    r"argument (?P<name>\S+): invalid choice: '(?P<value>.*?)' \(choose from (?P<known>.*)\)": N_(
        "{name} cannot be {value}; it can be {known}."
    ),
    r"argument (?P<name>\S+): invalid int value: '(?P<value>.*)'": N_("{name} needs a whole number, not {value}."),
    r"argument (?P<name>\S+): expected .*": N_("{name} needs a value after it."),
}


class Parser(argparse.ArgumentParser):
    """argparse with our words around its reasons, and an error instead of an exit."""

    def __init__(self, text: Text, **options) -> None:
        class Words(argparse.HelpFormatter):
            def add_usage(self, usage, actions, groups, prefix=None):
                super().add_usage(usage, actions, groups, text("Call: "))

        super().__init__(add_help=False, allow_abbrev=False, formatter_class=Words, **options)
        self._text = text
        self._optionals.title = text("Options")
        self._positionals.title = text("Arguments")
        self.add_argument("-h", "--help", action="help", help=text("show this help and end"))

    def error(self, message: str):
        for pattern, words in REASONS.items():
            if found := re.match(pattern, message):
                raise SettingError(words, advice=N_("See {program} --help."), program=self.prog, **found.groupdict())
        raise SettingError(
            N_("This call cannot be understood: {reason}."),
            advice=N_("See {program} --help."),
            reason=message.rstrip("."), program=self.prog,
        )  # fmt: skip


def make_parser(text: Text) -> argparse.ArgumentParser:
    parser = Parser(text, prog="main.py", description=text("From a sales file to the products that truly go together, and what to do "
                                                           "about it. Without arguments the window opens."))  # fmt: skip
    parser.add_argument("--version", action="version", version="", help=text("print the version and end"))
    commands = parser.add_subparsers(
        dest="command", metavar=text("COMMAND"), title=text("Commands"), prog="main.py",
        parser_class=lambda **options: Parser(text, **options),
    )  # fmt: skip
    analyze = _command(commands, "analyze", text("read a sales file, find its links and write the report"))
    _add_file_options(analyze, text)
    _add_test_options(analyze, text)
    analyze.add_argument("--report", required=True, metavar="OUT.xlsx", help=text("the report to write"))
    analyze.add_argument("--links", metavar="F.csv", help=text("write the table of links too"))
    analyze.add_argument("--quality", metavar="F.json", help=text("write the account of all rows too"))
    analyze.add_argument("--models", action="store_true", help=text("train and compare the models too; this takes minutes"))
    inspect = _command(commands, "inspect", text("say how the files are understood: layout, columns, joins and cleaning"))
    _add_file_options(inspect, text)
    inspect.add_argument("--json", action="store_true", help=text("as JSON; --plan takes it back, changed or not"))
    links = _command(commands, "links", text("read a sales file and write its table of links"))
    _add_file_options(links, text)
    _add_test_options(links, text)
    links.add_argument("--kind", choices=KINDS, default="pairs", help=text("what to list (pairs unless said)"))
    links.add_argument("--min-orders", type=int, metavar="N",
                       help=text("joint orders a link needs (chosen from the data unless said; not for --kind anti)"))  # fmt: skip
    links.add_argument("--max-size", type=int, metavar="K", help=text("products of a rule or set, at most (any number unless said)"))
    links.add_argument("--with", dest="products", action="append", default=[], metavar="PRODUCT",
                       help=text("only what holds this code or name"))  # fmt: skip
    links.add_argument("--measure", default="", metavar="NAME", help=text("sort by it: {measures}", measures=", ".join(NAMES["rules"])))
    links.add_argument("--memory", metavar="2G",
                       help=text("memory that the search may take (half of what is free unless said)"))  # fmt: skip
    links.add_argument("--out", required=True, metavar="F.csv", help=text("the table to write"))
    _add_model_commands(commands, text)
    _add_hint_commands(commands, text)
    demo = _command(commands, "demo", text("run everything on the sample shop, or write the sample with --out"))
    demo.add_argument("--rows", type=int, default=50_000, metavar="N", help=text("about how many rows (50,000 unless said)"))  # fmt: skip
    demo.add_argument("--seed", type=int, default=7, metavar="S", help=text("another number makes another shop"))
    demo.add_argument("--out", metavar="FILE",
                      help=text("write the sample as .xlsx or .csv, with its truth beside it, and end"))  # fmt: skip
    _add_language(demo, text)
    doctor = _command(commands, "doctor", text("print versions, device, memory, fonts and what is missing"))
    _add_language(doctor, text)
    return parser


def _add_model_commands(commands, text: Text) -> None:
    recommend = _command(commands, "recommend", text("learn from the sales and write what to recommend"))
    _add_file_options(recommend, text)
    recommend.add_argument("--task", required=True, choices=TASKS,
                           help=text("for a product’s page, a customer’s next order, or a product without sales"))  # fmt: skip
    whose = recommend.add_mutually_exclusive_group(required=True)
    whose.add_argument("--product", metavar="A", help=text("its code or name as in the file; a new product’s name in any words"))
    whose.add_argument("--customer", metavar="C",
                       help=text("the customer as in the file; an unknown one gets the list for everybody"))  # fmt: skip
    whose.add_argument("--all", action="store_true",
                       help=text("every product, every customer, or every listed product without sales"))  # fmt: skip
    recommend.add_argument("--model", default="best", metavar="NAME",
                           help=text("best (chosen on the last part of the sales) unless said: {models}", models=MODELS))  # fmt: skip
    recommend.add_argument("--top", type=int, default=10, metavar="K", help=text("products of a list (10 unless said)"))
    recommend.add_argument("--out", required=True, metavar="F.csv", help=text("the table to write"))
    board = _command(commands, "leaderboard", text("try all models on later sales and write how good they were"))
    _add_file_options(board, text)
    board.add_argument("--tasks", type=_several, default=(), metavar="A,B",
                       help=text("which tasks: {tasks} (all unless said)", tasks=", ".join(TASKS)))  # fmt: skip
    board.add_argument("--models", type=_several, default=(), metavar="A,B",
                       help=text("which models: {models} (all unless said)", models=MODELS))  # fmt: skip
    board.add_argument("--out", required=True, metavar="F.csv", help=text("the table to write"))


def _add_hint_commands(commands, text: Text) -> None:
    hints = _command(commands, "hypotheses", text("foresee which products that hardly met so far will be bought together"))
    _add_file_options(hints, text)
    hints.add_argument("--top", type=int, default=100, metavar="K",
                       help=text("pairs to write, the most probable first (100 unless said)"))  # fmt: skip
    hints.add_argument("--out", required=True, metavar="F.csv", help=text("the table to write"))
    clusters = _command(commands, "clusters", text("group the products by what is bought with them and what they are called"))
    _add_file_options(clusters, text)
    _add_test_options(clusters, text)
    clusters.add_argument("--out", required=True, metavar="F.csv", help=text("the table to write"))
    explain = _command(commands, "explain", text("say what speaks for two products together, down to the rows of the file"))
    _add_file_options(explain, text)
    _add_test_options(explain, text)
    explain.add_argument("product_a", metavar="A", help=text("a product, by code or name as in the file"))
    explain.add_argument("product_b", metavar="B", help=text("the other product"))
    explain.add_argument("--json", action="store_true", help=text("as JSON"))


def _add_test_options(parser: argparse.ArgumentParser, text: Text) -> None:
    """How links are held against chance."""
    parser.add_argument("--keep", action="append", default=[], choices=KINDS_ASIDE,
                        help=text("test these orders too, which are not one customer’s basket (set aside unless said)"))  # fmt: skip
    parser.add_argument("--dependent", action="store_true",
                        help=text("a rate of false finds that holds however tests depend on each other (Benjamini–Yekutieli)"))  # fmt: skip


def _several(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())


def is_histories(files: list[str]) -> bool:
    """Is it a file of customers' baskets, rather than sales files?"""
    return len(files) == 1 and files[0].lower().endswith(".json")


def _command(commands, name: str, words: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=words, description=words)


def _add_language(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("--language", metavar="zh|en",
                        help=text("the language of words and report (the system’s unless said)"))  # fmt: skip


def _add_file_options(parser: argparse.ArgumentParser, text: Text) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE",
                        help=text("the sales files: .xlsx, .xlsm, .xlsb, .xls, .et, .ods, .csv, .txt, .tsv, .dat"))  # fmt: skip
    parser.add_argument("--sheet", default="", metavar="NAME", help=text("the sheet to read (chosen unless said)"))
    parser.add_argument("--password", default="", metavar="WORD", help=text("of protected workbooks (asked for unless said)"))
    parser.add_argument("--encoding", default="", metavar="NAME",
                        help=text("the encoding of text files, such as gb18030 or big5 (found unless said)"))  # fmt: skip
    parser.add_argument("--plan", metavar="F.json", help=text("understand the files as this plan of inspect --json says"))
    parser.add_argument("--role", action="append", default=[], metavar="COLUMN=ROLE",
                        help=text("what a column is: {roles}", roles=", ".join(ROLE_NAMES)))  # fmt: skip
    parser.add_argument("--until", default="", metavar="DATE", help=text("use nothing dated on or after it (2011-10-01)"))  # fmt: skip
    parser.add_argument("--exclude-order-with", action="append", default=[], metavar="PRODUCT",
                        help=text("leave out whole orders that hold this code or name"))  # fmt: skip
    parser.add_argument("--seed", type=int, default=0, metavar="N", help=text("the seed of whatever is drawn at random"))  # fmt: skip
    _add_language(parser, text)


def check(arguments: argparse.Namespace) -> None:
    """Raise SettingError or WriteError for values that argparse cannot judge."""
    if (language := getattr(arguments, "language", None)) and language not in LANGUAGES_SAID:
        raise SettingError(N_("{name} cannot be {value}; it can be {known}."), name="--language", value=language,
                           known=", ".join(LANGUAGES_SAID))  # fmt: skip
    if arguments.command == "links":
        _check_links(arguments)
    for role in getattr(arguments, "role", []):
        column, _, name = role.rpartition("=")
        if not column or name not in ROLE_NAMES:
            raise SettingError(N_("--role needs COLUMN=ROLE with a role of: {roles}."), roles=", ".join(ROLE_NAMES))
    if getattr(arguments, "task", "next-basket") != "next-basket" and arguments.customer is not None:
        raise SettingError(N_("--customer is for the task next-basket; {task} needs --product or --all."), task=arguments.task)
    if getattr(arguments, "task", "") == "next-basket" and arguments.product is not None:
        raise SettingError(N_("--product is for the other tasks; next-basket needs --customer or --all."))
    for option in ("product", "customer"):
        if (said := getattr(arguments, option, None)) is not None and not said.strip():
            raise SettingError(N_("{name} needs a value after it."), name=f"--{option}")
    if is_histories(getattr(arguments, "files", [])):
        _check_histories(arguments)
    _check_targets(arguments)


def _check_links(arguments: argparse.Namespace) -> None:
    """Besides, `memory` becomes megabytes (0 where it was not said)."""
    check_measure("pairs" if arguments.kind == "anti" else arguments.kind, arguments.measure)
    arguments.memory = 0 if arguments.memory is None else parse_size(arguments.memory)
    if arguments.kind in ("pairs", "anti") and arguments.max_size not in (None, 2):
        raise SettingError(N_("A pair has two products; --max-size is for --kind rules and --kind sets."))
    if arguments.kind == "anti" and arguments.min_orders is not None:
        raise SettingError(N_("--kind anti lists pairs with fewer joint orders than chance gives, down to none; --min-orders is for the "
                              "other kinds."))
    for name, value, least in (("--min-orders", arguments.min_orders, 1), ("--max-size", arguments.max_size, 2)):
        if value is not None and not least <= value <= MOST_COUNTED:
            raise SettingError(
                N_("{name} must lie between {low} and {high}; it is {value}."), name=name, low=least, high=MOST_COUNTED, value=value
            )  # fmt: skip
    arguments.min_orders, arguments.max_size = arguments.min_orders or 0, arguments.max_size or 0
    for word in arguments.products:
        if not word.strip():
            raise SettingError(N_("{name} needs a value after it."), name="--with")


def _check_histories(arguments: argparse.Namespace) -> None:
    given = {"--until": arguments.until, "--exclude-order-with": arguments.exclude_order_with, "--sheet": arguments.sheet,
             "--role": arguments.role, "--plan": arguments.plan, "--password": arguments.password,
             "--encoding": arguments.encoding}  # fmt: skip
    for name, value in given.items():
        if value:
            raise SettingError(N_("{name} is for sales files; a file of customers’ baskets has nothing that it could choose."), name=name)


def _check_targets(arguments: argparse.Namespace) -> None:
    """What is written must be writable, be no two things at once, and never be the file that is read. Besides, its paths become
    absolute."""
    named = {option: getattr(arguments, option, None) for option in ("report", "links", "quality", "out")}
    targets = {f"--{option}": Path(value) for option, value in named.items() if value is not None}
    for option, path in targets.items():
        if not path.name:
            raise SettingError(N_("{name} needs a value after it."), name=option)
        check_target(path)
    if "--report" in targets and targets["--report"].suffix.lower() != ".xlsx":
        raise SettingError(
            N_("The report is an Excel workbook; {file} does not end in .xlsx."),
            advice=N_("Give it a name that does."), file=targets["--report"].name,
        )  # fmt: skip
    taken = {Path(file).resolve() for file in getattr(arguments, "files", [])}
    for option, path in targets.items():
        if path.resolve() in taken:
            raise SettingError(
                N_("{option} would write over {file}, which this call reads or writes already."),
                advice=N_("Choose another file name."), option=option, file=path.name,
            )  # fmt: skip
        taken.add(path.resolve())
        setattr(arguments, option.removeprefix("--"), str(path.absolute()))
