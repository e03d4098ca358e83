"""What of the standard library wraps a library written in C."""

from .package import Package

SQLITE3 = Package(
    name="sqlite3",
    compiled=True,
    use="""
import datetime
import sqlite3
import warnings

connection = sqlite3.connect(":memory:", detect_types=sqlite3.PARSE_DECLTYPES)
connection.row_factory = sqlite3.Row
sqlite3.register_adapter(complex, lambda z: f"{z.real};{z.imag}")
sqlite3.register_converter("complex", lambda text: complex(*map(float, text.split(b";"))))
with connection:
    connection.execute("create table t (n integer primary key, z complex, day date)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        values = (1 + 2j, datetime.date(2024, 1, 2))
        connection.execute("insert into t (z, day) values (?, ?)", values)
        row = connection.execute("select * from t").fetchone()
assert row["z"] == 1 + 2j and row["day"] == datetime.date(2024, 1, 2)
connection.create_function("twice", 1, lambda n: 2 * n)
assert connection.execute("select twice(4)").fetchone()[0] == 8
assert any("INSERT INTO" in line for line in connection.iterdump())
try:
    connection.execute("insert into t (n) values (1)")
except sqlite3.IntegrityError:
    pass
else:
    raise AssertionError("the same key twice")
connection.close()
""",
    make="""
import sqlite3

old = sqlite3.connect(":memory:")
old.execute("create table t (n)")
old_cursor = old.execute("insert into t values (1), (2)")
""",
    pair="""
import sqlite3

assert isinstance(old, sqlite3.Connection) and isinstance(old_cursor, sqlite3.Cursor)
old.row_factory = sqlite3.Row
assert isinstance(old.execute("select n from t").fetchone(), sqlite3.Row)
copy = sqlite3.connect(":memory:")
old.commit()
old.backup(copy)
assert copy.execute("select sum(n) from t").fetchone() == (3,)
copy.close()
try:
    old.execute("select nothing from nowhere")
except sqlite3.OperationalError:
    pass
else:
    raise AssertionError("read a table that is not there")
old.close()
""",
)

SSL = Package(
    name="ssl",
    compiled=True,
    use="""
import ssl

assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED

# A handshake within memory. Anonymous ciphers need no certificate.
def anonymous(side):
    context = ssl.SSLContext(side)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("aNULL:@SECLEVEL=0")
    return context

there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
client = anonymous(ssl.PROTOCOL_TLS_CLIENT).wrap_bio(back, there)
server = anonymous(ssl.PROTOCOL_TLS_SERVER).wrap_bio(there, back, server_side=True)
ready = set()
for turn in range(10):
    for side in (client, server):
        try:
            side.do_handshake()
            ready.add(side)
        except ssl.SSLWantReadError:
            pass
assert ready == {client, server} and client.version() == "TLSv1.2"
client.write(b"secret")
assert b"secret" not in there.read(0) and server.read() == b"secret"
""",
    make="""
import ssl

old = ssl.create_default_context()
old_in, old_out = ssl.MemoryBIO(), ssl.MemoryBIO()
""",
    pair="""
import ssl

assert isinstance(old, ssl.SSLContext) and isinstance(old.options, ssl.Options)
old.minimum_version = ssl.TLSVersion.TLSv1_2
assert old.minimum_version is ssl.TLSVersion.TLSv1_2
old.verify_mode = ssl.CERT_REQUIRED
assert old.verify_mode is ssl.CERT_REQUIRED
talk = old.wrap_bio(old_in, old_out, server_hostname="localhost")
assert isinstance(talk, ssl.SSLObject)
try:
    talk.do_handshake()
except ssl.SSLWantReadError:
    assert old_out.pending
else:
    raise AssertionError("agreed with nobody")
""",
)

CTYPES = Package(
    name="ctypes",
    compiled=True,
    use="""
import ctypes
import ctypes.util

class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_double)]

class Shape(ctypes.BigEndianStructure):
    _fields_ = [("size", ctypes.c_uint16), ("name", ctypes.c_char * 4)]

point = Point(3, 1.5)
assert ctypes.pointer(point).contents.y == 1.5 and ctypes.sizeof(Point) == 16
assert bytes(Shape(258, b"abcd")) == b"\\x01\\x02abcd"
ctypes.pythonapi.PyLong_FromLong.restype = ctypes.py_object
assert ctypes.pythonapi.PyLong_FromLong(ctypes.c_long(42)) == 42
buffer = ctypes.create_string_buffer(b"hello")
assert ctypes.string_at(ctypes.addressof(buffer)) == b"hello"
callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda n: n + 1)
assert callback(4) == 5
numbers = (ctypes.c_int * 3)(3, 1, 2)
assert sorted(numbers) == [1, 2, 3]
assert ctypes.cast(numbers, ctypes.POINTER(ctypes.c_int))[1] == 1
""",
    make="""
import ctypes

class OldPoint(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int), ("next", ctypes.POINTER(ctypes.c_int))]

old_number = ctypes.c_int(7)
old = OldPoint(1, ctypes.pointer(old_number))
old_callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda n: n * 2)
""",
    pair="""
import ctypes

assert isinstance(old_number, ctypes.c_int) and isinstance(old, ctypes.Structure)
assert ctypes.POINTER(ctypes.c_int) is type(old.next)
fresh = ctypes.c_int(8)
old.next = ctypes.pointer(fresh)
assert old.next[0] == 8
class Pair(ctypes.Structure):
    _fields_ = [("first", OldPoint), ("second", ctypes.c_int)]
assert Pair(old, old_number.value).first.x == 1
assert ctypes.pointer(old).contents.x == 1
assert type(old_callback) is ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)
assert old_callback(ctypes.c_int(4)) == 8
""",
)

PACKAGES = (SQLITE3, SSL, CTYPES)
