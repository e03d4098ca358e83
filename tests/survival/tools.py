"""What programs and notebooks are put together with."""

from .package import Package

ATTRS = Package(
    name="attrs",
    distribution="attrs",
    use="""
import attrs
from attrs import validators

@attrs.define(order=True)
class Point:
    x: int = attrs.field(converter=int, validator=validators.ge(0))
    y: int = 0
    tags: list = attrs.field(factory=list, eq=False)

assert attrs.asdict(Point("3", 4, ["a"])) == {"x": 3, "y": 4, "tags": ["a"]}
assert attrs.evolve(Point(1), y=2) == Point(1, 2) and Point(1) < Point(2)
assert [field.name for field in attrs.fields(Point)] == ["x", "y", "tags"]
try:
    Point(-1)
except ValueError:
    pass
else:
    raise AssertionError("accepted a negative number")

@attrs.frozen
class Fixed:
    value: int
try:
    Fixed(1).value = 2
except attrs.exceptions.FrozenInstanceError:
    pass
else:
    raise AssertionError("changed what is frozen")
""",
    make="""
import attrs

@attrs.frozen
class OldPoint:
    x: int
    y: int = attrs.field(default=attrs.Factory(int))

old = OldPoint(1)
old_nothing = attrs.NOTHING
""",
    pair="""
import attrs

assert old_nothing is attrs.NOTHING
assert attrs.has(OldPoint) and isinstance(attrs.fields(OldPoint).x, attrs.Attribute)
assert isinstance(attrs.fields(OldPoint).y.default, attrs.Factory)
assert attrs.evolve(old, y=5) == OldPoint(1, 5)

@attrs.define
class Segment(OldPoint):
    end: OldPoint = old
assert attrs.asdict(Segment(0)) == {"x": 0, "y": 0, "end": {"x": 1, "y": 0}}
try:
    old.x = 2
except attrs.exceptions.FrozenInstanceError:
    pass
else:
    raise AssertionError("changed what is frozen")
""",
)

CLICK = Package(
    name="click",
    distribution="click",
    use="""
import click
from click.testing import CliRunner

@click.group()
@click.option("--loud/--quiet")
@click.pass_context
def shop(context, loud):
    context.obj = loud

@shop.command()
@click.argument("name")
@click.option("--count", type=click.IntRange(1, 3), default=1, show_default=True)
@click.pass_obj
def buy(loud, name, count):
    click.secho(f"{count} {name.upper() if loud else name}", fg="green")

runner = CliRunner()
assert runner.invoke(shop, ["--loud", "buy", "pen", "--count", "2"]).output == "2 PEN\\n"
wrong = runner.invoke(shop, ["buy", "pen", "--count", "9"])
assert wrong.exit_code == 2 and "1<=x<=3" in wrong.output
assert "buy" in runner.invoke(shop, ["--help"]).output
try:
    buy.main(["--none"], standalone_mode=False)
except click.UsageError as error:
    assert "--none" in error.format_message()
else:
    raise AssertionError("took an option that is none")
""",
    make="""
import click

@click.command()
@click.argument("name")
@click.pass_context
def old(context, name):
    if name == "nobody":
        raise click.BadParameter("nobody")
    click.echo(f"hello {name}")
""",
    pair="""
import click
from click.testing import CliRunner

assert isinstance(old, click.Command)

@click.group()
def outer():
    pass
outer.add_command(old)
runner = CliRunner()
assert runner.invoke(outer, ["old", "you"]).output == "hello you\\n"
assert runner.invoke(old, ["nobody"]).exit_code == 2
try:
    old.main(["nobody"], standalone_mode=False)
except click.BadParameter:
    pass
else:
    raise AssertionError("accepted nobody")
""",
)

TQDM = Package(
    name="tqdm",
    distribution="tqdm",
    use="""
import io
from tqdm import tqdm, trange
from tqdm.auto import tqdm as automatic
from tqdm.contrib import tenumerate
from tqdm.contrib.concurrent import thread_map

screen = io.StringIO()
assert sum(tqdm(range(5), desc="adding", file=screen)) == 10
assert "adding: 100%" in screen.getvalue() and "5/5" in screen.getvalue()
with trange(3, file=screen) as bar:
    for step in bar:
        bar.set_postfix(step=step)
assert bar.n == 3 and "step=2" in screen.getvalue()
assert list(automatic("ab", file=screen)) == ["a", "b"]
assert dict(tenumerate("xy", file=screen)) == {0: "x", 1: "y"}
assert thread_map(abs, [-1, 2], file=screen, max_workers=2) == [1, 2]
assert bar not in tqdm._instances
""",
    make="""
import io
from tqdm import tqdm

old_screen = io.StringIO()
old = tqdm(total=4, file=old_screen, mininterval=0)
old.update(1)
""",
    pair="""
from tqdm import tqdm

assert isinstance(old, tqdm) and old in tqdm._instances
with tqdm(total=2, file=old_screen) as below:
    assert below.pos != old.pos
    tqdm.write("a line between", file=old_screen)
assert "a line between" in old_screen.getvalue()
old.update(3)
old.close()
assert "4/4" in old_screen.getvalue() and not tqdm._instances
""",
)

IPYWIDGETS = Package(
    name="ipywidgets",
    distribution="ipywidgets",
    use="""
import ipywidgets as widgets

slider = widgets.IntSlider(value=3, max=10)
label = widgets.Text()
changes = []
slider.observe(lambda change: changes.append(change["new"]), names="value")
widgets.dlink((slider, "value"), (label, "value"), str)
slider.value = 7
assert changes == [7] and label.value == "7"
box = widgets.VBox([slider, widgets.Button(description="go")], layout=widgets.Layout(width="50%"))
assert box.children[0] is slider and box.layout.width == "50%"
called = []
controls = widgets.interactive(lambda n, on: called.append((n, on)), n=(0, 4), on=True)
controls.update()
assert called[-1] == (2, True)
state = widgets.Widget.get_manager_state()["state"]
assert state[slider.model_id]["model_name"] == "IntSliderModel"
""",
    make="""
import ipywidgets as widgets

old = widgets.FloatSlider(value=1.5)
old_box = widgets.HBox([])
""",
    pair="""
import ipywidgets as widgets

assert isinstance(old, widgets.Widget)
assert widgets.VBox([old]).children == (old,)
old_box.children = [widgets.Label("new")]
assert isinstance(old_box.children[0], widgets.Label)
text = widgets.FloatText()
link = widgets.link((old, "value"), (text, "value"))
text.value = 2.5
assert old.value == 2.5
old.layout = widgets.Layout(width="10px")
assert old.model_id in widgets.Widget.get_manager_state()["state"]
""",
)

PACKAGES = (ATTRS, CLICK, TQDM, IPYWIDGETS)
