# SPDX-License-Identifier: Apache-2.0
# The peer of the desk: the same loop on plain SQLite, as anybody would write it. Some workers, each with a connection of
# its own on one file with a write-ahead log that is flushed at each commit, take the first free case in one transaction
# and finish it in a second one. No seal, no log, no rights, no letters. Prints cases a second.
import os
import sqlite3
import sys
import tempfile
import time

WORKERS, CASES = int(sys.argv[1]), int(sys.argv[2])


def connect(path):
    db = sqlite3.connect(path, timeout=60, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    return db


def work(path, name):
    db = connect(path)
    while True:
        db.execute("BEGIN IMMEDIATE")
        row = db.execute("SELECT id FROM work WHERE owner IS NULL AND state = 'open' ORDER BY due, id LIMIT 1").fetchone()
        if row is None:
            db.execute("ROLLBACK")
            return
        db.execute("UPDATE work SET owner = ? WHERE id = ?", (name, row[0]))
        db.execute("COMMIT")
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE work SET state = 'done', owner = NULL WHERE id = ?", (row[0],))
        db.execute("INSERT INTO event (work, who, what) VALUES (?, ?, 'done')", (row[0], name))
        db.execute("COMMIT")


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "desk.db")
    db = connect(path)
    db.execute("CREATE TABLE work (id INTEGER PRIMARY KEY, due INTEGER, state TEXT, owner TEXT)")
    db.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, work INTEGER, who TEXT, what TEXT)")
    db.execute("CREATE INDEX work_free ON work (due, id) WHERE owner IS NULL AND state = 'open'")
    db.execute("BEGIN")
    db.executemany("INSERT INTO work VALUES (?, ?, 'open', NULL)", ((i, i * 7919 % 60) for i in range(1, CASES + 1)))
    db.execute("COMMIT")
    db.close()
    began = time.monotonic()
    children = []
    for i in range(WORKERS):
        child = os.fork()
        if child == 0:
            work(path, "officer.%d" % i)
            os._exit(0)
        children.append(child)
    for child in children:
        if os.waitpid(child, 0)[1] != 0:
            sys.exit("a worker failed")
    took = time.monotonic() - began
    db = connect(path)
    if db.execute("SELECT count(DISTINCT work) FROM event").fetchone()[0] != CASES:
        sys.exit("cases were lost or taken twice")
    print("%.1f" % (CASES / took))
