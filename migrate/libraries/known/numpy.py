"""What is known of NumPy."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    types={
        "immutable": """
            numpy.dtype numpy.float64 numpy.float32 numpy.int64 numpy.int32 numpy.integer
            numpy.floating numpy.number numpy.bool_ numpy.datetime64 numpy.random.SeedSequence
        """,
        "array": """
            numpy.ndarray numpy.array numpy.matrix numpy.typing.NDArray numpy.typing.ArrayLike
            numpy.ma.MaskedArray
        """,
        "rng": "numpy.random.Generator numpy.random.RandomState",
    },
    makes={
        "array": "numpy",
    },
    changing={
        "array": """
            __setitem__ fill itemset partition put resize setfield setflags sort
        """,
        "rng": "seed shuffle",
    },
    changing_any="fill itemset",
    quiet={
        "array": """
            all any argmax argmin argpartition argsort argwhere astype choose clip compress conj
            copy cumprod cumsum diagonal dot dumps flatten isnan item max mean min nonzero prod
            ptp ravel repeat reshape round searchsorted squeeze std sum swapaxes take tobytes
            tofile tolist trace transpose var view
        """,
    },
    leaves_arguments="choice integers normal uniform permutation",
    views="reshape view transpose swapaxes ravel diagonal squeeze",
    scalars="shape size dtype ndim itemsize nbytes",
    safe="numpy.",
    changes={
        (0,): """
            numpy.add.at numpy.copyto numpy.fill_diagonal numpy.maximum.at numpy.multiply.at
            numpy.ndarray.fill numpy.ndarray.sort numpy.place numpy.put numpy.put_along_axis
            numpy.putmask numpy.random.shuffle numpy.subtract.at
        """,
        (1,): """
            numpy.abs numpy.absolute numpy.cbrt numpy.ceil numpy.conjugate numpy.cos
            numpy.deg2rad numpy.exp numpy.exp2 numpy.expm1 numpy.fabs numpy.floor numpy.invert
            numpy.isfinite numpy.isnan numpy.log numpy.log10 numpy.log1p numpy.log2
            numpy.logical_not numpy.negative numpy.positive numpy.rad2deg numpy.reciprocal
            numpy.rint numpy.sign numpy.sin numpy.sqrt numpy.square numpy.tan numpy.tanh
            numpy.trunc
        """,
        (2,): """
            numpy.add numpy.arctan2 numpy.around numpy.bitwise_and numpy.bitwise_or
            numpy.bitwise_xor numpy.divide numpy.dot numpy.equal numpy.float_power
            numpy.floor_divide numpy.fmax numpy.fmin numpy.fmod numpy.greater
            numpy.greater_equal numpy.hypot numpy.less numpy.less_equal numpy.logaddexp
            numpy.logical_and numpy.logical_or numpy.logical_xor numpy.matmul numpy.maximum
            numpy.minimum numpy.mod numpy.multiply numpy.not_equal numpy.power numpy.remainder
            numpy.round numpy.subtract numpy.true_divide
        """,
        (3,): "numpy.clip",
    },
    same="numpy.asanyarray",
    shares="""
        numpy.array_split numpy.asarray numpy.ascontiguousarray numpy.asfortranarray
        numpy.atleast_1d numpy.atleast_2d numpy.atleast_3d numpy.broadcast_to numpy.diag
        numpy.diagonal numpy.expand_dims numpy.flip numpy.fliplr numpy.flipud numpy.frombuffer
        numpy.hsplit numpy.imag numpy.lib.stride_tricks. numpy.ma.masked_array
        numpy.ma.masked_invalid numpy.moveaxis numpy.nditer numpy.ravel numpy.real numpy.reshape
        numpy.rollaxis numpy.rot90 numpy.split numpy.squeeze numpy.swapaxes numpy.transpose
        numpy.vsplit
    """,
    harmless="""
        numpy.append numpy.arange numpy.array numpy.concatenate numpy.datetime64 numpy.dtype
        numpy.exp numpy.eye numpy.finfo numpy.float32 numpy.float64 numpy.iinfo numpy.int32
        numpy.int64 numpy.linspace numpy.log numpy.ones numpy.random.default_rng
        numpy.random.RandomState numpy.sqrt numpy.timedelta64 numpy.zeros
    """,
    opens={
        (0,): """
            numpy.fromfile numpy.genfromtxt numpy.load numpy.loadtxt numpy.memmap numpy.save
            numpy.savetxt numpy.savez numpy.savez_compressed
        """,
    },
    opening_methods="tofile",
    plain_tables="numpy",
    apart="numpy.ndarray",
)
