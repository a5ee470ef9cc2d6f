"""One DuckDB file: opened by one process, read through a cursor per query, written by one thread."""

import queue
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any, Self, TypeVar

import duckdb
import pandas as pd

from data import copies, errors, migrations, opening, queries
from data.chain import Head
from data.journal import Journal
from data.scope import Scope
from data.turnstile import Turnstile

Row = dict[str, Any]
T = TypeVar("T")
_FOLD_AT = 16 * 1024**2  # bytes of the write-ahead log: DuckDB's own default
_BESIDE = frozenset({"audit", "claims", "follow_ups", "jobs", "sample", "sessions", "tallies"})
"""Families of queries of which no figure is made: writing those leaves `Database.version` alone. Of answers on the audit
sample, which come every few seconds, estimates are made; they are kept by the last answer's number."""


class Statements(ABC):
    """Running named queries; what a read and a transaction have in common."""

    @abstractmethod
    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """Where the next statement runs."""

    def _reading(self) -> AbstractContextManager[None]:
        """Around a statement, until its rows are fetched."""
        return nullcontext()

    def _run(self, name: str, scope: Scope, parameters: Row) -> duckdb.DuckDBPyConnection:
        query = queries.load(name)
        bound = {**parameters, **scope.parameters()} if query.binds_scope else parameters
        return self._cursor().execute(query.sql, bound)

    def rows(self, name: str, scope: Scope, /, **parameters: Any) -> list[Row]:
        """All rows of a query, each a dict by column name."""
        with self._reading(), opening.damage_told():
            cursor = self._run(name, scope, parameters)
            columns = [column[0] for column in cursor.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def one(self, name: str, scope: Scope, /, **parameters: Any) -> Row | None:
        """The first row, or None."""
        found = self.rows(name, scope, **parameters)
        return found[0] if found else None

    def value(self, name: str, scope: Scope, /, **parameters: Any) -> Any:
        """The first column of the first row, or None."""
        found = self.one(name, scope, **parameters)
        return next(iter(found.values())) if found else None

    def frame(self, name: str, scope: Scope, /, **parameters: Any) -> pd.DataFrame:
        """All rows as a DataFrame."""
        with self._reading(), opening.damage_told():
            return self._run(name, scope, parameters).df()


class Transaction(Statements):
    """The writer's cursor inside one transaction; valid only inside the function given to `Database.write`.

    Attributes:
        touched: Whether it may have changed something that figures are made of.
        chain: The audit trail's end as this transaction sees it; None until it is asked for.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, chain: Head | None = None) -> None:
        self._own = cursor
        self.chain = chain
        self.touched = False

    def _run(self, name: str, scope: Scope, parameters: Row) -> duckdb.DuckDBPyConnection:
        self.touched |= name.partition("/")[0] not in _BESIDE
        return super()._run(name, scope, parameters)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        return self._own

    def run(self, name: str, scope: Scope, /, **parameters: Any) -> None:
        """Run a statement whose result does not matter."""
        self._run(name, scope, parameters).fetchall()

    def insert_frame(self, table: str, frame: pd.DataFrame) -> None:
        """Append a DataFrame whose columns carry the table's column names; for bulk imports.

        Raises:
            ValueError: The table or a column is not a plain name.
        """
        self.touched = True
        names = [table, *map(str, frame.columns)]
        if not all(re.fullmatch(r"[a-z_][a-z0-9_]*", name) for name in names):
            raise ValueError("a table or column is not a plain name")
        columns = ", ".join(names[1:])
        self._own.register("incoming", frame)
        self._own.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming").fetchall()  # noqa: S608 - plain names, checked above
        # Not in a finally: after a refused insert only a rollback is allowed, and the cursor's end drops the view.
        self._own.unregister("incoming")


class Database(Statements):
    """An open database file and its writer thread.

    Args:
        path: The file; made new where there is none.
        beside: Folders outside the file's own in which copies may be made.

    Attributes:
        version: Raised by each committed write that may have changed a figure, before `write` returns.
        chain: The audit trail's end after the last commit; None until something was entered, and after a failed write.
        note_chain: Called on the writer thread with each new end, after the commit and before `write` returns; must not raise.

    Raises:
        DatabaseHeld: Another process has the file.
        DatabaseDamaged: The file cannot be read.
        JournalDamaged: Commits cannot be read from the write-ahead log any more.
        DatabaseNewer, MigrationFailed: See `data.migrations`.
    """

    def __init__(self, path: Path, beside: Sequence[Path] = ()) -> None:
        self.path = path
        self.version = 0
        self._beside = tuple(beside)
        self._turnstile = Turnstile()
        self._copying = threading.Lock()
        self._copier: duckdb.DuckDBPyConnection | None = None
        self.chain: Head | None = None
        self.note_chain: Callable[[Head], None] | None = None
        path.parent.mkdir(parents=True, exist_ok=True)
        self._journal = Journal(path)
        self._connection = self._opened()
        self._work: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_forever, name=f"writer-{path.stem}", daemon=True)
        self._writer.start()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        return self._connection.cursor()

    def _reading(self) -> AbstractContextManager[None]:
        return self._turnstile.passed()

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run ``work`` on the writer thread in one transaction and return what it returns.

        Whatever ``work`` raises rolls everything back and is raised here.

        Raises:
            WriteRefused: A check of the schema, or the database itself, refused it.
            AlreadyStored: A unique key is taken.
            StorageFull: The disk has no room.
        """
        return self._by_writer(lambda: self._write_once(work))

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file, as before a copy.

        Raises:
            WriteRefused, StorageFull: It could not be folded; it is there and is folded later.
        """
        self._by_writer(self._fold)

    def copy_to(self, target: Path) -> dict[str, copies.Table]:
        """Copy everything into a new database file, as it stands at one moment, while reads and writes go on.

        Returns:
            What each table held at that moment, to compare the copy with.

        Raises:
            StorageFull: The disk has no room.
            WriteRefused: The folder is not one in which copies may be made, or the database refused it.
        """
        with self._copying:
            self._copier = self._cursor()
            try:
                return copies.copy(self._copier, target)
            except duckdb.Error as problem:
                raise opening.as_data_error(problem) from problem
            finally:
                self._copier = None

    def rewrite(self) -> None:
        """Write the file anew, so that it and its log hold not a byte of deleted rows. Writes wait for it; reads, for the swap.

        Raises:
            StorageFull, WriteRefused: It stands as before.
        """
        with self._copying:
            self._by_writer(self._rewrite)

    def _by_writer(self, work: Callable[[], T]) -> T:
        if threading.current_thread() is self._writer:
            raise RuntimeError("a unit of work cannot wait for another: pass the transaction on")
        if self._closed:
            raise errors.WriteRefused("the database is closed")
        done: Future[T] = Future()
        self._work.put((work, done))
        return done.result()

    def close(self) -> None:
        """Finish what is queued, break off a copy under way, and let go of the file."""
        if self._closed:
            return
        self._closed = True
        while not self._copying.acquire(timeout=0.01):
            # Again and again: an interrupt that comes between two statements of a copy ends neither.
            if copier := self._copier:
                copier.interrupt()
        try:
            self._work.put(None)
            self._writer.join()
            opening.let_go(self._connection, self._journal)
        finally:
            self._copying.release()

    def _write_forever(self) -> None:
        while (item := self._work.get()) is not None:
            work, done = item
            if done.set_running_or_notify_cancel():
                try:
                    done.set_result(work())
                except BaseException as problem:  # noqa: BLE001 - raised again where `write` was called
                    if isinstance(problem.__cause__, duckdb.FatalException | duckdb.ConnectionException):
                        self._open_again()
                    done.set_exception(problem)
            del work, done, item

    def _write_once(self, work: Callable[[Transaction], T]) -> T:
        cursor = None
        try:
            cursor = self._cursor()
            cursor.execute("BEGIN")
            try:
                tx = Transaction(cursor, self.chain)
                result = work(tx)
                known, self.chain = self.chain, None  # whether a commit that fails is there, only the table knows
                cursor.execute("COMMIT")
                self.chain = known
                logged = self._journal.note()
                self.version += tx.touched  # by the writer thread alone
                self._keep(tx.chain)
            except BaseException:
                opening.roll_back(cursor)
                raise
        except duckdb.Error as problem:
            raise opening.as_data_error(problem) from problem
        finally:
            if cursor:
                cursor.close()
        if logged > _FOLD_AT:
            self._work.put((self._fold, Future()))
        return result

    def _fold(self) -> None:
        opening.fold(self._cursor(), self._journal)

    def _open_again(self) -> None:
        """After an error with which DuckDB gives a database up; if it cannot be opened yet, the next write tries again."""
        with self._turnstile.shut(), suppress(errors.DataError, duckdb.Error):
            self._connection.close()
            self._connection = self._opened()

    def _rewrite(self) -> None:
        opening.require_room_to_rewrite(self.path)
        new = self.path.with_name(f"{self.path.name}.rewritten")
        try:
            copies.copy_compared(self._cursor(), new)
            with self._turnstile.shut():
                opening.let_go(self._connection, self._journal)
                try:
                    if self._journal.log.exists():
                        raise errors.StorageFull("the log could not be folded")
                    copies.replace(new, self.path)
                finally:
                    self._connection = self._opened()
        except duckdb.Error as problem:
            raise opening.as_data_error(problem) from problem
        finally:
            copies.remove(new)

    def _opened(self) -> duckdb.DuckDBPyConnection:
        return migrations.opened(self.path, self._journal, [self.path.parent, *self._beside])

    def _keep(self, chain: Head | None) -> None:
        if chain and chain != self.chain:
            self.chain = chain
            if self.note_chain:
                self.note_chain(chain)
