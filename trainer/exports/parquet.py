"""Apache Parquet: a table with typed columns, each with its unit and meaning. Needs pyarrow, which is an extra."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import IO, Any

from trainer.errors import AskError
from trainer.exports.columns import Sheet, Values


def need_pyarrow() -> None:
    """AskError when it is not installed."""
    if find_spec("pyarrow") is None:
        raise AskError("parquet: needs pyarrow, which is not installed: pip install pyarrow, or take csv")


def write_parquet(out: IO[bytes], sheet: Sheet, batches: Iterable[Sequence[Values]]) -> None:
    """The file, a row group a batch."""
    import pyarrow  # noqa: PLC0415 - an extra
    from pyarrow import parquet  # noqa: PLC0415

    schema = _schema(pyarrow, sheet)
    with parquet.ParquetWriter(out, schema) as writer:
        for batch in batches:
            arrays = [pyarrow.array(values, f.type) for values, f in zip(batch, schema, strict=True)]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))


def _schema(pyarrow: Any, sheet: Sheet) -> Any:
    types = {
        "text": pyarrow.string(),
        "number": pyarrow.float64(),
        "whole": pyarrow.int64(),
        "truth": pyarrow.bool_(),
    }
    fields = (
        pyarrow.field(c.name, types[c.kind], metadata={"unit": c.unit, "meaning": c.meaning}) for c in sheet.columns
    )
    return pyarrow.schema(fields, metadata={"sheet": sheet.name, "row": sheet.about})
