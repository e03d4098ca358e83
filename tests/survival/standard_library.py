"""The standard library, which the literal purge takes along.

IPython has some of these loaded before any baseline; what they load later is what goes then
(`logging.handlers`, `multiprocessing.pool`), so the cells use that too.
"""

from .package import Package

DECIMAL = Package(
    name="decimal",
    compiled=True,
    use="""
import decimal
import numbers
from decimal import Decimal

with decimal.localcontext() as context:
    context.prec = 30
    assert str(Decimal(1) / Decimal(7)) == "0.142857142857142857142857142857"
    context.traps[decimal.Inexact] = True
    try:
        Decimal(1) / Decimal(3)
    except decimal.Inexact:
        pass
    else:
        raise AssertionError("a third is exact")
assert Decimal("2.675").quantize(Decimal("0.01"), rounding=decimal.ROUND_HALF_UP) == Decimal("2.68")
assert isinstance(Decimal(1), numbers.Number)
assert sum([Decimal("0.1")] * 3) == Decimal("0.3")
""",
    make="""
import decimal

old = decimal.Decimal("1.5")
old_context = decimal.Context(prec=3)
""",
    pair="""
import decimal

assert isinstance(old, decimal.Decimal) and isinstance(old_context, decimal.Context)
assert old + decimal.Decimal("1.5") == 3
with decimal.localcontext(old_context):
    assert str(old / decimal.Decimal(7)) == "0.214"
try:
    old_context.divide(old, 0)
except decimal.DivisionByZero:
    pass
else:
    raise AssertionError("divided by zero")
""",
)

LOGGING = Package(
    name="logging",
    use="""
import logging
import logging.config
import logging.handlers
import pathlib
import queue
import tempfile

with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, "log.txt")
    logging.config.dictConfig({
        "version": 1, "disable_existing_loggers": False,
        "formatters": {"short": {"format": "%(levelname)s %(message)s"}},
        "handlers": {"file": {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": str(path),
            "formatter": "short",
        }},
        "loggers": {"shop": {"level": "INFO", "handlers": ["file"], "propagate": False}},
    })
    logger = logging.getLogger("shop.till")
    logger.info("sold %d", 3)
    logger.debug("unseen")
    try:
        1 / 0
    except ZeroDivisionError:
        logger.exception("no change")
    (handler,) = logging.getLogger("shop").handlers
    text = path.read_text()
    assert text.startswith("INFO sold 3\\nERROR no change\\nTraceback")
    handler.close()
    logging.getLogger("shop").removeHandler(handler)

records = queue.SimpleQueue()
listener = logging.handlers.QueueListener(records, memory := logging.handlers.MemoryHandler(10))
listener.start()
logger.addHandler(sender := logging.handlers.QueueHandler(records))
logger.warning("through a queue")
listener.stop()
logger.removeHandler(sender)
assert [record.getMessage() for record in memory.buffer] == ["through a queue"]
""",
    make="""
import logging
import logging.handlers

old = logging.getLogger("archive")
old.propagate = False
old_handler = logging.handlers.MemoryHandler(10, flushLevel=logging.CRITICAL)
old.addHandler(old_handler)
""",
    pair="""
import logging
import logging.handlers

assert logging.getLogger("archive") is old and isinstance(old, logging.Logger)
assert isinstance(old_handler, logging.handlers.MemoryHandler)
old.warning("kept")
assert isinstance(old_handler.buffer[0], logging.LogRecord)
outer = logging.handlers.MemoryHandler(10, target=old_handler, flushLevel=logging.ERROR)
logging.getLogger("archive").addHandler(outer)
old.error("twice")
assert [record.getMessage() for record in old_handler.buffer] == ["kept", "twice", "twice"]
old.handlers.clear()
""",
)

MOCK = Package(
    name="unittest.mock",
    use="""
import os
from unittest import mock

shop = mock.Mock(**{"sell.return_value": 3, "close.side_effect": RuntimeError("open all night")})
assert shop.sell("pen", count=2) == 3
shop.sell.assert_called_once_with("pen", count=mock.ANY)
assert shop.mock_calls == [mock.call.sell("pen", count=2)]
try:
    shop.close()
except RuntimeError:
    pass
else:
    raise AssertionError("closed")
with mock.patch("os.getcwd", autospec=True, return_value="/here"):
    assert os.getcwd() == "/here"
with mock.patch.dict(os.environ, {"SURVIVAL": "yes"}):
    assert os.environ["SURVIVAL"] == "yes"
assert os.getcwd() != "/here" and "SURVIVAL" not in os.environ
magic = mock.MagicMock()
magic.__len__.return_value = 4
assert len(magic) == 4
waiting = mock.AsyncMock(return_value=5)
assert await waiting() == 5
waiting.assert_awaited_once_with()
""",
    make="""
from unittest import mock

old = mock.Mock(name="old")
old(1)
old_sentinel = mock.sentinel.nothing
old_default = mock.DEFAULT
old_any = mock.ANY
""",
    pair="""
from unittest import mock

assert isinstance(old, mock.NonCallableMock)
assert old.mock_calls == [mock.call(1)] and isinstance(old.call_args, type(mock.call))
assert old_sentinel is mock.sentinel.nothing
assert old_any is mock.ANY and old_default is mock.DEFAULT
parent = mock.Mock()
parent.attach_mock(old, "child")
old(2)
assert parent.mock_calls == [mock.call.child(2)]
""",
)

ELEMENTTREE = Package(
    name="xml.etree.ElementTree",
    compiled=True,
    use="""
import io
import xml.etree.ElementTree as ET

root = ET.fromstring('''
<shop xmlns:s="urn:s"><item n="1">pen</item><s:item n="2">ink</s:item></shop>
''')
assert root.find("item[@n='1']").text == "pen"
assert root.findall("{urn:s}item")[0].get("n") == "2"
ET.SubElement(root, "item", n="3").text = "a<b"
ET.indent(root)
stored = io.BytesIO()
ET.ElementTree(root).write(stored, xml_declaration=True, encoding="utf-8")
assert b"a&lt;b" in stored.getvalue()
stored.seek(0)
events = [(event, element.tag) for event, element in ET.iterparse(stored, events=("start",))]
assert events[0] == ("start", "shop") and len(events) == 4
assert ET.canonicalize("<a c='1' b='2'/>") == '<a b="2" c="1"></a>'
assert [part.tag for part in ET.XML("<a><!--x--><b/></a>")] == ["b"]
try:
    ET.fromstring("<a>")
except ET.ParseError as error:
    assert error.position == (1, 3)
else:
    raise AssertionError("parsed what is no XML")
""",
    make="""
import xml.etree.ElementTree as ET

old = ET.fromstring("<shop><item>pen</item></shop>")
old.append(ET.Comment("old"))
old_tree = ET.ElementTree(old)
old_parser = ET.XMLParser()
""",
    pair="""
import xml.etree.ElementTree as ET

assert isinstance(old, ET.Element) and isinstance(old_tree, ET.ElementTree)
ET.SubElement(old, "item").text = "ink"
assert old_tree.findtext("item[2]") == "ink"
outer = ET.Element("all")
outer.append(old)
assert ET.tostring(outer) == b"<all><shop><item>pen</item><!--old--><item>ink</item></shop></all>"
try:
    ET.XML("<a>", parser=old_parser)
except ET.ParseError:
    pass
else:
    raise AssertionError("parsed what is no XML")
""",
)

ZONEINFO = Package(
    name="zoneinfo",
    compiled=True,
    use="""
import datetime
import pickle
import zoneinfo

paris = zoneinfo.ZoneInfo("Europe/Paris")
noon = datetime.datetime(2024, 7, 1, 12, tzinfo=paris)
assert noon.utcoffset() == datetime.timedelta(hours=2) and noon.tzname() == "CEST"
assert noon.astimezone(zoneinfo.ZoneInfo("UTC")).hour == 10
assert pickle.loads(pickle.dumps(noon)) == noon and zoneinfo.ZoneInfo("Europe/Paris") is paris
assert "Europe/Paris" in zoneinfo.available_timezones()
try:
    zoneinfo.ZoneInfo("Europe/Atlantis")
except zoneinfo.ZoneInfoNotFoundError:
    pass
else:
    raise AssertionError("found a zone that is not there")
""",
    make="""
import datetime
import zoneinfo

old = zoneinfo.ZoneInfo("Europe/Paris")
old_noon = datetime.datetime(2024, 7, 1, 12, tzinfo=old)
""",
    pair="""
import datetime
import zoneinfo

assert isinstance(old, zoneinfo.ZoneInfo) and zoneinfo.ZoneInfo("Europe/Paris") is old
assert old_noon == datetime.datetime(2024, 7, 1, 12, tzinfo=zoneinfo.ZoneInfo("Europe/Paris"))
assert old_noon.astimezone(zoneinfo.ZoneInfo("Asia/Tokyo")).hour == 19
""",
)

PACKAGES = (DECIMAL, LOGGING, MOCK, ELEMENTTREE, ZONEINFO)
