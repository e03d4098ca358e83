"""Arrays, numerics and plots."""

from .package import Package

NUMPY = Package(
    name="numpy",
    distribution="numpy",
    compiled=True,
    use="""
import numbers
import pickle
import numpy as np

matrix = np.array([[3.0, 1.0], [1.0, 2.0]])
assert np.allclose(np.linalg.solve(matrix, [9.0, 8.0]), [2.0, 3.0])
assert np.isclose(np.linalg.eigvalsh(matrix).sum(), 5.0)
assert np.allclose(np.fft.ifft(np.fft.fft([1.0, 2.0, 3.0])).real, [1.0, 2.0, 3.0])
assert np.random.default_rng(0).integers(0, 10, size=5).shape == (5,)
assert np.array_equal(pickle.loads(pickle.dumps(matrix)), matrix)
assert isinstance(np.int64(3), numbers.Integral)
""",
    make="""
import numpy as np

old = np.arange(6.0).reshape(2, 3)
old_masked = np.ma.array([1, 2, 3], mask=[False, True, False])
old_missing = np.ma.masked
old_polynomial = np.polynomial.Polynomial([1, 2])
""",
    pair="""
import numpy as np

assert isinstance(old, np.ndarray) and type(old) is type(np.zeros(1))
assert np.add(old, np.ones(3)).sum() == 21.0
assert isinstance(old_masked, np.ma.MaskedArray) and old_masked[1] is np.ma.masked
assert old_missing is np.ma.masked
assert (old_polynomial + np.polynomial.Polynomial([1])).coef.tolist() == [2, 2]
""",
)

SCIPY = Package(
    name="scipy",
    distribution="scipy",
    compiled=True,
    use="""
import numpy as np
import scipy
from scipy import integrate, interpolate, optimize, sparse, stats
from scipy.sparse import linalg

found = optimize.minimize(lambda x: (x[0] - 1) ** 2 + (x[1] + 2) ** 2, [0.0, 0.0])
assert found.success and np.allclose(found.x, [1.0, -2.0], atol=1e-4)
assert np.isclose(optimize.brentq(np.cos, 1, 2), np.pi / 2)
laplacian = sparse.diags([[-1.0] * 4, [2.0] * 5, [-1.0] * 4], [-1, 0, 1]).tocsc()
right = np.ones(5)
assert np.allclose(laplacian @ linalg.spsolve(laplacian, right), right)
assert np.isclose(integrate.quad(np.sin, 0, np.pi)[0], 2.0)
assert np.isclose(interpolate.CubicSpline([0, 1, 2, 3], [0, 1, 8, 27])(1.5), 3.375)
assert np.isclose(stats.norm.cdf(0.0), 0.5)
""",
    make="""
import numpy as np
from scipy import interpolate, sparse, stats

old = sparse.csr_array(np.eye(3))
old_spline = interpolate.CubicSpline([0, 1, 2, 3], [0, 1, 8, 27])
old_frozen = stats.norm(loc=1.0)
""",
    pair="""
import numpy as np
from scipy import interpolate, sparse, stats
from scipy.sparse import linalg

assert sparse.issparse(old) and isinstance(old, sparse.csr_array)
assert (old + sparse.csr_array(np.eye(3))).sum() == 6.0
assert np.allclose(linalg.spsolve(old.tocsc(), np.ones(3)), 1.0)
assert isinstance(old_spline, interpolate.PPoly) and np.isclose(old_spline(1.5), 3.375)
assert type(old_frozen) is type(stats.norm()) and old_frozen.mean() == 1.0
""",
)

MATPLOTLIB = Package(
    name="matplotlib",
    distribution="matplotlib",
    compiled=True,
    use="""
import datetime
import io
import matplotlib
matplotlib.use("Agg")
from matplotlib import pyplot as plt

figure, axes = plt.subplots()
axes.plot([datetime.date(2024, 1, day) for day in (1, 2, 3)], [1, 4, 9], label="squares")
axes.set_title(r"$x^2$")
axes.legend()
axes.imshow([[0, 1], [1, 0]], cmap="viridis", extent=(0, 1, 0, 1))
png = io.BytesIO()
figure.savefig(png, format="png")
assert png.getvalue().startswith(b"\\x89PNG") and len(png.getvalue()) > 1000
plt.close(figure)
""",
    make="""
import matplotlib
matplotlib.use("Agg")
from matplotlib import pyplot as plt

old, old_axes = plt.subplots()
""",
    pair="""
import io
import matplotlib
from matplotlib import axes, figure, patches, pyplot as plt

assert isinstance(old, figure.Figure) and isinstance(old_axes, axes.Axes)
assert plt.figure(old.number) is old
old_axes.add_patch(patches.Circle((0.5, 0.5), 0.2))
plt.sca(old_axes)
(line,) = plt.plot([0, 1], [1, 0])
assert line.axes is old_axes
png = io.BytesIO()
plt.savefig(png, format="png")
assert png.getvalue().startswith(b"\\x89PNG")
plt.close("all")
""",
)

SCIKIT_LEARN = Package(
    name="sklearn",
    distribution="scikit-learn",
    compiled=True,
    use="""
import io
import joblib
from joblib.parallel import ThreadingBackend
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

features, labels = make_classification(n_samples=80, class_sep=2.0, random_state=0)
model = make_pipeline(StandardScaler(), LogisticRegression()).fit(features, labels)
assert model.score(features, labels) > 0.8
forest = RandomForestClassifier(5, random_state=0).fit(features, labels)
assert forest.predict(features).shape == (80,)

stored = io.BytesIO()
joblib.dump(model, stored)
stored.seek(0)
assert (joblib.load(stored).predict(features) == model.predict(features)).all()

started = []
class Counting(ThreadingBackend):
    def submit(self, *arguments, **keywords):
        started.append(1)
        return super().submit(*arguments, **keywords)
    def apply_async(self, *arguments, **keywords):
        started.append(1)
        return super().apply_async(*arguments, **keywords)
joblib.register_parallel_backend("counting", Counting)
with joblib.parallel_config(backend="counting", n_jobs=2):
    assert cross_val_score(model, features, labels, cv=2).mean() > 0.7
assert started, "scikit-learn does not listen to the joblib that was imported"
""",
    make="""
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression

old_features, old_labels = make_classification(n_samples=80, class_sep=2.0, random_state=0)
old = LogisticRegression().fit(old_features, old_labels)
""",
    pair="""
import pickle
from sklearn.base import BaseEstimator, clone, is_classifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.utils.validation import check_is_fitted

assert isinstance(old, LogisticRegression) and isinstance(old, BaseEstimator)
assert is_classifier(old) and type(clone(old)) is LogisticRegression
assert check_is_fitted(old) is None
assert (pickle.loads(pickle.dumps(old)).predict(old_features) == old.predict(old_features)).all()
search = GridSearchCV(old, {"C": [0.1, 1.0]}, cv=2).fit(old_features, old_labels)
assert type(search.best_estimator_) is type(old)
""",
)

SEABORN = Package(
    name="seaborn",
    distribution="seaborn",
    use="""
import io
import matplotlib
matplotlib.use("Agg")
import pandas as pd
import seaborn as sns
from matplotlib import pyplot as plt

sns.set_theme()
values = [1, 5, 2, 6, 3, 7, 4, 8]
frame = pd.DataFrame({"day": ["Mon", "Tue"] * 4, "hour": range(8), "value": values})
axes = sns.barplot(frame, x="day", y="value", hue="day", palette="rocket")
assert [bar.get_height() for bar in axes.patches[:2]] == [2.5, 6.5]
plt.close("all")
grid = sns.relplot(frame, x="hour", y="value", col="day", kind="line")
assert grid.axes.shape == (1, 2)
png = io.BytesIO()
grid.savefig(png, format="png")
assert png.getvalue().startswith(b"\\x89PNG")
plt.close("all")
sns.reset_defaults()
""",
    make="""
import matplotlib
matplotlib.use("Agg")
import pandas as pd
import seaborn as sns
import seaborn.objects as so

old_frame = pd.DataFrame({"x": [1, 2, 3], "y": [2, 4, 6], "group": list("aab")})
old = sns.FacetGrid(old_frame, col="group")
old_plot = so.Plot(old_frame, x="x", y="y")
old_palette = sns.color_palette("deep", 3)
""",
    pair="""
import io
import seaborn as sns
import seaborn.objects as so
from matplotlib import pyplot as plt

assert isinstance(old, sns.FacetGrid)
old.map_dataframe(sns.scatterplot, x="x", y="y")
assert isinstance(old_plot, so.Plot)
png = io.BytesIO()
old_plot.add(so.Line()).save(png, format="png")
assert png.getvalue().startswith(b"\\x89PNG")
assert type(old_palette) is type(sns.color_palette("deep", 3))
plt.close("all")
""",
)

XARRAY = Package(
    name="xarray",
    distribution="xarray",
    use="""
import numpy as np
import pandas as pd
import xarray as xr

days = pd.date_range("2024-01-01", periods=60)
rain = xr.DataArray(np.arange(60.0), coords={"time": days}, dims="time", name="rain")
assert rain.groupby("time.month").mean().values.tolist() == [15.0, 45.0]
data = xr.Dataset({"rain": rain, "snow": rain * 2})
assert float(data.sel(time="2024-02-01")["snow"]) == 62.0
assert data.to_dataframe().shape == (60, 2)
assert rain.resample(time="30D").sum().size == 2
assert "<xarray.Dataset>" in repr(data) and "rain" in data._repr_html_()
""",
    make="""
import numpy as np
import xarray as xr

old = xr.DataArray(np.arange(4.0), coords={"x": [0, 1, 2, 3]}, dims="x", name="depth")
old_data = xr.Dataset({"depth": old})
""",
    pair="""
import numpy as np
import xarray as xr

assert isinstance(old, xr.DataArray) and isinstance(old_data, xr.Dataset)
new = xr.DataArray(np.ones(4), coords={"x": [0, 1, 2, 3]}, dims="x", name="depth")
assert type(old + new) is xr.DataArray and float((old + new).sum()) == 10.0
assert xr.concat([old, new], dim="y").shape == (2, 4)
assert xr.merge([old_data, xr.Dataset({"width": new})]).sizes == {"x": 4}
assert xr.testing.assert_identical(old_data["depth"], old) is None
""",
)

TORCH = Package(
    name="torch",
    distribution="torch",
    compiled=True,
    use="""
import torch

torch.manual_seed(0)
layers = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
inputs = torch.rand(64, 2)
targets = inputs.sum(dim=1, keepdim=True)
optimiser = torch.optim.Adam(layers.parameters(), lr=0.05)
losses = []
for _ in range(60):
    optimiser.zero_grad()
    loss = torch.nn.functional.mse_loss(layers(inputs), targets)
    loss.backward()
    optimiser.step()
    losses.append(loss.item())
assert losses[-1] < losses[0] / 10
assert torch.einsum("ij,jk->ik", torch.eye(2), torch.ones(2, 2)).sum() == 4
""",
    make="""
import io
import torch

old = torch.nn.Linear(2, 1)
old_tensor = torch.ones(3, requires_grad=True)
old_file = io.BytesIO()
torch.save(old.state_dict(), old_file)
""",
    pair="""
import torch

assert isinstance(old, torch.nn.Module) and isinstance(old_tensor, torch.Tensor)
assert isinstance(old.weight, torch.nn.Parameter) and old.weight.dtype is torch.float32
assert torch.nn.Sequential(old, torch.nn.ReLU())(torch.ones(4, 2)).shape == (4, 1)
(old_tensor * torch.arange(3.0)).sum().backward()
assert old_tensor.grad.tolist() == [0.0, 1.0, 2.0]
old_file.seek(0)
fresh = torch.nn.Linear(2, 1)
fresh.load_state_dict(torch.load(old_file))
assert torch.equal(fresh.weight, old.weight)
""",
)

PACKAGES = (NUMPY, SCIPY, MATPLOTLIB, SCIKIT_LEARN, SEABORN, XARRAY, TORCH)
