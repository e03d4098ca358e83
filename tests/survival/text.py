"""Documents, templates, symbols and other things made of text and nodes."""

from .package import Package

LXML = Package(
    name="lxml",
    distribution="lxml",
    compiled=True,
    use="""
import io
from lxml import etree, html, objectify

root = etree.fromstring("<shop><item price='3'>pen</item><item price='5'>ink</item></shop>")
assert root.xpath("sum(item/@price)") == 8.0
assert [item.text for item in root.iterfind("item")] == ["pen", "ink"]
sheet = etree.XSLT(etree.XML('''
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><names><xsl:value-of select="//item[2]"/></names></xsl:template>
</xsl:stylesheet>'''))
assert str(sheet(root)).endswith("<names>ink</names>\\n")
page = html.fromstring("<p>See <a href='/here'>this</a></p>")
page.make_links_absolute("http://example.org/")
assert page.xpath("//a/@href") == ["http://example.org/here"]
assert objectify.fromstring("<a><n>4</n></a>").n + 1 == 5
try:
    etree.parse(io.BytesIO(b"<a><b></a>"))
except etree.XMLSyntaxError:
    pass
else:
    raise AssertionError("parsed what is no XML")
""",
    make="""
from lxml import etree, html

old = etree.fromstring("<shop><item>pen</item></shop>")
old_page = html.fromstring("<p>See <a href='/here'>this</a></p>")
""",
    pair="""
from lxml import etree, html

assert etree.iselement(old) and isinstance(old, etree._Element)
etree.SubElement(old, "item").text = "ink"
assert etree.XPath("count(item)")(old) == 2.0
holder = etree.Element("all")
holder.append(old)
assert etree.tostring(holder).startswith(b"<all><shop>")
assert isinstance(old_page, html.HtmlElement)
assert isinstance(html.fragment_fromstring("<b>x</b>"), type(old_page).__mro__[1])
""",
)

PILLOW = Package(
    name="PIL",
    distribution="pillow",
    compiled=True,
    use="""
import io
from PIL import Image, ImageDraw, ImageFilter, ImageFont, UnidentifiedImageError

picture = Image.new("RGB", (40, 20), "white")
draw = ImageDraw.Draw(picture)
draw.rectangle((5, 5, 15, 15), fill=(255, 0, 0))
draw.text((20, 5), "hi", fill="black", font=ImageFont.load_default())
for kind in ("PNG", "GIF", "JPEG", "BMP", "TIFF", "WEBP"):
    stored = io.BytesIO()
    picture.save(stored, format=kind)
    stored.seek(0)
    with Image.open(stored) as again:
        assert again.format == kind and again.size == (40, 20)
assert picture.getpixel((10, 10)) == (255, 0, 0)
assert picture.filter(ImageFilter.GaussianBlur(2)).resize((4, 2)).size == (4, 2)
try:
    Image.open(io.BytesIO(b"no picture"))
except UnidentifiedImageError:
    pass
else:
    raise AssertionError("opened what is no picture")
""",
    make="""
from PIL import Image, ImageFilter

old = Image.new("RGB", (4, 4), "red")
old_filter = ImageFilter.BoxBlur(1)
""",
    pair="""
from PIL import Image, ImageChops, ImageFilter

new = Image.new("RGB", (4, 4), "blue")
assert isinstance(old, Image.Image) and type(old) is type(new)
assert isinstance(old_filter, ImageFilter.Filter)
assert Image.blend(old, new, 0.5).getpixel((0, 0)) in {(127, 0, 127), (128, 0, 128)}
assert new.filter(old_filter).size == (4, 4)
old.paste(new, (2, 2))
assert old.getpixel((3, 3)) == (0, 0, 255)
assert ImageChops.difference(old, old).getbbox() is None and old == old.copy()
""",
)

SYMPY = Package(
    name="sympy",
    distribution="sympy",
    use="""
import sympy

x, y = sympy.symbols("x y")
assert sympy.integrate(sympy.cos(x), (x, 0, sympy.pi / 2)) == 1
assert sympy.diff(sympy.exp(x * y), x) == y * sympy.exp(x * y)
assert set(sympy.solve(x**2 - 5 * x + 6, x)) == {2, 3}
assert sympy.simplify(sympy.sin(x) ** 2 + sympy.cos(x) ** 2) == 1
assert sympy.Matrix([[1, 2], [3, 4]]).det() == -2
assert sympy.limit(sympy.sin(x) / x, x, 0) == 1
assert str(sympy.N(sympy.pi, 30)).startswith("3.14159265358979323846")
assert sympy.lambdify(x, x**2 + 1, "math")(3) == 10
assert sympy.latex(sympy.sqrt(x)) == r"\\sqrt{x}"
""",
    make="""
import sympy

old = sympy.Symbol("x")
old_formula = old**2 + sympy.Rational(1, 2)
""",
    pair="""
import sympy

x = sympy.Symbol("x")
assert isinstance(old, sympy.Symbol) and old == x
assert old + x == 2 * x
assert sympy.diff(old_formula, x) == 2 * x
assert old_formula.subs(x, sympy.Integer(2)) == sympy.Rational(9, 2)
assert sympy.solve(old_formula - sympy.Rational(9, 2), x) == [-2, 2]
""",
)

NETWORKX = Package(
    name="networkx",
    distribution="networkx",
    use="""
import networkx as nx

graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a"), ("d", "e")])
assert nx.shortest_path(graph, "b", "e") in (["b", "a", "d", "e"], ["b", "c", "d", "e"])
assert nx.is_bipartite(graph) and nx.number_connected_components(graph) == 1
assert max(nx.betweenness_centrality(graph).items(), key=lambda pair: pair[1])[0] == "d"
order = list(nx.topological_sort(nx.DiGraph([(1, 2), (2, 3)])))
assert order == [1, 2, 3]
assert nx.minimum_spanning_tree(nx.complete_graph(5)).number_of_edges() == 4
graph.add_node("alone")
try:
    nx.shortest_path(graph, "a", "alone")
except nx.NetworkXNoPath:
    pass
else:
    raise AssertionError("found a way where there is none")
""",
    make="""
import networkx as nx

old = nx.Graph([("a", "b"), ("b", "c")])
old.add_node("alone")
""",
    pair="""
import networkx as nx

assert isinstance(old, nx.Graph)
assert sorted(nx.compose(old, nx.Graph([("c", "d")])).nodes) == ["a", "alone", "b", "c", "d"]
assert nx.shortest_path(old, "a", "c") == ["a", "b", "c"]
assert nx.utils.graphs_equal(old, nx.Graph(old))
try:
    old.remove_edge("a", "alone")
except nx.NetworkXError:
    pass
else:
    raise AssertionError("removed an edge that is not there")
""",
)

JINJA2 = Package(
    name="jinja2",
    distribution="jinja2",
    use="""
import jinja2
import markupsafe

loader = jinja2.DictLoader({
    "base.html": "<h1>{% block title %}{% endblock %}</h1>",
    "page.html": "{% extends 'base.html' %}{% block title %}{{ name|upper }}{% endblock %}",
    "macro.html": "{% macro item(x) %}<li>{{ x }}</li>{% endmacro %}",
    "list.html": "{% from 'macro.html' import item %}{% for x in all %}{{ item(x) }}{% endfor %}",
})
pages = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
assert pages.get_template("page.html").render(name="a<b") == "<h1>A&lt;B</h1>"
items = pages.get_template("list.html").render(all=[1, markupsafe.Markup("<b>2</b>")])
assert items == "<li>1</li><li><b>2</b></li>"
expected = {"page.html": jinja2.UndefinedError, "none.html": jinja2.TemplateNotFound}
for name, wrong in expected.items():
    try:
        pages.get_template(name).render()
    except wrong:
        pass
    else:
        raise AssertionError(f"{name} raised nothing")
""",
    make="""
import jinja2

old = jinja2.Environment(loader=jinja2.DictLoader({"part": "[{{ x }}]"}), autoescape=True)
old_template = old.from_string("{{ x }}{% include 'part' %}")
""",
    pair="""
import jinja2
from markupsafe import Markup

assert isinstance(old, jinja2.Environment) and isinstance(old_template, jinja2.Template)
assert old_template.render(x=Markup("<i>")) == "<i>[<i>]"
bigger = jinja2.Environment(loader=jinja2.ChoiceLoader([jinja2.DictLoader({}), old.loader]))
assert bigger.from_string("{% include old %}").render(old=old_template, x=1) == "1[1]"
try:
    old.get_template("none")
except jinja2.TemplateNotFound:
    pass
else:
    raise AssertionError("found a template that is not there")
""",
)

PYYAML = Package(
    name="yaml",
    distribution="pyyaml",
    compiled=True,
    use="""
import datetime
import yaml

class Length(yaml.YAMLObject):
    yaml_tag = "!length"
    yaml_loader = yaml.SafeLoader
    def __init__(self, metres):
        self.metres = metres

given = '''
shops:
- {city: Oslo, since: 2024-01-02}
- &r {city: Rome}
- *r
size: !length {metres: 3}
'''

def length(loader, node):
    return Length(**loader.construct_mapping(node))

for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    yaml.add_constructor("!length", length, loader)
    read = yaml.load(given, loader)
    assert read["shops"][0]["since"] == datetime.date(2024, 1, 2)
    assert read["shops"][1] is read["shops"][2]
    assert type(read["size"]) is Length and read["size"].metres == 3
assert yaml.safe_load(yaml.safe_dump({"a": [1, None, "x"]})) == {"a": [1, None, "x"]}
try:
    yaml.load("a: [", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
except yaml.YAMLError as error:
    assert isinstance(error, yaml.MarkedYAMLError) and error.problem_mark.line == 1
else:
    raise AssertionError("read what is no YAML")
""",
    make="""
import yaml

class OldLoader(yaml.SafeLoader):
    pass

old = yaml.compose("{a: 1, b: [2, 3]}")
""",
    pair="""
import yaml

assert isinstance(old, yaml.MappingNode)
assert yaml.load(yaml.serialize(old), yaml.SafeLoader) == {"a": 1, "b": [2, 3]}
yaml.add_constructor("!twice", lambda loader, node: 2 * int(node.value), OldLoader)
assert yaml.load("!twice 4", OldLoader) == 8
try:
    yaml.load("a: [", OldLoader)
except yaml.YAMLError:
    pass
else:
    raise AssertionError("read what is no YAML")
""",
)

RICH = Package(
    name="rich",
    distribution="rich",
    use="""
import io
from rich import print as rich_print
from rich.console import Console
from rich.errors import MarkupError
from rich.markdown import Markdown
from rich.pretty import pretty_repr
from rich.progress import track
from rich.syntax import Syntax
from rich.table import Table
from rich.tree import Tree

console = Console(file=io.StringIO(), width=60, record=True)
table = Table("city", "sold", title="Shops")
table.add_row("Oslo", "[bold]3[/bold]")
tree = Tree("root")
tree.add("leaf")
console.print(table, tree, Markdown("# Head\\n* one"), Syntax("x = 1", "python"))
text = console.export_text()
assert all(word in text for word in ("Shops", "Oslo", "leaf", "Head", "x = 1"))
assert sum(track(range(4), console=console)) == 6
assert pretty_repr({"a": list(range(3))}) == "{'a': [0, 1, 2]}"
rich_print("plain [green]green[/]", file=io.StringIO())
try:
    console.print("[/nothing]")
except MarkupError:
    pass
else:
    raise AssertionError("closed a tag that was not open")
""",
    make="""
import io
from rich.console import Console
from rich.style import Style
from rich.text import Text

old = Console(file=io.StringIO(), width=40, record=True)
old_text = Text("amber", style=Style(bold=True))
""",
    pair="""
from rich.console import Console
from rich.panel import Panel
from rich.style import Style
from rich.table import Table
from rich.text import Text

assert isinstance(old, Console) and isinstance(old_text, Text)
assert Text("x").append(old_text).plain == "xamber"
table = Table("only")
table.add_row(old_text)
old.print(Panel(table))
assert "amber" in old.export_text()
assert old_text.style == Style(bold=True)
""",
)

PACKAGES = (LXML, PILLOW, SYMPY, NETWORKX, JINJA2, PYYAML, RICH)
