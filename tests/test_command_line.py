"""The command line as a person calls it: results, sentences, exit codes, nothing half-written."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}


def call(*words, cwd: Path, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, words)],
        cwd=cwd, env=ENVIRONMENT | environment, capture_output=True, text=True, encoding="utf-8", timeout=180,
    )  # fmt: skip


def sentence(result: subprocess.CompletedProcess) -> str:
    """The last line of standard error, after the progress; never a traceback."""
    assert "Traceback" not in result.stderr + result.stdout
    return result.stderr.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    result = call("demo", "--rows", 8000, "--seed", 3, "--out", folder / "shop.csv", cwd=folder)
    assert result.returncode == 0, result.stderr
    return folder / "shop.csv"


def test_analyze_writes_all_it_was_asked_for(sample, tmp_path):
    (aside := tmp_path / "aside").mkdir()
    result = call("analyze", sample, "--report", "r.xlsx", "--links", "l.csv", "--quality", "q.json", cwd=tmp_path, TMPDIR=str(aside))
    assert result.returncode == 0, result.stderr
    assert not list(aside.iterdir()), "the log of an engine that complained of nothing goes with it"
    aside.rmdir()
    assert "r.xlsx" in result.stdout and "…" in result.stderr, "progress goes to standard error"
    quality = json.loads((tmp_path / "q.json").read_text(encoding="utf-8"))
    left = sum(rule["count"] for rule in quality["rules"] if rule["effect"] != "changed")
    assert quality["rows_in"] == quality["rows_out"] + left
    assert sorted(p.name for p in tmp_path.iterdir()) == ["l.csv", "q.json", "r.xlsx"]


def test_links_has_the_agreed_columns_once_a_pair(sample, tmp_path):
    result = call("links", sample, "--min-orders", 6, "--out", "l.csv", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "l.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with open(tmp_path / "l.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "antecedent", "consequent", "orders", "antecedent_orders", "consequent_orders", "support", "confidence", "lift",
        "adjusted_lift", "p_value", "q_value", "grade", "antecedent_name", "consequent_name",
    ]  # fmt: skip
    pairs = [frozenset((row["antecedent"], row["consequent"])) for row in rows]
    assert len(pairs) == len(set(pairs)) > 0
    for row in rows:
        assert int(row["orders"]) >= 6 and row["grade"] in ("A", "B", "C", "")
        assert int(row["antecedent_orders"]) <= int(row["consequent_orders"]), "A → B has the better confidence"
        assert float(row["confidence"]) == pytest.approx(int(row["orders"]) / int(row["antecedent_orders"]))


def test_what_is_bought_instead_of_each_other_has_the_columns_of_pairs(sample, tmp_path):
    pairs, anti = (call("links", sample, "--kind", kind, "--out", f"{kind}.csv", cwd=tmp_path) for kind in ("pairs", "anti"))
    assert pairs.returncode == anti.returncode == 0, anti.stderr
    headers = [(tmp_path / f"{kind}.csv").read_text(encoding="utf-8-sig").splitlines()[0] for kind in ("pairs", "anti")]
    assert headers[0] == headers[1]
    with open(tmp_path / "anti.csv", encoding="utf-8-sig", newline="") as file:
        assert all(float(row["adjusted_lift"]) < 0.8 and row["grade"] in ("A", "B") for row in csv.DictReader(file))


def test_demo_prints_findings_and_the_reports_path(tmp_path):
    result = call("demo", "--rows", 8000, "--language", "zh", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    report = tmp_path / "assoc-sample-report.xlsx"
    assert str(report) in result.stdout and report.exists()
    assert "旁推荐" in result.stdout


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", [[], ["analyze"], ["links"], ["hypotheses"], ["explain"], ["demo"], ["doctor"]])
def test_help_in_both_languages(command, language, tmp_path):
    result = call(*command, "--help", "--language", language, cwd=tmp_path)
    assert result.returncode == 0 and result.stdout
    assert any("\u4e00" <= c <= "\u9fff" for c in result.stdout) == (language == "zh")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["analyze", "x.csv"], "--report"),
        (["nonsense"], "nonsense"),
        (["links", "x.csv", "--out", "l.csv", "--kind", "anti", "--max-size", "3"], "--max-size"),
        (["clusters", "x.csv"], "--out"),
        (["explain", "x.csv", "--json"], "A, B"),
        (["hypotheses", "x.csv", "--top", "0", "--out", "h.csv"], "top"),
        (["links", "x.csv", "--out", "l.csv", "--memory", "lots"], "lots"),
        (["leaderboard", "x.csv", "--out", "l.csv", "--tasks", "weather"], "x.csv"),
        (["links", "x.csv", "--out", "l.csv", "--until", "someday"], "someday"),
        (["links", "x.csv", "--out", "l.csv", "--role", "Name"], "--role"),
        (["analyze", "missing.xlsx", "--report", "r.xlsx"], "missing.xlsx"),
        (["links", "x.csv", "--out", "l.csv", "--min-orders", "-3"], "--min-orders"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_2(words, named, tmp_path):
    result = call(*words, "--language", "en", cwd=tmp_path)
    assert result.returncode == 2
    assert named in sentence(result)
    assert not list(tmp_path.iterdir())


def bad_file(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.csv"
    text = {
        "empty": "",
        "one product": "order,product\n" + "".join(f"{i},Mug\n" for i in range(20)),
        "one basket": "order,product\n" + "".join(f"1,Mug {i}\n" for i in range(20)),
        "all returns": "order,product,quantity\n" + "".join(f"{i // 2},Mug {i % 3},-1\n" for i in range(20)),
        "no products": "a,b\n1,2\n3,4\n",
    }
    path.write_text(text[kind], encoding="utf-8")
    return path


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["empty", "one product", "one basket", "all returns", "no products"])
def test_a_file_with_nothing_to_analyse_is_one_sentence(kind, language, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    result = call("analyze", bad_file(folder, kind), "--report", tmp_path / "r.xlsx", "--language", language, cwd=tmp_path)
    assert result.returncode == 2, result.stdout + result.stderr
    assert len(sentence(result)) > 20
    assert not (tmp_path / "r.xlsx").exists()


def test_a_file_that_ends_its_reader_is_a_sentence(tmp_path):
    """A workbook whose only cells are A1 and XFD1048576 makes the reading library abort its process."""
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "order", "x"
    book.save(tmp_path / "corners.xlsx")
    result = call("analyze", "corners.xlsx", "--report", "r.xlsx", cwd=tmp_path)
    assert result.returncode == 2 and "corners.xlsx" in sentence(result)


@pytest.mark.parametrize("target", ["nowhere/r.xlsx", "taken.xlsx"])
def test_a_report_that_cannot_be_written(sample, target, tmp_path):
    (tmp_path / "taken.xlsx").mkdir()
    result = call("analyze", sample, "--report", target, cwd=tmp_path)
    assert result.returncode == 2 and Path(target).name in sentence(result)
    assert [p.name for p in tmp_path.iterdir()] == ["taken.xlsx"]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_interrupted_leaves_nothing_and_exits_130(tmp_path):
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "demo", "--rows", "1500000", "--out", "big.csv"],
        cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    process.stderr.readline()  # it is at work
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130 and "Traceback" not in errors
    assert not list(tmp_path.iterdir())


def test_an_old_python_gets_one_sentence():
    source = (ROOT / "main.py").read_text(encoding="utf-8")
    assert "sys.version_info < OLDEST" in source
    code = compile(source, "main.py", "exec", dont_inherit=True)
    import types

    fake = types.SimpleNamespace(version_info=(3, 9, 6), stderr=types.SimpleNamespace(write=(said := []).append), argv=[])
    space = {"__name__": "assoc_main"}
    exec(code, space)
    space["sys"] = fake
    assert space["main"]() == 2
    assert len(said) == 1 and "3.9" in said[0] and "3.11" in said[0]


def test_output_never_harms_what_it_reads_or_writes(sample, tmp_path):
    data = (tmp_path / "in.xlsx", tmp_path / "in.csv")
    data[0].write_bytes(b"precious")
    data[1].write_bytes(sample.read_bytes())
    for words in (
        ["analyze", data[0], "--report", data[0]],
        ["links", data[1], "--out", data[1]],
        ["analyze", data[1], "--report", "r.xlsx", "--links", "r.xlsx"],
        ["analyze", data[1], "--report", "r.pdf"],
        ["links", data[1], "--out", "/dev/null"],
        ["analyze", data[1], "--report", "r.xlsx", "--links", "nowhere/l.csv"],
    ):
        result = call(*words, cwd=tmp_path)
        assert result.returncode == 2 and sentence(result)
    assert data[0].read_bytes() == b"precious" and data[1].read_bytes() == sample.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv", "in.xlsx"]


def test_a_link_to_a_file_stays_a_link(sample, tmp_path):
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    assert call("links", sample, "--out", "link.csv", cwd=tmp_path).returncode == 0
    assert (tmp_path / "link.csv").is_symlink() and (tmp_path / "real.csv").read_text(encoding="utf-8-sig")[:4] == "ante"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("after", [0.05, 0.15, 0.6, 1.2])
def test_ended_at_any_moment_it_leaves_nothing(sample, name, after, tmp_path):
    aside = tmp_path / "aside"
    aside.mkdir()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "analyze", str(sample), "--report", "r.xlsx"],
        cwd=tmp_path, env={**ENVIRONMENT, "TMPDIR": str(aside)}, stderr=subprocess.PIPE, text=True,
        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    time.sleep(after)
    os.killpg(process.pid, getattr(signal, name))
    _, errors = process.communicate(timeout=30)
    early = after == 0.05  # the interpreter itself may still be starting
    assert process.returncode in ((130, 0) if not early else (130, 0, 1, -getattr(signal, name)))
    assert early or "Traceback" not in errors
    left = [p.name for p in tmp_path.iterdir() if p.name != "aside"]
    assert left == (["r.xlsx"] if process.returncode == 0 else [])
    assert early or not list(aside.iterdir())


def rows_of(path: Path) -> list[dict]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_recommend_for_a_page_names_products_as_in_the_file(sample, tmp_path):
    result = call("recommend", sample, "--task", "page", "--all", "--model", "confidence", "--top", 3, "--out", "r.csv", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = rows_of(tmp_path / "r.csv")
    assert list(rows[0]) == ["case", "rank", "product", "score", "reason", "product_name"]
    first = [row for row in rows if row["case"] == rows[0]["case"]]
    assert [row["rank"] for row in first] == ["1", "2", "3"][: len(first)] and all(row["reason"] for row in rows)
    call("recommend", sample, "--task", "page", "--product", rows[0]["case"], "--model", "confidence", "--top", 3, "--out", "one.csv",
         cwd=tmp_path)  # fmt: skip
    assert rows_of(tmp_path / "one.csv") == first, "one product's list is its part of all"


def test_recommend_for_a_customer_and_for_nobody(sample, tmp_path):
    call("recommend", sample, "--task", "next-basket", "--all", "--model", "frequency", "--out", "all.csv", cwd=tmp_path)
    rows = rows_of(tmp_path / "all.csv")
    assert len({row["case"] for row in rows}) > 20
    result = call("recommend", sample, "--task", "next-basket", "--customer", "nobody at all", "--model", "frequency", "--out", "no.csv",
                  "--language", "en", cwd=tmp_path)  # fmt: skip
    assert result.returncode == 0 and "list for everybody" in result.stdout
    assert len(rows_of(tmp_path / "no.csv")) == 10


def test_customers_baskets_stand_in_for_a_sales_file(tmp_path):
    baskets = {str(c): [[c % 5, 10 + c % 5], [c % 5], [c % 5, 20]] for c in range(40)}
    (tmp_path / "h.json").write_text(json.dumps(baskets))
    result = call("recommend", "h.json", "--task", "next-basket", "--all", "--model", "frequency", "--top", 2, "--out", "r.csv",
                  cwd=tmp_path)  # fmt: skip
    assert result.returncode == 0, result.stderr
    rows = rows_of(tmp_path / "r.csv")
    assert [row["case"] for row in rows[::2]] == [str(c) for c in range(40)], "every customer, in their order"
    assert all(row["product"] == str(int(row["case"]) % 5) for row in rows[::2]), "what each bought three times"
    refused = call("recommend", "h.json", "--task", "next-basket", "--all", "--until", "2011-01-01", "--out", "r.csv", cwd=tmp_path)
    assert refused.returncode == 2 and "Traceback" not in refused.stderr


def test_leaderboard_has_the_agreed_columns(sample, tmp_path):
    result = call("leaderboard", sample, "--tasks", "page,next-basket", "--models", "confidence,cosine,frequency", "--out", "b.csv",
                  "--language", "en", cwd=tmp_path)  # fmt: skip
    assert result.returncode == 0, result.stderr
    rows = rows_of(tmp_path / "b.csv")
    assert list(rows[0]) == ["task", "model", "cases", "hit@10", "recall@10", "ndcg@10", "low", "high", "coverage", "seconds",
                             "parameters"]  # fmt: skip
    assert [(row["task"], row["model"]) for row in rows] == [
        ("page", "popularity"), ("page", "confidence"), ("page", "cosine"),
        ("next-basket", "popularity"), ("next-basket", "frequency"),
    ]  # fmt: skip
    assert all(float(row["low"]) <= float(row["ndcg@10"]) <= float(row["high"]) for row in rows)
    assert "What to show on a product’s page" in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("--task", "page", "--product", "no such product"),
        ("--task", "page", "--customer", "1"),
        ("--task", "next-basket", "--product", "1"),
        ("--task", "weather", "--all"),
        ("--task", "page", "--all", "--model", "oracle"),
        ("--task", "page", "--all", "--top", "0"),
        ("--task", "new-product", "--all", "--model", "popularity"),
        ("--task", "page"),
    ],
)
def test_recommend_refuses_in_a_sentence(sample, tmp_path, words):
    result = call("recommend", sample, *words, "--out", "r.csv", cwd=tmp_path)
    assert result.returncode == 2 and sentence(result)
    assert not (tmp_path / "r.csv").exists()


def written(path: Path) -> list[dict]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def header(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")


def test_clusters_names_every_product_once(sample, tmp_path):
    result = call("clusters", sample, "--language", "en", "--out", "g.csv", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert header(tmp_path / "g.csv") == ["product", "cluster", "cluster_name", "strength", "product_name"]
    codes = [row["product"] for row in written(tmp_path / "g.csv")]
    assert len(codes) == len(set(codes)) > 100 and "Groups: " in result.stdout


def test_hypotheses_of_a_handful_of_orders_are_none_and_it_says_so(tmp_path):
    rows = ["order,product,date"] + [f"{n},P{(n * 7 + k * k) % 30},2025-01-{n % 28 + 1:02d}" for n in range(40) for k in range(3)]
    (tmp_path / "shop.csv").write_text("\n".join(rows), encoding="utf-8")
    result = call("hypotheses", "shop.csv", "--top", 5, "--language", "en", "--out", "h.csv", cwd=tmp_path)
    assert result.returncode == 0 and "No hint can be given" in result.stdout, result.stderr
    assert header(tmp_path / "h.csv") == ["product_a", "product_b", "probability", "joint_orders", "expected_orders", "reason",
                                          "product_a_name", "product_b_name"]  # fmt: skip
    assert not written(tmp_path / "h.csv")


def test_explain_tells_of_two_products_in_words_and_as_json(sample, tmp_path):
    truth = json.loads(sample.with_suffix(".truth.json").read_text(encoding="utf-8"))
    pair = max(truth["complements"], key=lambda one: one["expected_orders"])
    result = call("explain", sample, pair["a"], pair["b"], "--json", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert (told["a"], told["b"], told["grade"]) == (pair["a"], pair["b"], "A") and told["orders"]
    counts, months = told["evidence"]["table"], told["evidence"]["months"]
    assert told["kind"] == "together" and sum(one["orders"] for one in months) == told["evidence"]["tested"]["both"] <= counts["both"]
    result = call("explain", sample, pair["a"], "no such thing", "--language", "en", cwd=tmp_path)
    assert result.returncode == 2 and "no such thing" in sentence(result)
