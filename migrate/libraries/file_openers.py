"""What opens files: functions and methods that take a path."""

from __future__ import annotations

import re

# Functions by their whole name, and the positions of their paths.
_FIRST = """
    open io.open codecs.open gzip.open bz2.open lzma.open tarfile.open zipfile.ZipFile shelve.open
    sqlite3.connect duckdb.connect os.makedirs os.mkdir os.listdir os.scandir os.walk os.remove
    os.unlink os.rmdir os.stat os.open os.chmod os.path.exists os.path.isfile os.path.isdir
    os.path.getsize os.path.getmtime glob.glob glob.iglob shutil.rmtree shutil.make_archive
    numpy.load numpy.save numpy.savez numpy.savez_compressed numpy.savetxt numpy.loadtxt
    numpy.genfromtxt numpy.fromfile numpy.memmap pandas.ExcelWriter pandas.ExcelFile
    pandas.HDFStore PIL.Image.open cv2.imread cv2.imwrite joblib.load torch.load
    matplotlib.pyplot.savefig matplotlib.pyplot.imread matplotlib.pyplot.imsave h5py.File
    netCDF4.Dataset xarray.open_dataset xarray.open_zarr openpyxl.load_workbook fsspec.open
    logging.FileHandler logging.handlers.RotatingFileHandler omegaconf.OmegaConf.load
    geopandas.read_file networkx.read_graphml networkx.read_gml toml.load
    kedro.config.OmegaConfigLoader kedro.config.ConfigLoader kedro.config.TemplatedConfigLoader
"""
_FUNCTIONS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(_FIRST.split(), (0,)),
    **dict.fromkeys(("joblib.dump", "torch.save", "networkx.write_graphml"), (1,)),
    **dict.fromkeys(("os.rename", "os.replace", "shutil.copy", "shutil.copy2"), (0, 1)),
    **dict.fromkeys(("shutil.copyfile", "shutil.copytree", "shutil.move"), (0, 1)),
}
_READERS = re.compile(
    r"(?:pandas|polars|geopandas|cudf|modin\.pandas)\.(?:read|scan)_(?!sql|clip)\w+"
)
# Methods of any object whose first argument is a path.
_TAKE = """
    to_csv to_parquet to_excel to_json to_pickle to_feather to_hdf to_html to_markdown to_latex
    to_stata to_xml to_orc to_file to_netcdf to_zarr write_csv write_parquet write_json write_excel
    write_ipc write_ndjson write_html write_image sink_parquet sink_csv savefig save save_model
    load_model save_weights load_weights dump_model extractall imsave tofile
"""
_METHODS = frozenset(_TAKE.split())
# Methods of paths.
_OF_PATHS = """
    open read_text read_bytes write_text write_bytes mkdir touch unlink rmdir exists is_file is_dir
    iterdir glob rglob rename replace stat chmod
"""
OF_PATHS = frozenset(_OF_PATHS.split())
# What looks into the current folder if it is given nothing.
AT_HOME = frozenset({"os.listdir", "os.scandir"})
KEYWORDS = frozenset(
    {"file", "path", "filepath", "filename", "fname", "path_or_buf", "path_or_buffer"}
    | {"filepath_or_buffer", "io", "fp", "conf_source"}
)


def positions(function: str, method: str) -> tuple[int, ...]:
    """Where a call takes paths: of a function by its whole name ("" if it is not known), or of a
    method.
    """
    if function in _FUNCTIONS:
        return _FUNCTIONS[function]
    return (0,) if _READERS.fullmatch(function) or method in _METHODS else ()
