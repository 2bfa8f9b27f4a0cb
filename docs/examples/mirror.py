#!/usr/bin/env python3
"""Keeps a copy of a Mingshi site's open data in one SQLite file.

Begins with the latest dump, goes on with the feed of changes, checks the digest of every record, and removes what is no
longer public. Stopped at any moment and run again, it goes on from where it was. Table record holds what is public,
gone what is not any more. Needs nothing but Python 3.9.
"""

import argparse
import gzip
import hashlib
import http.client
import json
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib

SCHEMA = """
CREATE TABLE IF NOT EXISTS record (id TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL,
    public_until TEXT, updated_at TEXT NOT NULL, url TEXT NOT NULL, salt TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS gone (id TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS place (feed_id TEXT NOT NULL, position INTEGER NOT NULL, path TEXT NOT NULL, tag TEXT NOT NULL,
    untidy INTEGER NOT NULL);
INSERT INTO place SELECT '', -1, '', '', 0 WHERE NOT EXISTS (SELECT 1 FROM place);
"""  # place: how far the mirror is in the feed (-1: not begun), the tag of an answer to path in which nothing was new, and how
# often since the file was last written anew something was taken out, or written in vain

ENVELOPE = "id kind version state position published_at public_until updated_at regime salt digest url".split()

# What the site adds to a body when it is read: it changes without the record.
JOINED = {
    "permit": ["venue", "status_today"], "filing": ["venue", "status_today"],
    "penalty": ["venue"], "grading": ["venue"], "reading": ["venue"],
    "venue": ["grade", "permits", "penalties_in_force", "next_inspection_by"],
}


class Number(str):
    """A number as it is written: 86.36 must not become 86.36000000000001."""


def parse(text):
    return json.loads(text, parse_int=Number, parse_float=Number)


def canonical(value):
    """JSON in the form of RFC 8785: no white space, members sorted. Numbers come in that form already."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def body_of(record):
    """What was published of a record, if its digest is that of the salt and the body behind it."""
    added = ENVELOPE + JOINED.get(record["kind"], [])
    body = canonical({name: value for name, value in record.items() if name not in added and not name.endswith("_label")})
    digest = hashlib.sha256(bytes.fromhex(record["salt"]) + body.encode()).hexdigest()
    if record["digest"] != "sha256:" + digest:
        sys.exit(f"mirror: record {record['id']} is not what its digest says")
    return body


class Problem(Exception):
    """How the site says no (RFC 9457): a permanent code, what is wrong, and what would be right. Others have no code."""

    def __init__(self, address, status, answer):
        self.code = answer.get("code") if isinstance(answer, dict) else None
        if self.code:
            super().__init__(f"{status} {self.code}: {answer.get('detail')} {answer.get('fix')}")
        else:
            super().__init__(f"{address} answers {status}, and not as a Mingshi site does: is the address right, or does a proxy stand in between?")


def unpacked(answer):
    """Reads an answer, or a refusal, to which get was told to take gzip."""
    return gzip.decompress(answer.read()) if answer.headers.get("Content-Encoding") == "gzip" else answer.read()


def get(address, **headers):
    """Asks for an address, and again where it is asked to wait; None if nothing is new (304)."""
    for left in reversed(range(5)):
        try:
            answer = urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=90)
            if answer.headers.get_content_type() == "text/html":
                raise Problem(address, "with a page", None)
            return answer
        except urllib.error.HTTPError as refusal:
            if refusal.code == 304:
                return None
            try:
                problem = Problem(address, refusal.code, json.loads(unpacked(refusal)))
            except ValueError:
                problem = Problem(address, refusal.code, None)
            seconds = refusal.headers.get("Retry-After", "")  # with 429 and 503
        except urllib.error.URLError as error:
            raise OSError(f"cannot reach {address}: {error.reason}") from error
        if not seconds.isdecimal() or not left:
            raise problem
        print(f"mirror: asked to wait {seconds} s: {problem}", file=sys.stderr)
        time.sleep(int(seconds))


class Mirror:
    def __init__(self, file, base, follow):
        self.db, self.base, self.follow = sqlite3.connect(file, timeout=10), base, follow
        self.db.execute("PRAGMA secure_delete = ON")  # gone means gone: what is deleted is overwritten (tidy does the rest)
        self.db.executescript(SCHEMA)

    def place(self):
        return self.db.execute("SELECT feed_id, position, path, tag FROM place").fetchone()

    def start(self):
        """Begins a transaction. Until it has ended the file counts as untidy, for what is written may be in vain."""
        self.db.execute("UPDATE place SET untidy = untidy + 1")
        self.db.commit()

    def move(self, at, feed, position, path="", tag=""):
        """Ends a transaction: wherever the program is stopped, records and position fit together."""
        moved = self.db.execute("UPDATE place SET feed_id = ?, position = ?, path = ?, tag = ?, untidy = untidy - 1 "
                                "WHERE feed_id = ? AND position = ?", (feed, position, path, tag, at[0], at[1]))
        if moved.rowcount != 1:
            self.db.rollback()
            sys.exit("mirror: another mirror is at work in this file")
        self.db.commit()

    def tidy(self):
        """Writes the file anew if it may hold what is gone: secure_delete overwrites a row that is deleted, but not the copies of it
        that stay behind when rows move between pages, nor what was written to free pages before a transaction was cut short."""
        untidy, = self.db.execute("SELECT untidy FROM place").fetchone()
        if untidy:
            self.db.execute("VACUUM")
            self.db.execute("UPDATE place SET untidy = untidy - ?", (untidy,))
            self.db.commit()

    def forget(self, statement, *values):
        """Deletes records, which leaves the file untidy."""
        if self.db.execute(statement, values).rowcount:
            self.db.execute("UPDATE place SET untidy = untidy + 1")

    def put(self, record):
        names = ("id", "kind", "version", "state", "public_until", "updated_at", "url", "salt", "digest")
        self.forget("DELETE FROM record WHERE id = ?", record["id"])
        self.db.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        [record[name] for name in names] + [body_of(record)])

    def clear(self):
        self.forget("DELETE FROM record")
        self.db.execute("DELETE FROM gone")

    def begin(self, at):
        """Loads the latest dump. Where there is none it goes to the beginning of the feed, which tells the same and takes longer."""
        for _ in range(5):
            try:
                dump = json.load(get(self.base + "/dumps/latest/manifest.json"))
                if dump["feed_id"] == at[0]:
                    break  # it is of the feed that the site has no longer
                self.start()
                self.clear()
                for file in dump["files"]:
                    if file["name"].endswith(".ndjson.gz"):  # the others hold the same records
                        self.load(f"{self.base}/dumps/{dump['name']}/{file['name']}", file["sha256"])
                return self.move(at, dump["feed_id"], dump["position"])
            except Problem as problem:
                self.db.rollback()
                if problem.code in ("not-found", "unavailable"):
                    break
                if problem.code != "gone":  # a record in the dump has ended meanwhile: there is another dump, or will be
                    raise
        self.start()
        self.clear()
        self.move(at, "", 0)

    def load(self, address, wanted):
        """Reads a file of one record a line, and holds its bytes against the sum in the manifest."""
        with get(address) as answer:
            packed = Summed(answer)
            for line in gzip.GzipFile(fileobj=packed):
                self.put(parse(line))
        if packed.sum.hexdigest() != wanted:
            sys.exit(f"mirror: the SHA-256 of {address} is not what the manifest says")

    def step(self, at):
        """Takes over the next page of the feed and tells whether there is more."""
        feed, position, path, tag = at
        query = {"after": position, "limit": 1000}
        if feed:
            query["feed"] = feed
        if self.follow:
            query["wait"] = 30  # seconds for which an empty answer is held open
        address = "/api/v1/changes?" + urllib.parse.urlencode(query)
        headers = {"If-None-Match": tag} if path == address else {}
        answer = get(self.base + address, **headers, **{"Accept-Encoding": "gzip"})
        if answer is None:
            return False
        with answer:
            page = parse(unpacked(answer))
        self.start()
        for change in page["changes"]:
            if change["record"] is not None:  # the record as it is now, however old the change
                self.put(change["record"])
                continue
            self.forget("DELETE FROM record WHERE id = ?", change["id"])
            self.db.execute("INSERT OR REPLACE INTO gone VALUES (?, ?, ?, ?)",
                            (change["id"], change["kind"], change["version"], change.get("reason") or ""))
        unchanged = (address, answer.headers.get("ETag", "")) if not page["changes"] else ()
        self.move(at, page["feed_id"], int(page["next"]), *unchanged)
        return int(page["next"]) < int(page["position"])


class Summed:
    """Reads a file and sums its bytes up on the way."""

    def __init__(self, file):
        self.file, self.sum = file, hashlib.sha256()

    def read(self, size=-1):
        data = self.file.read(size)
        self.sum.update(data)
        return data


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--db", default="mirror.db", metavar="FILE", help="the SQLite file, made if it is missing (mirror.db)")
    options.add_argument("--follow", action="store_true", help="wait for further changes until interrupted")
    options.add_argument("site", help="https://host")
    given = options.parse_args()
    site = urllib.parse.urlsplit(given.site)
    if site.scheme not in ("http", "https") or not site.netloc or site.path.strip("/") or site.query or site.fragment:
        options.error(f"{given.site}: give the address of the site alone, such as https://host, without a path")
    mirror = Mirror(given.db, f"{site.scheme}://{site.netloc}", given.follow)
    more = True
    while more or given.follow:
        at = mirror.place()
        try:
            if at[1] < 0:
                mirror.begin(at)
            else:
                more = mirror.step(at)
        except Problem as problem:
            if problem.code != "feed-reset":
                raise
            print("mirror: the feed is another one now, beginning anew", file=sys.stderr)
            mirror.begin(at)
            more = True
        if not more:
            mirror.tidy()
    records, gone, position = mirror.db.execute(
        "SELECT (SELECT COUNT(*) FROM record), (SELECT COUNT(*) FROM gone), position FROM place").fetchone()
    print(f"{records} records, {gone} gone, at position {position} of the feed")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass  # what was read is saved
    except (OSError, EOFError, ValueError, zlib.error, http.client.HTTPException, sqlite3.Error, Problem) as error:
        sys.exit(f"mirror: {error}")
