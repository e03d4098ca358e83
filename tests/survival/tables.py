"""Tables, databases and validated records."""

from .package import Package

PANDAS = Package(
    name="pandas",
    distribution="pandas",
    compiled=True,
    use="""
import io
import pickle
from dateutil import tz
import pandas as pd

stored = '''city,day,sold
Oslo,2024-01-01,3
Rome,2024-01-02,5
Oslo,2024-02-01,4'''
sales = pd.read_csv(io.StringIO(stored), parse_dates=["day"])
assert sales.groupby("city")["sold"].sum().to_dict() == {"Oslo": 7, "Rome": 5}
assert sales.set_index("day").resample("MS")["sold"].sum().tolist() == [8, 4]
assert sales.merge(pd.DataFrame({"city": ["Rome"], "country": ["IT"]})).shape == (1, 4)
assert sales.pivot_table(index="city", values="sold", aggfunc="max").loc["Oslo", "sold"] == 4
assert pickle.loads(pickle.dumps(sales)).equals(sales)
summer = pd.Timestamp("2024-07-01 12:00", tz=tz.gettz("Europe/London"))
assert summer.tz_convert("UTC").hour == 11
assert pd.Timestamp("2024-01-01", tz=tz.tzutc()) == pd.Timestamp("2024-01-01", tz="UTC")
assert (pd.Timestamp("2024-01-31") + pd.offsets.MonthEnd(1)).day == 29
assert "Oslo" in sales._repr_html_()
""",
    make="""
import pandas as pd

old = pd.DataFrame({"key": ["a", "b"], "value": [1, 2]})
old_missing = pd.NA
old_kind = pd.CategoricalDtype(["a", "b"])
old_groups = old.groupby("key")
""",
    pair="""
import pandas as pd

assert isinstance(old, pd.DataFrame) and old_missing is pd.NA
assert pd.concat([old, pd.DataFrame({"key": ["c"], "value": [3]})])["value"].sum() == 6
assert old.merge(pd.DataFrame({"key": ["b"], "other": [9]}))["other"].tolist() == [9]
assert pd.Series(["a"]).astype(old_kind).dtype == pd.CategoricalDtype(["a", "b"])
assert type(old_groups["value"].sum()) is pd.Series
assert pd.testing.assert_frame_equal(old, old.copy()) is None
""",
)

POLARS = Package(
    name="polars",
    distribution="polars",
    compiled=True,
    use="""
import datetime
import io
import polars as pl

frame = pl.DataFrame({"city": ["Oslo", "Rome", "Oslo"], "sold": [3, 5, 4],
                      "day": [datetime.date(2024, 1, day) for day in (1, 2, 3)]})
totals = frame.group_by("city").agg(pl.col("sold").sum()).sort("city")
assert totals.rows() == [("Oslo", 7), ("Rome", 5)]
lazy = frame.lazy().filter(pl.col("sold") > 3).with_columns(twice=pl.col("sold") * 2)
assert lazy.collect()["twice"].to_list() == [10, 8]
assert pl.read_csv(io.BytesIO(frame.write_csv().encode())).shape == (3, 3)
assert frame["sold"].map_elements(lambda n: n + 1, return_dtype=pl.Int64).to_list() == [4, 6, 5]
assert frame["day"].max() == datetime.date(2024, 1, 3)
try:
    frame.select("nothing")
except pl.exceptions.ColumnNotFoundError:
    pass
else:
    raise AssertionError("a missing column was found")
""",
    make="""
import polars as pl

old = pl.DataFrame({"key": ["a", "b"], "value": [1, 2]})
old_lazy = old.lazy()
old_column = pl.col("value")
old_kind = pl.Int64
""",
    pair="""
import polars as pl

assert isinstance(old, pl.DataFrame) and old_kind is pl.Int64
assert old.schema["value"] == pl.Int64
assert pl.concat([old, pl.DataFrame({"key": ["c"], "value": [3]})])["value"].sum() == 6
assert pl.DataFrame({"value": [5]}).select(old_column * 2).item() == 10
joined = old_lazy.join(pl.LazyFrame({"key": ["b"], "other": [9]}), on="key").collect()
assert type(joined) is pl.DataFrame and joined["other"].to_list() == [9]
""",
)

# Read in the cell's own thread. What a read by pyarrow's threads leaves them to do may meet the end
# of the process, which aborts then, with nothing purged at all (apache/arrow issue 34314).
PYARROW = Package(
    name="pyarrow",
    distribution="pyarrow",
    needs=("pandas",),
    compiled=True,
    use="""
import io
import pandas as pd
import pyarrow as pa
from pyarrow import compute, csv, parquet

table = pa.table({"city": ["Oslo", "Rome", "Oslo"], "sold": [3, 5, 4]})
assert compute.sum(table["sold"]).as_py() == 12
totals = table.group_by("city").aggregate([("sold", "sum")]).sort_by("city")
assert totals["sold_sum"].to_pylist() == [7, 5]
stored = io.BytesIO()
parquet.write_table(table, stored)
stored.seek(0)
assert parquet.read_table(stored, use_threads=False, pre_buffer=False).equals(table)
assert csv.read_csv(io.BytesIO(b"a,b\\n1,2\\n")).to_pydict() == {"a": [1], "b": [2]}
assert type(table.to_pandas()) is pd.DataFrame
assert pa.Table.from_pandas(pd.DataFrame({"x": [1.5]}))["x"].to_pylist() == [1.5]
""",
    make="""
import pyarrow as pa
from pyarrow import compute

old = pa.table({"key": ["a", "b"], "value": [1, 2]})
old_field = compute.field("value")
old_schema = old.schema
""",
    pair="""
import io
import pyarrow as pa
from pyarrow import compute, parquet

assert isinstance(old, pa.Table) and isinstance(old_field, compute.Expression)
assert pa.concat_tables([old, pa.table({"key": ["c"], "value": [3]})]).num_rows == 3
assert pa.table({"value": [1, 5]}).filter(old_field > 2).num_rows == 1
stored = io.BytesIO()
with parquet.ParquetWriter(stored, old_schema) as writer:
    writer.write_table(old)
assert parquet.read_table(stored, use_threads=False, pre_buffer=False).equals(old)
""",
)

PYDANTIC = Package(
    name="pydantic",
    distribution="pydantic",
    compiled=True,
    use="""
import ipaddress
import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Annotated
import annotated_types
from pydantic import BaseModel, Field, TypeAdapter, ValidationError, field_validator
from pydantic.dataclasses import dataclass

class Order(BaseModel):
    number: uuid.UUID = Field(default_factory=uuid.uuid4)
    sender: ipaddress.IPv4Address
    price: Decimal
    share: Fraction
    amount: Annotated[int, annotated_types.Gt(0)]
    tags: list[str] = Field(default_factory=list, max_length=2)

    @field_validator("tags")
    @classmethod
    def lower(cls, tags):
        return [tag.lower() for tag in tags]

given = {"sender": "127.0.0.1", "price": "1.50", "share": "1/3", "amount": "2", "tags": ["NEW"]}
order = Order.model_validate(given)
assert order.price == Decimal("1.50") and order.share == Fraction(1, 3) and order.tags == ["new"]
assert order.sender == ipaddress.IPv4Address("127.0.0.1") and type(order.number) is uuid.UUID
assert Order.model_validate_json(order.model_dump_json()) == order
for wrong in ({"amount": 0}, {"sender": "nowhere"}, {"tags": ["a", "b", "c"]}):
    try:
        Order.model_validate(given | wrong)
    except ValidationError as error:
        assert error.errors()[0]["loc"] == (next(iter(wrong)),)
    else:
        raise AssertionError(f"accepted {wrong}")
assert TypeAdapter(dict[str, list[Order]]).json_schema()["type"] == "object"

@dataclass
class Point:
    x: float
assert Point("1.5").x == 1.5
""",
    make="""
from pydantic import BaseModel

class OldUnit(BaseModel):
    name: str

old = OldUnit(name="kg")
""",
    pair="""
import pickle
from pydantic import BaseModel, TypeAdapter, ValidationError

assert isinstance(old, BaseModel) and issubclass(OldUnit, BaseModel)
class Measure(BaseModel):
    value: float
    unit: OldUnit
assert Measure(value=1, unit=old).model_dump() == {"value": 1.0, "unit": {"name": "kg"}}
assert TypeAdapter(list[OldUnit]).validate_python([{"name": "m"}])[0].name == "m"
assert old.model_copy(update={"name": "g"}).name == "g"
assert pickle.loads(pickle.dumps(old)) == old
try:
    OldUnit(name=object())
except ValidationError as error:
    assert error.error_count() == 1
else:
    raise AssertionError("accepted an object as a string")
""",
)

SQLALCHEMY = Package(
    name="sqlalchemy",
    distribution="sqlalchemy",
    compiled=True,
    use="""
import uuid
from sqlalchemy import ForeignKey, create_engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = "author"
    key: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author")

class Book(Base):
    __tablename__ = "book"
    key: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("author.key"))
    author: Mapped[Author] = relationship(back_populates="books")

engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    books = [Book(title="Planet of Exile"), Book(title="The Dispossessed")]
    session.add(Author(name="Le Guin", books=books))
    session.commit()
    counts = select(Author.name, func.count(Book.key)).join(Author.books).group_by(Author.name)
    assert [tuple(row) for row in session.execute(counts)] == [("Le Guin", 2)]
    assert type(session.scalars(select(Author)).one().key) is uuid.UUID
    session.add(Author(name="Le Guin"))
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
    else:
        raise AssertionError("the same name twice")
engine.dispose()
""",
    make="""
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class OldBase(DeclarativeBase):
    pass

class OldItem(OldBase):
    __tablename__ = "item"
    key: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

old = create_engine("sqlite://")
OldBase.metadata.create_all(old)
""",
    pair="""
from sqlalchemy import Engine, MetaData, inspect, select
from sqlalchemy.orm import Session

assert isinstance(old, Engine) and isinstance(OldBase.metadata, MetaData)
assert inspect(old).get_table_names() == ["item"]
with Session(old) as session:
    session.add(OldItem(name="lamp"))
    session.commit()
    assert session.scalars(select(OldItem).where(OldItem.name.like("l%"))).one().key == 1
reflected = MetaData()
reflected.reflect(old)
assert set(reflected.tables["item"].columns.keys()) == {"key", "name"}
old.dispose()
""",
)

DASK = Package(
    name="dask",
    distribution="dask",
    needs=("numpy",),
    use="""
import dask
from dask import array, bag, delayed

with dask.config.set(scheduler="threads", num_workers=2):
    words = bag.from_sequence(["a b", "b c", "c c"], npartitions=2).map(str.split).flatten()
    assert dict(words.frequencies().compute()) == {"a": 1, "b": 2, "c": 3}
    total = delayed(sum)([delayed(lambda n: n * n)(n) for n in range(4)])
    assert total.compute() == 14
    grid = array.arange(16, chunks=4).reshape(4, 4)
    assert (grid @ grid.T).trace().compute() == 1240
    assert dask.compute(grid.sum(), total) == (120, 14)
""",
    make="""
import dask
from dask import array, bag, delayed

old = array.ones(6, chunks=3)
old_bag = bag.from_sequence(range(4), npartitions=2)
old_delayed = delayed(max)([1, 5, 3])
""",
    pair="""
import dask
from dask import array, bag, delayed
from dask.delayed import Delayed

with dask.config.set(scheduler="synchronous"):
    assert isinstance(old, array.Array) and isinstance(old_bag, bag.Bag)
    assert isinstance(old_delayed, Delayed) and dask.is_dask_collection(old)
    both = old + array.arange(6, chunks=3)
    assert type(both) is array.Array and both.sum().compute() == 21
    assert delayed(sum)([old_delayed, 1]).compute() == 6
    assert bag.concat([old_bag, bag.from_sequence([9])]).sum().compute() == 15
    assert dask.compute(old.sum(), old_delayed) == (6.0, 5)
""",
)

PACKAGES = (PANDAS, POLARS, PYARROW, PYDANTIC, SQLALCHEMY, DASK)
