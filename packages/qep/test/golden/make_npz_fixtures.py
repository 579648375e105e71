"""Writes the .npy and .npz fixtures beside this file (folder npz/) with numpy itself.

Run with any numpy >= 2: python make_npz_fixtures.py. Made with numpy 2.4.6. The same numbers are written out in
npz-fixtures.test.ts.
"""

import io
import pathlib
import zipfile

import numpy as np

HERE = pathlib.Path(__file__).parent / "npz"

THIRDS = np.array([[0.0, -1 / 3, 2 / 3], [-0.0, np.nan, -np.inf]])

ARRAYS = {
    "f8": THIRDS,
    "f4": THIRDS.astype("<f4"),
    "i4": np.array([-(2**31), 0, 2**31 - 1], dtype="<i4"),
    "i8": np.array([[1 - 2**53], [2**53 - 1]], dtype="<i8"),
    "u1": np.array([0, 127, 255], dtype="u1"),
    "b1": np.array([[[True, False]]]),
    "c16": np.array([1 + 2j, -0.5j]),
    "scalar": np.array(0.1),
    "empty": np.zeros((3, 0, 2)),
    "long": np.arange(12.0),
    "deep": np.ones((1,) * 16),  # numpy's room for the first axis to grow adds a line to this header
}

FOREIGN = {
    "fortran": np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)),
    "big_f8": THIRDS.astype(">f8"),
    "big_f4": THIRDS.astype(">f4"),
    "big_i4": np.array([-2, 1 << 20], dtype=">i4"),
    "big_i8": np.array([-2, 1 << 40], dtype=">i8"),
    "big_c16_fortran": np.asfortranarray(np.array([[1 + 2j, 3 + 4j], [5 + 6j, 7 + 8j]], dtype=">c16")),
}


def npy(array, version):
    """The bytes of one .npy file in a given format version."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, version=version)
    return stream.getvalue()


HERE.mkdir(exist_ok=True)
np.savez(HERE / "arrays.npz", **ARRAYS)
np.savez_compressed(HERE / "arrays-compressed.npz", **ARRAYS)
np.savez_compressed(HERE / "foreign.npz", **FOREIGN)
(HERE / "version-2.npy").write_bytes(npy(THIRDS, (2, 0)))
(HERE / "version-3.npy").write_bytes(npy(THIRDS, (3, 0)))
np.save(HERE / "objects.npy", np.array([{"a": 1}], dtype=object))
np.save(HERE / "structured.npy", np.zeros(2, dtype=[("x", "<f8"), ("θ", "<i4")]))
with zipfile.ZipFile(HERE / "bare-names.npz", "w") as archive:
    archive.writestr("θ", npy(THIRDS, (1, 0)))
