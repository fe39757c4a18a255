"""The commands: each asks the engine process and prints what came out. Exit codes: 0 success; 2 a wrong call, an
unreadable file or one with nothing to analyse, in one sentence; 130 interrupted; 1 something unexpected."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from assoc_engine.client import EngineProcess, ask
from assoc_engine.errors import AssocError, NothingToAnalyse, PasswordNeeded
from assoc_engine.files import replacing
from assoc_engine.named import products_named
from assoc_engine.plan import Plan
from assoc_engine.progress import Cancelled
from assoc_engine.serve import DESK, TRAINER
from assoc_engine.settings import (
    AnalysisSettings,
    CleanSettings,
    CombineSettings,
    HintSettings,
    LinkSettings,
    ModelSettings,
    ReadSettings,
    RecommendSettings,
    from_dict,
    to_dict,
)
from assoc_engine.text import Text, language_of, system_language
from assoc_engine.workspace import Workspace

from .arguments import check, is_histories, make_parser
from .describe import as_text, describe, read_plan
from .explain import in_words, print_explained
from .show import (
    ProgressLine,
    print_actions,
    print_aside,
    print_groups,
    print_hints,
    print_models,
    print_notices,
    print_question,
    print_rows,
)

DEMO_REPORT = "assoc-sample-report.xlsx"


def main(words: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a console without Chinese shows "?" rather than a traceback
    text = Text(_language(words))
    try:
        arguments = make_parser(text).parse_args(words)
        check(arguments)
        code = _run(arguments, text)
        sys.stdout.flush()
        return code
    except AssocError as error:
        print(text.error(error), _how_to_say(error, text), file=sys.stderr)
        return 1 if type(error) is AssocError else 2
    except BrokenPipeError:  # whoever read our lines has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(text("The results cannot be printed: {reason}.", reason=error.strerror or ""), file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except (Cancelled, KeyboardInterrupt):
        print(text("Interrupted; nothing half-written is left."), file=sys.stderr)
        return 130


def _how_to_say(error: AssocError, text: Text) -> str:
    """What the window does with a click, as an option."""
    return text("Use --role COLUMN={role}.", role=error.values["role"]) if "role" in error.values else ""


def _ignore_interrupts() -> None:
    for number in _interrupts():
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def _held_back() -> Iterator[None]:
    """Interrupts are heard after what is done here: what it makes is then known to whoever tidies up. They are noted rather than
    blocked: a signal that the main thread blocks is given to another of the process's threads, and heard all the same."""
    came: list[int] = []
    before = {number: signal.signal(number, lambda number, frame: came.append(number)) for number in _interrupts()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        raise KeyboardInterrupt


def _interrupts() -> list[int]:
    return [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _language(words: list[str]) -> str:
    """--language, wherever it stands, else the system's: help and errors must speak it before the call is parsed."""
    for index, word in enumerate(words):
        if word.startswith("--language"):
            value = word.partition("=")[2] or (words[index + 1] if index + 1 < len(words) else "")
            return language_of(value)
    return system_language()


def _run(arguments: argparse.Namespace, text: Text) -> int:
    if arguments.command is None:
        make_parser(text).print_help()
        return 2
    if arguments.command == "doctor":
        from .doctor import examine

        return examine(text)
    with _held_back():
        aside = tempfile.TemporaryDirectory(prefix="assoc-", ignore_cleanup_errors=True)
    with aside as folder:
        call = _Call(Workspace(Path(folder) / "workspace"), text)
        try:
            return COMMANDS[arguments.command](call, arguments)
        finally:
            _ignore_interrupts()  # a second Ctrl-C must not stop the tidying up
            call.end()


class _Call:
    """One command's engines, workspace and words. `steps`: how many requests it takes, where that is known: each has a progress of its
    own."""

    def __init__(self, workspace: Workspace, text: Text) -> None:
        self.workspace, self.text = workspace, text
        self._engines: dict[str, EngineProcess] = {}
        self.steps = self._step = 0

    def ask(self, request: str, **settings) -> dict:
        """A request to the desk."""
        return self._ask(DESK, request, settings)

    def train(self, request: str, **settings) -> dict:
        """A request to the models' engine."""
        return self._ask(TRAINER, request, settings)

    def end(self) -> None:
        for engine in self._engines.values():
            engine.end()

    def _ask(self, kind: str, request: str, settings: dict) -> dict:
        if kind not in self._engines:
            with _held_back():
                self._engines[kind] = EngineProcess(kind)
        self._step += 1
        line = ProgressLine(self.text, f"{self._step}/{self.steps} " if self.steps else "")
        try:
            return ask(self._engines[kind], request, {"workspace": str(self.workspace.folder), **settings}, line.show)
        finally:
            line.clear()

    def read(self, settings: ReadSettings, roles: dict[str, str]) -> None:
        """Read the files, asking for the password of a protected one where somebody can answer."""
        while True:
            try:
                self.ask("read", read=to_dict(settings), roles=roles)
                return
            except PasswordNeeded as error:
                if not sys.stdin.isatty():
                    raise
                print(self.text.error(error), file=sys.stderr)
                password = getpass.getpass(self.text("Password of {file}: ", file=error.values["file"]))
                if not password:
                    raise
                settings = replace(settings, password=password)


def _plan(arguments: argparse.Namespace) -> Plan:
    """The plan of the call: that of its file, and over it what the options say."""
    plan = read_plan(Path(arguments.plan)) if arguments.plan else Plan()
    pairs = (role.rpartition("=") for role in arguments.role)
    said = {"until": arguments.until, "exclude_orders_with": arguments.exclude_order_with}
    clean = {**to_dict(plan.clean), **{name: value for name, value in said.items() if value}}
    return replace(
        plan,
        sheet=arguments.sheet or plan.sheet,
        encoding=arguments.encoding or plan.encoding,
        roles=plan.roles | {column: "" if role == "none" else role for column, _, role in pairs},
        clean=from_dict(CleanSettings, clean),
    )


def _read(call: _Call, arguments: argparse.Namespace) -> Plan:
    plan = _plan(arguments)
    call.read(ReadSettings(tuple(arguments.files), plan.sheet, arguments.password, plan.uses, plan.layout, plan.encoding), plan.roles)
    return plan


def _analyse(call: _Call, arguments: argparse.Namespace, links: LinkSettings = LinkSettings()) -> None:
    plan = _read(call, arguments)
    links = replace(links, seed=arguments.seed, keep=tuple(arguments.keep), dependent=arguments.dependent)
    call.ask("analyse", settings=to_dict(AnalysisSettings(plan.roles, plan.clean, links)))


def _inspect(call: _Call, arguments: argparse.Namespace) -> int:
    """What is known of the files; a file that cannot be analysed as it stands is described too, and the exit code is 2."""
    refused = None
    plan = _read(call, arguments)
    try:
        call.ask("prepare", settings=to_dict(AnalysisSettings(plan.roles, plan.clean)))
    except NothingToAnalyse as error:
        refused = error
    described = describe(call.workspace, call.text, plan)
    print(json.dumps(described, ensure_ascii=False, indent=2) if arguments.json else as_text(described, call.text))
    if refused:
        raise refused
    return 0


def _analyze(call: _Call, arguments: argparse.Namespace) -> int:
    _analyse(call, arguments)
    if arguments.models:
        call.train("train", settings=to_dict(ModelSettings(seed=arguments.seed)))
    call.ask("report", path=arguments.report, language=call.text.language)
    if arguments.links:
        call.ask("links", path=arguments.links)
    if arguments.quality:
        _write_quality(call, arguments.quality)
    _print_findings(call)
    if arguments.models:
        print_models(call.text, call.workspace)
    print(call.text("Report: {path}", path=arguments.report))
    return 0


def _links(call: _Call, arguments: argparse.Namespace) -> int:
    call.steps = 3 if arguments.kind == "pairs" else 4
    counting = from_dict(LinkSettings, {"min_orders": arguments.min_orders, "memory": arguments.memory})
    if arguments.kind in ("pairs", "anti"):
        table = "links" if arguments.kind == "pairs" else "anti"
        _analyse(call, arguments, counting)
        if table == "anti":
            call.ask("anti", settings=call.workspace.meta("summary")["settings"])
        call.ask("links", table=table, path=arguments.out, products=arguments.products, measure=arguments.measure)
        meta, advice = call.workspace.meta(table), call.workspace.meta("actions")["advice"]  # what data would help where no pair is sure
        answers = [meta["answer"], *([advice] if advice else []), meta["floor_reason"]]
    else:
        answers = _combine(call, arguments, counting)
    print_question(call.text, call.workspace)
    print_notices(call.text, call.workspace)
    print_aside(call.text, call.workspace)
    for answer in answers:
        print(call.text.say(answer))
    print(call.text("Links: {path}", path=arguments.out))
    return 0


def _combine(call: _Call, arguments: argparse.Namespace, counting: LinkSettings) -> list[dict]:
    """Rules or sets; what to say of them."""
    asked = {name: getattr(arguments, name) for name in ("kind", "min_orders", "max_size", "products", "measure", "memory")}
    settings = to_dict(from_dict(CombineSettings, asked | {"tested": arguments.kind == "rules"}))  # sets are written without
    if arguments.kind == "rules":
        _analyse(call, arguments, counting)  # what is known of one product with one other stands in the table of pairs
    else:
        _prepare(call, arguments)
    call.ask("combine", settings=settings)
    call.ask("combinations_csv", path=arguments.out)
    meta = call.workspace.meta("combinations")
    return [meta["answer"], *(meta[name] for name in ("advice", "limited") if meta[name])]


def _recommend(call: _Call, arguments: argparse.Namespace) -> int:
    said = arguments.product if arguments.product is not None else arguments.customer
    asked = {"task": arguments.task, "case": said or "", "model": arguments.model, "top": arguments.top}
    result = call.train(
        "recommend", histories=_histories(call, arguments), asked=to_dict(from_dict(RecommendSettings, asked)),
        settings=to_dict(ModelSettings(seed=arguments.seed)), path=arguments.out, language=call.text.language,
    )  # fmt: skip
    for message in result["notes"]:
        print(call.text.say(message))
    print(call.text("Lists: {path}", path=arguments.out))
    return 0


def _leaderboard(call: _Call, arguments: argparse.Namespace) -> int:
    chosen = {"tasks": arguments.tasks, "models": arguments.models, "seed": arguments.seed}
    call.train("leaderboard", histories=_histories(call, arguments), settings=to_dict(from_dict(ModelSettings, chosen)),
               path=arguments.out)  # fmt: skip
    print_models(call.text, call.workspace)
    print(call.text("Leaderboard: {path}", path=arguments.out))
    return 0


def _histories(call: _Call, arguments: argparse.Namespace) -> str:
    """The file of baskets that was given in place of sales files, "" where those are, read and cleaned by now."""
    if is_histories(arguments.files):
        return str(Path(arguments.files[0]).absolute())
    _prepare(call, arguments)
    return ""


def _prepare(call: _Call, arguments: argparse.Namespace) -> None:
    plan = _read(call, arguments)
    call.ask("prepare", settings=to_dict(AnalysisSettings(plan.roles, plan.clean)))


def _hypotheses(call: _Call, arguments: argparse.Namespace) -> int:
    kept = to_dict(from_dict(HintSettings, {"top": arguments.top}))
    _prepare(call, arguments)
    call.train("hints", settings=to_dict(ModelSettings(seed=arguments.seed)), kept=kept)
    call.ask("hints_csv", path=arguments.out, language=call.text.language)
    print_hints(call.text, call.workspace)
    print(call.text("Hints: {path}", path=arguments.out))
    return 0


def _clusters(call: _Call, arguments: argparse.Namespace) -> int:
    _analyse(call, arguments)
    call.train("groups", settings=to_dict(ModelSettings(seed=arguments.seed)))
    call.ask("groups_csv", path=arguments.out, language=call.text.language)
    print_groups(call.text, call.workspace)
    print(call.text("Groups: {path}", path=arguments.out))
    return 0


def _explain(call: _Call, arguments: argparse.Namespace) -> int:
    _analyse(call, arguments)
    pair = [products_named(call.workspace, word) for word in (arguments.product_a, arguments.product_b)]
    call.ask("anti", settings=call.workspace.meta("summary")["settings"])
    explained = call.train("explain", a=pair[0], b=pair[1])
    if arguments.json:
        print(json.dumps(in_words(call.text, explained), ensure_ascii=False, indent=2))
    else:
        print_explained(call.text, explained, call.workspace)
    return 0


def _demo(call: _Call, arguments: argparse.Namespace) -> int:
    language, text = call.text.language, call.text
    chosen = {"rows": arguments.rows, "seed": arguments.seed, "language": language}
    if arguments.out:
        call.ask("sample", path=arguments.out, **chosen)
        print(text("Sample shop: {path}", path=arguments.out))
        return 0
    name = text("sample shop")
    sample = call.workspace.folder.parent / f"{name}.xlsx"
    call.ask("sample", path=str(sample), **chosen)
    call.read(ReadSettings((str(sample),)), {})
    call.ask("analyse", settings=to_dict(AnalysisSettings()))
    report = Path(DEMO_REPORT).absolute()
    call.ask("report", path=str(report), language=language)
    _print_findings(call)
    print(text("Report: {path}", path=str(report)))
    return 0


COMMANDS = {"analyze": _analyze, "inspect": _inspect, "links": _links, "recommend": _recommend, "leaderboard": _leaderboard,
            "hypotheses": _hypotheses, "clusters": _clusters, "explain": _explain,
            "demo": _demo}  # fmt: skip


def _print_findings(call: _Call) -> None:
    text, workspace = call.text, call.workspace
    print_question(text, workspace)
    print_rows(text, workspace)
    print_notices(text, workspace)
    print_aside(text, workspace)
    print(text.say(workspace.meta("links")["answer"]))
    print_actions(text, workspace)


def _write_quality(call: _Call, path: str) -> None:
    """The account of all rows as JSON, its messages in words beside their ids."""
    quality = call.workspace.meta("quality")
    for rule in quality["rules"]:
        rule["words"] = call.text.say(rule["title"])
    for notice in quality["notices"]:
        notice["words"] = call.text.say(notice["title"])
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(quality, ensure_ascii=False, indent=2), encoding="utf-8")
