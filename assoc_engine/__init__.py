"""Assoc's engine: from a sales file to links, strategies and a report. Imports no Qt; nothing heavy at import.

How another program uses it, a notebook say (docs/notebook.md): a folder takes the results, each as a table of columns.

    from assoc_engine.analysis import analyse, read, report
    from assoc_engine.rules.verdicts import GRADES
    from assoc_engine.settings import ReadSettings
    from assoc_engine.workspace import Workspace

    shop = Workspace("results")
    read(shop, ReadSettings(("sales.csv",)))
    analyse(shop)
    links, names = shop.get("links"), shop.get("products")["name"]
    for a, b, lift, grade in zip(*(links[column][:5].tolist() for column in ("a", "b", "adjusted_lift", "grade"))):
        print(f"{names[a]} → {names[b]}: {lift:.1f} times as often as by chance, {GRADES[grade]}")
    report(shop, "report.xlsx", "en")
"""

__version__ = "0.1.0"
