"""Run a pipeline."""

import argparse

from orders import driver

parser = argparse.ArgumentParser()
parser.add_argument("--pipeline", default="__default__")
parser.add_argument("--env")
parser.add_argument("--data-root")
options = parser.parse_args()
built = driver.build(options.pipeline, options.env, data_root=options.data_root)
built.execute(list(driver.PIPELINES[options.pipeline].outputs))
