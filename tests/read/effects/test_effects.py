"""What functions do to their arguments: small functions, and the verdict on their parameter."""

from __future__ import annotations

import copy
import inspect
import pickle
import textwrap
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pytest

from migrate.code.modules import read_module
from migrate.model.project import Effect, Function
from migrate.read.pipelines.functions import read_functions

HEADER = """
import copy
import functools
import heapq
import itertools
import random
from functools import lru_cache, partial, reduce
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple, Union

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import polars as pl
import strange_library
from sklearn.linear_model import LinearRegression, SGDRegressor
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

CACHE = {}
LIMIT = 5
"""


def analysed(code: str, name: str = "f") -> Function:
    """The facts of one function of a module."""
    text = HEADER + textwrap.dedent(code)
    module, problem = read_module(text.encode(), "src/pkg/nodes.py", "pkg.nodes")
    assert problem is None
    return read_functions({module.path: module}, [f"pkg.nodes:{name}"])[f"pkg.nodes:{name}"]


def verdict(effects: Mapping[str, Effect], name: str) -> str:
    return effects[name].certainty


YES, NO, PERHAPS = "yes", "no", "can't tell"

MUTATES = [
    # stores
    ("def f(x): x['a'] = 1", YES),
    ("def f(x: pd.DataFrame): x['a'] = 1", YES),
    ("def f(x: int): x['a'] = 1", YES),  # the annotation is wrong
    ("def f(x: bytes): x.fit([1])", YES),
    ("def f(x: str):\n  x = strange_library.Thing()\n  x.a.b = 1", NO),
    ("def f(x: dict): x.loc[0] = 1", YES),
    ("def f(x: np.ndarray): x.insert(0, 'a', 1)", YES),
    ("def f(x): del x['a']", YES),
    ("def f(x): del x", NO),
    ("def f(x): x.attr = 1", YES),
    ("def f(x): setattr(x, 'a', 1)", YES),
    ("def f(x: pd.DataFrame): x.columns = ['a']", YES),
    ("def f(x: pd.DataFrame): x.index.name = 'a'", YES),
    ("def f(x: pd.DataFrame): x.loc[0, 'a'] = 1", YES),
    ("def f(x): x.iloc[0] = 1", YES),
    ("def f(x): x.at[0, 'a'] += 1", YES),
    ("def f(x): x['a'], y = 1, 2", YES),
    ("def f(x):\n  for x['a'] in [1]: pass", YES),
    ("def f(x): x['a']['b'] = 1", YES),
    ("def f(x: pd.DataFrame): x['a'][0] = 1", PERHAPS),
    ("def f(x: Dict[str, pd.DataFrame]): x['a']['b'] = 1", YES),
    # reads
    ("def f(x): return x['a']", NO),
    ("def f(x): return len(x) + sum(x)", NO),
    ("def f(x): print(x, sorted(x), str(x))", NO),
    ("def f(x: pd.DataFrame): return x.loc[x['a'] > 1, 'b']", NO),
    # augmented assignment
    ("def f(x): x += 1", YES),
    ("def f(x: int): x += 1", NO),
    ("def f(x: str): x += 'a'", NO),
    ("def f(x: Optional[float] = None): x += 1", NO),
    ("def f(x: Tuple[int, ...]): x += (1,)", NO),
    ("def f(x: list): x += [1]", YES),
    ("def f(x: np.ndarray): x *= 2", YES),
    ("def f(x=3): x += 1", NO),
    ("def f(x):\n  n = x['n']\n  n += 1", PERHAPS),
    ("def f(x: dict):\n  y = dict(x)\n  y['a'] += [1]", YES),
    ("def f(x: dict):\n  y = dict(x)\n  y['a'] += 1", PERHAPS),
    ("def f(x: pd.DataFrame):\n  y = x.copy()\n  y['a'] += 1", NO),
    ("def f(x, y):\n  z = max(x, y, key=len)\n  z.append(1)", YES),
    ("def f(x: Dict[str, int]):\n  n = x['n']\n  n += 1", NO),
    ("def f(x):\n  total = 0\n  for v in x: total += v\n  return total", NO),
    # rebinding ends the alias, on that path
    ("def f(x: pd.DataFrame):\n  x = x.copy()\n  x['a'] = 1", NO),
    ("def f(x):\n  x = x.drop(columns='a')\n  x['a'] = 1", NO),
    ("def f(x, c):\n  if c:\n    x = x.drop(columns='a')\n  x['a'] = 1", YES),
    ("def f(x, c):\n  if c:\n    return 1\n  x = x.dropna()\n  x['a'] = 1", NO),
    ("def f(x, c):\n  if c:\n    x = x.dropna()\n    x['a'] = 1\n    return x\n  return 2", NO),
    ("def f(x):\n  x['a'] = 1\n  x = x.dropna()", YES),
    ("def f(x):\n  for i in range(3):\n    x['a'] = 1\n    x = x.dropna()", YES),
    ("def f(x):\n  y = None\n  for i in range(3):\n    if y: y['a'] = 1\n    y = x", YES),
    ("def f(x):\n  while True:\n    x = x.dropna()\n    break\n  x['a'] = 1", YES),
    ("def f(x):\n  try:\n    x = x.dropna()\n  except ValueError:\n    pass\n  x['a'] = 1", YES),
    ("def f(x):\n  y = x if LIMIT else None\n  y['a'] = 1", YES),
    ("def f(x):\n  y = x or {}\n  y['a'] = 1", YES),
    ("def f(x):\n  if (y := x):\n    y['a'] = 1", YES),
    ("def f(x):\n  a, b = x, 1\n  a['k'] = 1", YES),
    ("def f(x):\n  a, b = 1, x\n  a['k'] = 1", NO),
    ("def f(x):\n  with x as y:\n    y['k'] = 1", YES),
    ("def f(x):\n  match x:\n    case {'a': y}:\n      y['k'] = 1", YES),
    # methods that are taken of an object before they are called
    ("def f(x):\n  add = x['a'].append\n  add(1)", PERHAPS),
    ("def f(x):\n  take = x.get\n  take('a').clear()", PERHAPS),
    ("def f(x): list(map(x.append, [1, 2]))", PERHAPS),
    ("def f(x): getattr(x, 'append')(3)", PERHAPS),
    ("def f(x: list): return x.append(1) or x", YES),
    # code in a text
    ("def f(x): exec('x.clear()')", PERHAPS),
    ("def f(x): locals()['x']['a'] = 1", PERHAPS),
    # what a local function has as a default
    ("def f(x):\n  def add(v, to=x): to.append(v)\n  add(3)", YES),
    ("def f(x: list):\n  y = [x] * 2\n  y[1].append(1)", YES),
    # numpy's last argument
    ("def f(x: np.ndarray): np.multiply(x, 2, x)", YES),
    ("def f(x: np.ndarray): return np.multiply(x, 2)", NO),
    ("def f(x):\n  with np.nditer(x) as it:\n    for e in it: e[...] = 2", PERHAPS),
    # pandas' `inplace` may hide
    ("def f(x: pd.DataFrame, options): x.drop(columns='a', **options)", PERHAPS),
    ("def f(x: pd.DataFrame, options): return x.agg(**options)", NO),
    # what a pipeline is made of is trained with it
    ("from sklearn.pipeline import make_pipeline\n"
     "def f(x, table):\n  p = make_pipeline(StandardScaler(), x)\n  p.fit(table)", PERHAPS),
    # a generator changes when it is drawn from
    ("def f(x, table: pd.DataFrame): return table.sample(2, random_state=x)", PERHAPS),
    ("def f(x: int, table: pd.DataFrame): return table.sample(2, random_state=x)", NO),
    ("def f(x: dict, t: pd.DataFrame): return t.sample(2, random_state=x['seed'])", NO),
    # copies: shallow and deep
    ("def f(x: dict):\n  x = x.copy()\n  x['a'] = 1", NO),
    ("def f(x: dict):\n  x = x.copy()\n  x['a']['b'] = 1", YES),
    ("def f(x: dict):\n  x = dict(x)\n  x['a'].append(1)", YES),
    ("def f(x: dict):\n  x = {**x}\n  x['a'] = 1", NO),
    ("def f(x: dict):\n  x = {**x}\n  x['a']['b'] = 1", YES),
    ("def f(x: dict):\n  x = copy.deepcopy(x)\n  x['a']['b'] = 1", NO),
    ("def f(x: dict):\n  x = copy.copy(x)\n  x['a']['b'] = 1", YES),
    ("def f(x: list):\n  y = x[1:]\n  y.append(1)", NO),
    ("def f(x: list):\n  y = list(x)\n  y.sort()", NO),
    ("def f(x: list):\n  y = x + [1]\n  y.append(1)", NO),
    ("def f(x: pd.DataFrame):\n  x = x.copy(deep=False)\n  x.loc[0] = 1", PERHAPS),
    ("def f(x: np.ndarray):\n  y = x.copy()\n  y[0] = 1", NO),
    # views
    ("def f(x: np.ndarray):\n  y = x.T\n  y[0] = 1", YES),
    ("def f(x: np.ndarray):\n  y = x[1:]\n  y[0] = 1", YES),
    ("def f(x: np.ndarray):\n  y = x[x > 1]\n  y[0] = 1", NO),
    ("def f(x: np.ndarray):\n  y = x.reshape(-1)\n  y[0] = 1", PERHAPS),
    ("def f(x: np.ndarray):\n  y = np.asarray(x)\n  y[0] = 1", PERHAPS),
    ("def f(x: np.ndarray):\n  y = np.array(x)\n  y[0] = 1", NO),
    ("def f(x: np.ndarray):\n  for row in x:\n    row[0] = 1", YES),
    ("def f(x: pd.DataFrame):\n  y = x.values\n  y[0] = 1", PERHAPS),
    ("def f(x: pd.DataFrame):\n  y = x['a']\n  y[0] = 1", PERHAPS),
    ("def f(x: pd.DataFrame):\n  y = x[['a', 'b']]\n  y['c'] = 1", NO),
    ("def f(x: pd.DataFrame):\n  y = x[x['a'] > 1]\n  y['c'] = 1", NO),
    ("def f(x: pd.DataFrame):\n  y = x.loc[x['a'].isna(), 'b']\n  y[0] = 1", NO),
    ("def f(x: pd.DataFrame):\n  y = x.astype(float, copy=False)\n  y['c'] = 1", PERHAPS),
    ("def f(x: pd.DataFrame): x['a'].fillna(0, inplace=True)", PERHAPS),
    ("def f(x: pd.DataFrame):\n  for c in x:\n    c.append(1)", NO),
    ("def f(x: pd.DataFrame):\n  for k, g in x.groupby('a'):\n    g['z'] = 1", NO),
    ("def f(x: pd.DataFrame):\n  for i, row in x.iterrows():\n    row['z'] = 1", PERHAPS),
    ("def f(x: dict):\n  for k, v in x.items():\n    v['z'] = 1", YES),
    ("def f(x: dict):\n  for k, v in x.items():\n    k['z'] = 1", NO),
    ("def f(x: dict):\n  for v in x.values():\n    v.append(1)", YES),
    ("def f(x: dict):\n  x.get('a')['b'] = 1", YES),
    ("def f(x: Dict[str, str]):\n  for k, v in x.items():\n    v += 'a'", NO),
    ("def f(x: List[dict]):\n  for i, d in enumerate(x):\n    d['i'] = i", YES),
    ("def f(x: List[dict], y):\n  for d, e in zip(x, y):\n    e['i'] = 1", NO),
    ("def f(x: List[dict]):\n  [d.update(a=1) for d in x]", YES),
    ("def f(x: Dict[str, Callable]):\n  for k, g in x.items():\n    d = g()\n    d['a'] = 1", NO),
    # containers
    ("def f(x):\n  d = {'a': x}\n  d['a']['b'] = 1", YES),
    ("def f(x):\n  d = {'a': x}\n  d['c'] = 1", NO),
    ("def f(x):\n  d = {}\n  d['a'] = x\n  d['a']['b'] = 1", YES),
    ("def f(x):\n  d = []\n  d.append(x)\n  d[0]['b'] = 1", YES),
    ("def f(x, y):\n  for d in [x, y]:\n    d['b'] = 1", YES),
    ("def f(x, y):\n  for d in (y, 1):\n    d['b'] = 1", NO),
    # methods
    ("def f(x): x.append(1)", YES),
    ("def f(x): return x.append(1)", NO),
    ("def f(x: list): return x.append(1)", YES),
    ("def f(x: dict): x.update(a=1)", YES),
    ("def f(x: dict): return x.pop('a')", YES),
    ("def f(x: dict): x.setdefault('a', 1)", YES),
    ("def f(x: set): x.add(1)", YES),
    ("def f(x: list): x.sort()", YES),
    ("def f(x): x.sort()", YES),
    ("def f(x): return x.sort('a').head()", NO),
    ("def f(x: pl.LazyFrame): return x.sort('a')", NO),
    ("def f(x: pl.LazyFrame): x.sort('a')", YES),  # the annotation is wrong
    ("def f(x): list(map(lambda i: x.append(i), [1]))", YES),
    ("def f(x): x.sort_values('a', inplace=True)", YES),
    ("def f(x): x.sort_values('a', inplace=False)", NO),
    ("def f(x, flag): x.sort_values('a', inplace=flag)", PERHAPS),
    ("def f(x: pd.DataFrame): x.insert(0, 'a', 1)", YES),
    ("def f(x: pd.DataFrame): return x.dropna().reset_index().merge(x)", NO),
    ("def f(x): return x.groupby('a').agg('sum').unknown_thing()", NO),
    ("def f(x): x.unknown_thing()", PERHAPS),
    ("def f(x): x.set_something(1)", PERHAPS),
    ("def f(x: pd.DataFrame): x.unknown_thing()", NO),
    ("def f(x): x.fit([1], [2])", YES),
    ("def f(x: LinearRegression): return x.predict([1])", NO),
    # the same words of a class that is not known
    ("def f(x): return x.predict([1])", PERHAPS),
    ("def f(x): return x.get_next()", PERHAPS),
    ("def f(x: strange_library.Model): return x.find_best()", PERHAPS),
    ("def f(x: strange_library.Model): return x.score([1])", PERHAPS),
    # what tables and dicts have is known by its name
    ("def f(x): return x.get('a')", NO),
    ("def f(x): return x.groupby('a').mean()", NO),
    ("def f(x: pd.DataFrame): return x.to_dict()", NO),
    ("def f(x: pl.DataFrame): return x.get_column('a')", NO),
    ("def f(x: LinearRegression): return x.fit([1])", YES),
    ("def f(x: 'LinearRegression'): return x.fit([1])", YES),
    ("def f(x): x.weight.add_(1)", YES),
    ("def f(x: np.random.Generator): return x.normal()", YES),
    ("def f(x: Iterator[int]): return [v for v in x]", YES),
    ("def f(x: List[int]): return [v for v in x]", NO),
    # as an argument of library calls
    ("def f(x): return train_test_split(x)", NO),
    ("def f(x): return LinearRegression().fit(x, x)", NO),
    ("def f(x):\n  m = LinearRegression()\n  m.fit(x, x)\n  return m", NO),
    ("def f(x): return pd.concat([x, x])", NO),
    ("def f(x): return np.sqrt(x)", NO),
    ("def f(x): return np.sqrt(x, out=x)", YES),
    ("def f(x): random.shuffle(x)", YES),
    ("def f(x): np.random.shuffle(x)", YES),
    ("def f(x): np.random.default_rng().shuffle(x)", YES),
    ("def f(x): heapq.heappush(x, 1)", YES),
    ("def f(x): np.fill_diagonal(x, 0)", YES),
    ("def f(x): np.copyto(x, 0)", YES),
    ("def f(x):\n  fig, ax = plt.subplots()\n  ax.plot(x)\n  return fig", NO),
    ("def f(x): strange_library.go(x)", PERHAPS),
    ("def f(x: int): strange_library.go(x)", NO),
    ("def f(x): strange_library.Thing().go(x['a'])", PERHAPS),
    ("def f(x):\n  t = strange_library.go\n  t(x)", PERHAPS),
    ("def f(x): StandardScaler(copy=False).fit_transform(x)", NO),
    ("def f(x):\n  p = Pipeline([('m', x)])\n  p.fit([1])", PERHAPS),
    ("def f(x):\n  g = GridSearchCV(x, {})\n  g.fit([1])", PERHAPS),
    ("def f(x):\n  g = GridSearchCV(estimator=x, param_grid={})\n  g.fit([1])", PERHAPS),
    ("def f(x):\n  g = GridSearchCV(LinearRegression(), param_grid=x)\n  g.fit([1])", NO),
    ("def f(x):\n  m = SGDRegressor(random_state=x)\n  m.fit([1])", PERHAPS),
    ("def f(x):\n  m = LinearRegression(n_jobs=x)\n  m.fit([1])", NO),
    # functions of the project
    ("def g(y): y['a'] = 1\ndef f(x): g(x)", YES),
    ("def g(y): y['a'] = 1\ndef f(x): g(x.copy())\n", NO),
    ("def g(y): y['a'] = 1\ndef f(x): g(y=x)", YES),
    ("def g(y): y['a'] = 1\ndef f(x): g(*[x])", YES),
    ("def g(y): y['a'] = 1\ndef f(x): g(**{'y': x})", YES),
    ("def g(a, y): y['a'] = 1\ndef f(x): g(x, {})", NO),
    ("def g(*ys):\n  for y in ys: y['a'] = 1\ndef f(x): g(1, x)", YES),
    ("def g(**ys):\n  for y in ys.values(): y['a'] = 1\ndef f(x): g(b=x)", YES),
    ("def g(y): return y\ndef f(x): g(x)['a'] = 1", YES),
    ("def g(y: pd.DataFrame): return y.copy()\ndef f(x):\n  z = g(x)\n  z['a'] = 1", NO),
    ("def g(y): return y, 1\ndef f(x):\n  z, n = g(x)\n  z['a'] = 1", YES),
    ("def g(y): return y, {}\ndef f(x):\n  z, n = g(x)\n  n['a'] = 1", NO),
    ("def g(d, y): d['k'] = y\ndef f(x):\n  d = {}\n  g(d, x)\n  d['k'].append(1)", YES),
    ("def g(y):\n  y['a'] = 1\n  f(y)\ndef f(x): g(x)", YES),
    ("def f(x, n=0):\n  if n: return f(x, n - 1)\n  x['a'] = 1", YES),
    ("def f(x, n=0): return f(x, n - 1)", NO),
    ("def g(y): yield y\ndef f(x):\n  for z in g(x): z['a'] = 1", YES),
    ("class C:\n  def m(self, y): y['a'] = 1\ndef f(x): C().m(x)", YES),
    ("class C:\n  def m(self, y): return len(y)\ndef f(x): C().m(x)", NO),
    ("class C:\n  def __init__(self, y): self.y = y\n  def m(self): self.y['a'] = 1\n"
     "def f(x): C(x).m()", YES),
    ("class C:\n  def m(self): self.n = 1\ndef f(x: C): x.m()", YES),
    ("class C:\n  def m(self): return self.n\ndef f(x: C): x.m()", NO),
    # functions as values
    ("def f(x):\n  def g(y): y['a'] = 1\n  g(x)", YES),
    ("def f(x):\n  def g(): x['a'] = 1\n  g()", YES),
    ("def f(x):\n  def g(): x['a'] = 1\n  return g", YES),
    ("def f(x):\n  g = lambda y: y.update(a=1)\n  g(x)", YES),
    ("def f(x): return list(map(lambda y: y.pop(), x))", YES),
    ("def f(x): return list(map(lambda y: y + 1, x))", NO),
    ("def g(y): y['a'] = 1\ndef f(x): return list(map(g, x))", YES),
    ("def g(n, y): y['a'] = 1\ndef f(x): partial(g, 1)(x)", YES),
    ("def g(n, y): y['a'] = 1\ndef f(x): partial(g, y=x)(1)", YES),
    ("def g(a, b): return pd.merge(a, b)\ndef f(x): return reduce(g, x)", NO),
    ("def g(y):\n  y['a'] = 1\n  return y\ndef f(x: pd.DataFrame): return x.pipe(g)", PERHAPS),
    ("def f(x: pd.DataFrame): return x.apply(lambda r: r['a'], axis=1)", NO),
    ("def g(y): y['a'] = 1\nh = g\ndef f(x): h(x)", YES),
    ("h = lambda y: y.update(a=1)\ndef f(x): h(x)", YES),
    # decorators
    ("def d(g):\n  def w(*a, **k):\n    return g(*a, **k)\n  return w\n@d\ndef f(x): return 1", NO),
    ("def d(g):\n  def w(y):\n    y['a'] = 1\n    return g(y)\n  return w\n@d\ndef f(x): return 1",
     PERHAPS),
    # types told by use
    ("def f(x):\n  x = x.copy()\n  x['a'].fillna(0, inplace=True)\n  return x.groupby('a')", NO),
    ("async def f(x):\n  async with x as y:\n    y['a'] = 1", YES),
    ("def f(*x):\n  x[0]['a'] = 1", YES),
    ("def f(*x):\n  return len(x)", NO),
    ("def f(**x):\n  x['a'] = 1", NO),
    ("def f(**x):\n  x['a']['b'] = 1", YES),
]  # fmt: skip


@pytest.mark.parametrize(("code", "expected"), MUTATES)
def test_mutates(code: str, expected: str) -> None:
    effect = analysed(code).mutates["x"]
    assert effect.certainty == expected, effect.reason
    assert (expected == NO) == (not effect.reason) == (not effect.line)


RETURNS = [
    ("def f(x): return x", YES),
    ("def f(x: int): return x", NO),
    ("def f(x) -> int: return x", NO),
    ("def f(x): return x['a']", YES),
    ("def f(x: Dict[str, int]): return x['a']", NO),
    ("def f(x: pd.DataFrame): return x['a']", PERHAPS),
    ("def f(x: pd.DataFrame): return x.dropna()", NO),
    ("def f(x: pd.DataFrame): return x[['a']]", NO),
    ("def f(x): return [x]", YES),
    ("def f(x): return {'a': x}", YES),
    ("def f(x): return 1, x", YES),
    ("def f(x): yield x", YES),
    ("def f(x): yield from x", YES),
    ("def f(x): return len(x)", NO),
    ("def f(x):\n  x = x.dropna()\n  return x", NO),
    ("def f(x, c):\n  if c: x = x.dropna()\n  return x", YES),
    ("def f(x): return lambda: x", YES),
    ("def f(x): return list(x)", YES),
    ("def f(x: List[int]): return list(x)", NO),
    ("def f(x): return strange_library.go(x)", PERHAPS),
    ("def f(x): return pd.concat([x])", NO),
    ("def f(x: LinearRegression): return x.fit([1])", YES),
    ("def f(x): return LinearRegression().fit(x)", NO),
    ("def f(x):\n  y = {}\n  y['a'] = [x]\n  return y", YES),
    ("class C:\n  def __init__(self, y): self.y = y\ndef f(x): return C(x)", YES),
    ("def g(y): return y\ndef f(x): return g(x)", YES),
    ("def g(y): return {'a': y}\ndef f(x): return g(x)['a']", YES),
    ("def g(y): return {'a': y, 'b': 1}\ndef f(x): return g(x)['b']", NO),
    ("def f(x: np.ndarray): return x.T", YES),
    ("def f(x: np.ndarray): return x * 2", NO),
    ("def f(x: dict): return x.copy()", YES),
    ("def f(x: dict): return copy.deepcopy(x)", NO),
    ("def f(x): return train_test_split(x)", NO),
    ("def f(x): return f'{x}'", NO),
    ("f = lambda x: x", YES),
]


@pytest.mark.parametrize(("code", "expected"), RETURNS)
def test_returns_alias(code: str, expected: str) -> None:
    effect = analysed(code).returns_alias["x"]
    assert effect.certainty == expected, effect.reason


STORES = [
    ("def f(x): CACHE['a'] = x", YES),
    ("def f(x): CACHE['a'] = [x]", YES),
    ("def f(x): CACHE['a'] = len(x)", NO),
    ("def f(x):\n  global CACHE\n  CACHE = x", YES),
    ("def f(x):\n  d = {}\n  d['a'] = x", NO),
    ("def f(x, d): d['a'] = x", YES),
    ("def f(x, d): d['a'] = len(x)", NO),
    ("def f(x, d): d.append(x)", YES),
    ("@lru_cache\ndef f(x): return 1", YES),
    ("@lru_cache(maxsize=None)\ndef f(x: int): return 1", NO),
    ("class C: pass\ndef f(x): C.kept = x", YES),
    ("def g(y): CACHE['a'] = y\ndef f(x): g(x)", YES),
    ("def f(x): return x", NO),
    ("def f(x, df: pd.DataFrame): df['a'] = x", NO),
]


@pytest.mark.parametrize(("code", "expected"), STORES)
def test_stores(code: str, expected: str) -> None:
    effect = analysed(code).stores["x"]
    assert effect.certainty == expected, effect.reason


REASONS = [
    ("def f(x): x['a'] = 1", "changed in place by `x['a'] = 1`"),
    ("def f(x): x.sort_values('a', inplace=True)",
     "changed in place by `x.sort_values('a', inplace=True)`"),
    ("def g(y): y['a'] = 1\ndef f(x): g(x)",
     "passed to `g`, where it is changed in place by `y['a'] = 1`"),
    ("def f(x): strange_library.go(x)",
     "passed to `strange_library.go`, whose effect is not known"),
    ("def f(x: Iterator): return list(v for v in x)", "used up by iterating over `x`"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "reason"), REASONS)
def test_reasons_are_for_people(code: str, reason: str) -> None:
    effect = analysed(code).mutates["x"]
    assert effect.reason == reason
    assert effect.line == len((HEADER + textwrap.dedent(code)).splitlines())


TOUCHES = [
    ("def f(x): return len(CACHE)", set()),
    ("def f(x): CACHE['a'] = 1", {"pkg.nodes:CACHE"}),
    ("def f(x): CACHE['a'].append(1)", {"pkg.nodes:CACHE"}),
    ("def g():\n  CACHE.clear()\ndef f(x): g()", {"pkg.nodes:CACHE"}),
    ("def f(x):\n  global LIMIT\n  LIMIT += 1", {"pkg.nodes:LIMIT"}),
    ("RNG = np.random.default_rng(0)\ndef f(x): return RNG.random()", {"pkg.nodes:RNG"}),
    (
        "class A:\n  def add(self):\n    self.n += 1\nONE = A()\ndef f(x): ONE.add()",
        {"pkg.nodes:ONE"},
    ),
    ("def f(x): pd.options.display.precision = 3", {"pandas.options.display"}),
]


@pytest.mark.parametrize(("code", "expected"), TOUCHES)
def test_touches_objects_of_modules(code: str, expected: set[str]) -> None:
    assert analysed(code).touches == expected


SHARES = [
    ("def f(x): return CACHE", {"pkg.nodes:CACHE"}),
    ("def f(x): return {'a': CACHE['a']}, 1", {"pkg.nodes:CACHE"}),
    ("def g(): return CACHE\ndef f(x): return g()", {"pkg.nodes:CACHE"}),
    ("@cache\ndef g(): return []\ndef f(x): return g()", {"pkg.nodes:g"}),
    ("def f(x, y=[]):\n  y.append(x)\n  return y", {"y"}),
    ("def f(x, y=[]):\n  y.append(x)\n  return list(y)", set()),
    ("def f(x): return len(CACHE), LIMIT", set()),
]


@pytest.mark.parametrize(("code", "expected"), SHARES)
def test_shares_what_outlives_the_call(code: str, expected: set[str]) -> None:
    assert analysed(code).shares == expected


CHANGING = "class A:\n  def __len__(self):\n    self.n += 1\n    return 1\n"


def test_operations_that_a_class_of_the_project_may_change_its_object_by() -> None:
    assert analysed("def f(x): return len(x)").mutates["x"].certainty == "no"
    assert analysed(CHANGING + "def f(x): return len(x)").mutates["x"].certainty == "can't tell"
    assert analysed(CHANGING + "def f(x: list): return len(x)").mutates["x"].certainty == "no"
    assert analysed(CHANGING + "def f(x): return str(x)").mutates["x"].certainty == "no"


def test_calls_of_project_functions() -> None:
    function = analysed("def g(y): return h(y)\ndef h(z): return z\ndef f(x): return g(x)")
    assert function.calls == {"pkg.nodes:g"}


# --- run for real ---------------------------------------------------------------------------

# Functions without annotations, so that nothing gives the types of their arguments away.
REAL = """
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler


def new_column(table): table["z"] = 1
def copied(table):
    table = table.copy()
    table["z"] = 1
def assigned(table): return table.assign(z=1)
def renamed(table): table.columns = [c.upper() for c in table.columns]
def index_name(table): table.index.name = "k"
def dropped(table): table.drop(columns="a", inplace=True)
def sorted_in_place(table): table.sort_values("a", inplace=True)
def sorted_anew(table): return table.sort_values("a")
def located(table): table.loc[table["a"] > 1, "b"] = 0.5
def located_on_a_copy(table):
    some = table[table["a"] > 1].copy()
    some.loc[:, "b"] = 0.5
def picked(table):
    some = table[["a", "b"]]
    some["z"] = 1
def through_values(table):
    values = table[["b"]].to_numpy(copy=True)
    values[0] = 100.0
def through_a_helper(table): return _inner(table).head()
def _inner(table):
    for column in ("y", "z"):
        _add(table, column)
    return table
def _add(frame, name): frame[name] = 0
def through_pipe(table): return table.pipe(_inner)
def through_a_closure(table):
    def work(name): table[name] = 1
    work("z")
def through_a_loop(table):
    for other in [table.copy(), table]:
        other["z"] = 1
def popped(table): return table.pop("a")
def deleted(table): del table["a"]
def augmented_column(table): table["b"] += 1
def augmented(table): table *= 2
def trained(table): return LinearRegression().fit(table[["a"]], table["b"])
def scaled(table): return StandardScaler().fit_transform(table[["a", "b"]])
def grouped(table):
    found = {}
    for key, group in table.groupby("a"):
        group["z"] = key
        found[key] = group
    return found
def merged(table): return table.merge(table, on="a").rename(columns={"b_x": "c"})
def melted(table): return pd.melt(table, id_vars="a")
def applied(table): return table.apply(lambda row: row["a"] + row["b"], axis=1)
def concatenated(table):
    both = pd.concat([table, table])
    both["z"] = 1
    return both
def rebound_late(table):
    table["z"] = 1
    table = table.copy()
def only_sometimes(table):
    if len(table) > 1:
        table = table.drop(columns="a")
    table["z"] = 1
def not_reached(table):
    if len(table) > 1:
        return len(table)
    table["z"] = 1


def set_key(options): options["z"] = 1
def set_deep(options): options["a"]["x"] = 9
def shallow(options):
    options = dict(options)
    options["z"] = 1
def shallow_but_deep(options):
    options = dict(options)
    options["a"]["x"] = 9
def copied_but_deep(options):
    options = options.copy()
    options["a"]["x"] = 9
def spread(options): return {**options, "z": 1}
def spread_but_deep(options):
    spread = {**options}
    spread["b"].append(4)
def popped_default(options): return options.pop("a", None)
def read_default(options): return options.get("a", {}).get("x")
def get_and_set(options): options.get("a", {})["x"] = 9
def extended(options):
    names = options["b"]
    names.extend([4])
def concatenated_list(options):
    names = options["b"] + [4]
    names.append(5)
def grown(options):
    names = options["b"]
    names += [4]
def sorted_list(options): return sorted(options["b"])
def sorts_list(options): options["b"].sort(reverse=True)
def by_values(options):
    for value in options.values():
        if isinstance(value, list):
            value.append(1)
def by_items(options): return {key: str(value) for key, value in options.items()}
def counted(options):
    count = options["c"]
    count += 1
    return count
def merged_options(options):
    result = {"a": {}}
    result["a"].update(options["a"])
    return result
def linked(options):
    result = {"inner": options["a"]}
    result["inner"]["x"] = 9
    return result
def in_comprehension(options): return [v.update(y=2) for v in options.values() if type(v) is dict]
def mapped(options): return list(map(lambda name: options["a"].pop(name, None), ["x"]))


def in_place(array): array[0] = 9
def sliced(array):
    part = array[1:]
    part[0] = 9
def masked(array):
    part = array[array > 1]
    part[0] = 9
def masks(array): array[array > 1] = 0
def transposed(array): array.T[0] = 9
def reshaped(array):
    flat = array.reshape(-1)
    flat[0] = 9
def as_array(array): np.asarray(array)[0] = 9
def new_array(array): np.array(array)[0] = 9
def doubled(array): return array * 2
def doubles(array): array *= 2
def shuffled(array): np.random.default_rng(5).shuffle(array)
def permuted(array): return np.random.default_rng(1).permutation(array)
def out(array): np.multiply(array, 3, out=array)
def sorts(array): array[::-1].sort()
def rows(array):
    for row in np.atleast_1d(array):
        row += 1
def swapped(array): array[0], array[1] = array[1], array[0].copy()
"""


def _real() -> tuple[dict[str, Function], ModuleType]:
    module, _ = read_module(REAL.encode(), "src/pkg/real.py", "pkg.real")
    names = [name for s in module.statements if s.kind == "function" for name in s.binds]
    found = read_functions({module.path: module}, [f"pkg.real:{name}" for name in names])
    running = ModuleType("pkg.real")
    exec(compile(REAL, "real.py", "exec"), running.__dict__)
    return {name: found[f"pkg.real:{name}"] for name in names if name[0] != "_"}, running


FOUND, RUNNING = _real()


def _sample(name: str) -> Any:
    import numpy as np
    import pandas as pd

    if name == "table":
        return pd.DataFrame({"a": [2, 1, 3], "b": [1.0, 2.0, 3.0]})
    if name == "options":
        return {"a": {"x": 1}, "b": [3, 1, 2], "c": 1}
    return np.arange(6.0).reshape(3, 2) + 1


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(FOUND))
def test_what_is_seen_to_change_is_never_called_unchanged(name: str) -> None:
    run: Callable[[Any], Any] = getattr(RUNNING, name)
    (parameter,) = inspect.signature(run).parameters
    value = _sample(parameter)
    before = pickle.dumps(copy.deepcopy(value))
    run(value)
    changed = pickle.dumps(copy.deepcopy(value)) != before
    effect = FOUND[name].mutates[parameter]
    if changed:
        assert effect.certainty != NO
    elif effect.certainty == YES:
        assert name in {"only_sometimes", "not_reached"}, effect.reason
