# SPDX-License-Identifier: Apache-2.0
"""How is the same question asked of the database at each click without being written anew?

The ORM writes the words of a query each time; on the busiest pages that costs more than the answer.
A ``Prepared`` question is built once per kind of database with ``Given`` places instead of values,
and only the values go along from then on. Rows come back as they do from the queryset itself:
objects with their annotations, or tuples for ``values_list``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


class Given(Expression):
    """A place for a value that is told with each asking, of the type of a model's column."""

    def __init__(self, place: int, column: Field[Any, Any]) -> None:
        super().__init__(output_field=column)
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # noqa: ARG002
        """A placeholder; the value is put in by ``Prepared``."""
        return "%s", [self]

    def prepared(self, values: Sequence[Any]) -> Any:
        """The value of this place as the database takes it."""
        return self.output_field.get_db_prep_value(values[self.place], connection)


@dataclass(frozen=True, slots=True)
class _Made:
    """A question in the words of one kind of database, and how its rows become objects."""

    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]
    model: type[Model]
    begin: int = 0
    end: int = 0
    names: tuple[str, ...] = ()
    annotations: tuple[tuple[str, int], ...] = ()
    related: tuple[Any, ...] = ()


@dataclass(slots=True)
class Prepared(Generic[M]):
    """A question whose words stay; ``build`` makes its queryset with ``Given`` in place of values."""

    build: Callable[[], QuerySet[M, Any]]
    _made: dict[str, _Made] = field(default_factory=dict)

    def objects(self, *values: Any) -> list[M]:
        """The rows as objects of the model, with what ``select_related`` and ``annotate`` add."""
        made = self._words()
        return [_object(made, row) for row in self._ask(made, values)]

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a ``values_list`` as tuples."""
        return [tuple(row) for row in self._ask(self._words(), values)]

    def _ask(self, made: _Made, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        params = [one.prepared(values) if isinstance(one, Given) else one for one in made.params]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, params)
            found: Sequence[Sequence[Any]] = cursor.fetchall()
        return _convert(made.converters, found) if made.converters else found

    def _words(self) -> _Made:
        made = self._made.get(connection.vendor)
        if made is None:
            made = self._made[connection.vendor] = _make(self.build())
        return made


def _make(rows: QuerySet[Any, Any]) -> _Made:
    compiler = rows.query.get_compiler(using=connection.alias)
    sql, params = compiler.as_sql()
    columns = [column for column, *_ in compiler.select]
    converters = compiler.get_converters(columns)
    info = compiler.klass_info
    if info is None:
        return _Made(sql, tuple(params), converters, rows.model)
    begin, end = info["select_fields"][0], info["select_fields"][-1] + 1
    return _Made(
        sql,
        tuple(params),
        converters,
        info["model"],
        begin,
        end,
        names=tuple(column.target.attname for column in columns[begin:end]),
        annotations=tuple(compiler.annotation_col_map.items()),
        related=tuple(
            get_related_populators(info, compiler.select, connection.alias)  # type: ignore[call-arg]
        ),
    )


def _convert(converters: dict[int, Any], rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    found = [list(row) for row in rows]
    for place, (ways, expression) in converters.items():
        for row in found:
            for way in ways:
                row[place] = way(row[place], expression, connection)
    return found


def _object(made: _Made, row: Sequence[Any]) -> Any:
    found = made.model.from_db(connection.alias, made.names, row[made.begin : made.end])
    for one in made.related:
        one.populate(row, found)
    for name, place in made.annotations:
        setattr(found, name, row[place])
    return found
