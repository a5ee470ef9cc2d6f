"""Results that stay right until the data changes, kept by database, Scope and language.

Fifty people who open the same page cost one computation. A result is computed with the Scope it is kept under, and never
handed to another one; it is dropped when a write that may have changed a figure is committed, and when the day changes::

    chart = cached.value(db, scope, lambda: charts.bars(table, measure), "bars", place, span, measure)

or for a whole function of a database and a Scope::

    @cached.function
    def table(db: Statements, scope: Scope, span: Span, level: Level, place: Place) -> pd.DataFrame: ...

What is kept is shared by threads: change no result in place (a DataFrame comes as a copy that copies on write). Nothing of a
pupil belongs here, and nothing that depends on the account beyond its Scope, or on a clock finer than a day.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

from attendance.i18n import language
from data.clock import today
from data.database import Database, Statements
from data.scope import Scope

P = ParamSpec("P")
T = TypeVar("T")
KEPT = 512
"""How many results of a database are kept; the one asked for longest ago goes first."""


@dataclass
class _Shelf:
    """What is kept of one database, for one state of it."""

    state: Hashable = None
    results: OrderedDict[Hashable, Future[Any]] = field(default_factory=OrderedDict)


_lock = threading.Lock()
_shelves: WeakKeyDictionary[Database, _Shelf] = WeakKeyDictionary()


def value(db: Statements, scope: Scope, make: Callable[[], T], *key: Hashable) -> T:
    """What ``make`` returns, from memory where the data has not changed since; of several who ask at once, one computes.

    Args:
        db: The database that ``make`` reads. In a transaction nothing is kept.
        scope: With which ``make`` reads.
        key: Everything else that ``make`` depends on, and a word that says which result it is.
    """
    if not isinstance(db, Database):
        return make()
    full = (scope, language(), *key)
    with _lock:
        shelf = _shelves.setdefault(db, _Shelf())
        state = (db.version, today())
        if shelf.state != state:
            shelf.state, shelf.results = state, OrderedDict()
        results = shelf.results
        kept = results.get(full)
        if kept is None:
            mine: Future[T] = Future()
            results[full] = mine
            if len(results) > KEPT:
                results.popitem(last=False)
        else:
            results.move_to_end(full)
    if kept is not None:
        found: T = kept.result()
        return _shared(found)
    try:
        made = make()
    except BaseException as problem:
        with _lock:
            results.pop(full, None)
        mine.set_exception(problem)
        raise
    mine.set_result(made)
    return _shared(made)


def function(work: Callable[Concatenate[Statements, Scope, P], T]) -> Callable[Concatenate[Statements, Scope, P], T]:
    """Keep what a function of a database and a Scope returns; its other arguments are part of the key and must be hashable."""

    @wraps(work)
    def kept(db: Statements, scope: Scope, /, *args: P.args, **kwargs: P.kwargs) -> T:
        named = tuple(sorted(kwargs.items()))
        return value(db, scope, lambda: work(db, scope, *args, **kwargs), work.__module__, work.__qualname__, args, named)

    return kept


def _shared(result: T) -> T:
    return result.copy(deep=False) if isinstance(result, pd.DataFrame) else result
